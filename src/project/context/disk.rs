//! What is in the files of a directory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use build::context::{Contents, Digest};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::lock;
use crate::source;

/// The files of a directory, which are read when their contents are asked for.
#[derive(Debug)]
pub(super) struct OnDisk {
    directory: PathBuf,
    digests: Mutex<HashMap<String, Option<Digest>>>,
}

impl OnDisk {
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), digests: Mutex::default() }
    }
}

impl Contents for OnDisk {
    fn digest(&self, path: &str) -> Option<Digest> {
        if let Some(known) = lock(&self.digests).get(path) {
            return *known;
        }
        let digest = hash(&self.directory.join(path)).ok();
        lock(&self.digests).insert(path.to_owned(), digest);
        digest
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        source::bytes(&self.directory.join(path)).ok()
    }

    fn prepare(&self, paths: &[&str]) {
        let mut paths = paths.to_vec();
        {
            let known = lock(&self.digests);
            paths.retain(|path| !known.contains_key(*path));
        }
        let read = |path: &str| (path.to_owned(), hash(&self.directory.join(path)).ok());
        let digests: Vec<_> = paths.into_par_iter().map(read).collect();
        lock(&self.digests).extend(digests);
    }
}

/// The SHA-256 of a file, of which no more than a piece is held in memory.
fn hash(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(Digest(hasher.finalize().into())),
            length => hasher.update(&piece[..length]),
        }
    }
}
