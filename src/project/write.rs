//! Writes a file that was read before: all of it or nothing, and only if nobody else has changed it.

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;
use text::SourceFile;

use crate::Error;

/// Puts `text` in the place of `read`, which was read from `path`. A link stays a link, and the file keeps its mode.
pub fn replace(path: &Path, read: &SourceFile, text: &str) -> Result<(), Error> {
    let failed = |error: &std::io::Error| Error::io("write", path, error);
    // The file that a link leads to is written, so that the link stays.
    let target = fs::canonicalize(path).map_err(|error| failed(&error))?;
    let data = fs::metadata(&target).map_err(|error| failed(&error))?;
    if data.permissions().readonly() {
        return Err(Error::new("write", path, "it is read-only"));
    }
    let directory = target.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(directory).map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    fs::set_permissions(file.path(), data.permissions()).map_err(|error| failed(&error))?;
    // Else a power cut after the renaming could leave the new name with nothing behind it.
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    // Looked at last, so that there is next to no time for others to write between this and the renaming.
    if fs::read(&target).map_err(|error| failed(&error))? != read.text().as_bytes() {
        let error = Error::new("write", path, "it has changed since it was read");
        return Err(error.with_help("run the command again"));
    }
    file.persist(&target).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Makes `text` the content of the file at `path`, which need not be there yet.
pub fn create(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::io("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("Dockerfile");
        fs::write(&path, "FROM b\n").unwrap();
        let error = replace(&path, &SourceFile::new("Dockerfile", "FROM a\n"), "FROM c\n").unwrap_err();
        assert!(error.to_string().contains("it has changed since it was read"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "FROM b\n");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("Dockerfile"), directory.path().join("link"));
        fs::write(&path, "FROM a\r\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, &SourceFile::new("link", "FROM a\r\n"), "FROM c\r\n").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "FROM c\r\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o750);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }
}
