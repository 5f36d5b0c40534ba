//! Source files from the disk and from standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use text::SourceFile;

use crate::Error;

/// The file at `path`.
pub fn read(path: &Path) -> Result<SourceFile, Error> {
    let bytes = fs::read(path).map_err(|error| Error::io("read", path, &error))?;
    source(path, &bytes)
}

/// The bytes of what is a file and no device, and so has an end.
pub(crate) fn bytes(path: &Path) -> Option<Vec<u8>> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    fs::read(path).ok()
}

/// What comes on standard input, called `path` from now on.
pub fn read_stdin(path: &Path) -> Result<SourceFile, Error> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Error::io("read", path, &error))?;
    source(path, &bytes)
}

/// Positions are 32-bit numbers; three bytes stand for each that is no UTF-8.
fn source(path: &Path, bytes: &[u8]) -> Result<SourceFile, Error> {
    if bytes.len() > u32::MAX as usize / 3 {
        return Err(Error::new("read", path, "it is larger than a source file can be"));
    }
    Ok(SourceFile::from_bytes(&path.to_string_lossy(), bytes))
}
