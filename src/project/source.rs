//! Source files from the disk and from standard input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use text::SourceFile;

use crate::Error;

/// Bytes of a source file at most, 16 MiB. Written ones have thousands; what has more is a device, or another kind of file.
const MOST: u64 = 16 << 20;

/// The file at `path`. It may be a pipe, as somebody asks for it by name.
pub fn read(path: &Path) -> Result<SourceFile, Error> {
    let bytes = File::open(path).and_then(whole).map_err(|error| Error::io("read", path, &error))?;
    Ok(source(path, &bytes))
}

/// The bytes of what is a file: a pipe that lies in a directory may never be written to, and a device may have no end.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    File::open(path).and_then(whole)
}

/// What comes on standard input, called `path` from now on.
pub fn read_stdin(path: &Path) -> Result<SourceFile, Error> {
    let bytes = to_the_end(io::stdin().lock(), Vec::new()).map_err(|error| Error::io("read", path, &error))?;
    Ok(source(path, &bytes))
}

/// The bytes of `file`: of most files by a single read, which asks for one byte more than there is and so meets the end.
fn whole(mut file: File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if length == 0 || length > MOST {
        return to_the_end(file, Vec::new());
    }
    let mut bytes = vec![0; length as usize + 1];
    let read = file.read(&mut bytes)?;
    bytes.truncate(read);
    if read as u64 == length { Ok(bytes) } else { to_the_end(file, bytes) }
}

/// `bytes` and the rest of `input`.
fn to_the_end(input: impl Read, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    input.take(MOST + 1 - bytes.len() as u64).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other("it is larger than 16 MiB, as no source file is"));
    }
    Ok(bytes)
}

fn source(path: &Path, bytes: &[u8]) -> SourceFile {
    SourceFile::from_bytes(&path.to_string_lossy(), bytes)
}
