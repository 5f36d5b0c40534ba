//! What differs between a commit and the working tree, submodules included.

use std::collections::HashSet;

use build::context::{Digest, Unread};
use sha2::{Digest as _, Sha256};

use super::{Repository, Revision};
use crate::Error;

/// A path that is not now what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path from the directory that was asked about. One that ends with `/` is a repository of its own, of which git
    /// says no more.
    pub path: String,
    /// What was there; `None` if it was not there. Renames are a file that went and one that came.
    pub was: Option<Was>,
}

/// What a path was at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Was {
    /// What git calls the mode: `0o100644`, `0o100755` or `0o120000` for a link.
    pub mode: u32,
    /// The bytes, unless they are the same as now: then the mode alone is another.
    pub bytes: Option<Blob>,
}

/// Bytes that git keeps: of a file as committed, so that filters (line ends, LFS) have not been at them. That tells
/// nothing wrong, as these bytes are compared only where git, which applies the filters, has found a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    repository: Repository,
    /// What git calls them.
    name: String,
    /// How many there are.
    pub size: u64,
    /// Their identity.
    pub digest: Digest,
    /// The bytes themselves, for a link: where it led.
    pub target: Option<String>,
}

impl Blob {
    /// A blob that is not in this clone: it differs from all others, as git has found it to differ from what is there.
    fn lost(repository: &Repository, name: &str) -> Self {
        let digest = Digest(Sha256::digest(name).into());
        Self { repository: repository.clone(), name: name.to_owned(), size: 0, digest, target: None }
    }

    /// The bytes; `None` if git has lost them.
    pub fn read(&self) -> Option<Vec<u8>> {
        self.repository.run(&["cat-file", "blob", &self.name]).ok()
    }
}

/// All that changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) list: Vec<Changed>,
    /// Submodules whose older commit is not there.
    pub(super) unread: Vec<Unread>,
}

/// A line of `git diff --raw`.
struct Raw {
    old_mode: u32,
    new_mode: u32,
    old: String,
    path: String,
}

impl Revision {
    /// What differs between this commit and the working tree: files that git tracks, and files that are new and that git
    /// does not ignore. Of files that git ignores nobody knows what they were.
    pub fn changed(&self) -> Result<Vec<Changed>, Error> {
        self.changes().map(|changes| changes.list)
    }

    pub(super) fn changes(&self) -> Result<Changes, Error> {
        let arguments = [
            "diff",
            "--raw",
            "--numstat",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--relative",
            "--ignore-submodules=none",
            &self.commit,
            "--",
        ];
        let (raw, same) = parse(&self.repository.run(&arguments)?);
        let blobs = self.repository.blobs(&raw)?;
        let mut changes = Changes::default();
        for (line, blob) in raw.into_iter().zip(blobs) {
            match (line.old_mode, line.new_mode) {
                (0o160_000, _) => changes.submodule(&self.repository, &line)?,
                (0, mode) => {
                    let slash = if mode == 0o160_000 { "/" } else { "" };
                    changes.list.push(Changed { path: line.path + slash, was: None });
                }
                (mode, _) => {
                    let bytes =
                        blob.filter(|_| !same.contains(&line.path) || line.new_mode & 0o170_000 != mode & 0o170_000);
                    changes.list.push(Changed { path: line.path, was: Some(Was { mode, bytes }) });
                }
            }
        }
        let untracked = self.repository.run(&["ls-files", "-z", "--others", "--exclude-standard"])?;
        changes.list.extend(split(&untracked).map(|path| Changed { path, was: None }));
        Ok(changes)
    }
}

impl Changes {
    /// What changed in a submodule since the commit that was recorded for it.
    fn submodule(&mut self, outer: &Repository, line: &Raw) -> Result<(), Error> {
        let directory = outer.directory.join(&line.path);
        // Without a `.git` it is not checked out, now as then, and its directory is empty.
        if !directory.join(".git").exists() {
            return Ok(());
        }
        match (Repository { directory }).revision(&line.old) {
            Ok(revision) => {
                let inner = revision.changes()?;
                let at = |path: &str| format!("{}/{path}", line.path);
                self.list.extend(inner.list.into_iter().map(|changed| Changed { path: at(&changed.path), ..changed }));
                self.unread.extend(inner.unread.into_iter().map(|unread| Unread { path: at(&unread.path), ..unread }));
            }
            Err(error) => self.unread.push(Unread { path: line.path.clone(), reason: error.reason }),
        }
        Ok(())
    }
}

impl Repository {
    /// What was in each of `lines`, in order; `None` where there was no file.
    fn blobs(&self, lines: &[Raw]) -> Result<Vec<Option<Blob>>, Error> {
        let wanted = |line: &&Raw| matches!(line.old_mode & 0o170_000, 0o100_000 | 0o120_000);
        let input: String = lines.iter().filter(wanted).flat_map(|line| [&*line.old, "\n"]).collect();
        let answers =
            if input.is_empty() { Vec::new() } else { self.filter(&["cat-file", "--batch"], input.into_bytes())? };
        let mut rest = answers.as_slice();
        let next =
            |line| wanted(&line).then(|| self.blob(&mut rest, line).unwrap_or_else(|| Blob::lost(self, &line.old)));
        Ok(lines.iter().map(next).collect())
    }

    /// Takes one answer of `git cat-file --batch`: `<name> <type> <size>`, the bytes, a line end; or `<name> missing`.
    fn blob(&self, answers: &mut &[u8], line: &Raw) -> Option<Blob> {
        let end = answers.iter().position(|byte| *byte == b'\n')?;
        let (header, rest) = answers.split_at(end);
        *answers = &rest[1..];
        let size: usize = std::str::from_utf8(header).ok()?.split(' ').nth(2)?.parse().ok()?;
        let (bytes, rest) = answers.split_at_checked(size)?;
        *answers = rest.get(1..).unwrap_or_default();
        let target = (line.old_mode == 0o120_000).then(|| String::from_utf8_lossy(bytes).into_owned());
        let digest = Digest(Sha256::digest(bytes).into());
        Some(Blob { repository: self.clone(), name: line.old.clone(), size: size as u64, digest, target })
    }
}

/// The lines of `git diff --raw --numstat -z`, and the paths whose bytes are the same: `0<tab>0<tab>path`.
fn parse(output: &[u8]) -> (Vec<Raw>, HashSet<String>) {
    let (mut raw, mut same) = (Vec::new(), HashSet::new());
    let mut tokens = split(output);
    while let Some(token) = tokens.next() {
        if let Some(meta) = token.strip_prefix(':') {
            let mut fields = meta.split(' ');
            let mut mode = || u32::from_str_radix(fields.next().unwrap_or_default(), 8).unwrap_or(0);
            let (old_mode, new_mode) = (mode(), mode());
            let (old, status) = (fields.next().unwrap_or_default().to_owned(), fields.nth(1));
            let path = tokens.next().unwrap_or_default();
            // An unmerged path has a line of its own besides the one that tells the difference.
            if status != Some("U") {
                raw.push(Raw { old_mode, new_mode, old, path });
            }
        } else if let Some(path) = token.strip_prefix("0\t0\t") {
            same.insert(path.to_owned());
        }
    }
    (raw, same)
}

fn split(output: &[u8]) -> impl Iterator<Item = String> {
    let tokens = output.split(|byte| *byte == 0).filter(|token| !token.is_empty());
    tokens.map(|token| String::from_utf8_lossy(token).into_owned())
}
