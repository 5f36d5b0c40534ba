//! The files of the repository.

use std::path::Path;

/// All files below `folder` that end in `.extension`, as paths from `root`.
pub fn walk(root: &Path, folder: &str, extension: &str, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return };
    for entry in entries.flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(root, &path, extension, found);
        } else if entry.path().extension().is_some_and(|is| is == extension) {
            found.push(path);
        }
    }
}
