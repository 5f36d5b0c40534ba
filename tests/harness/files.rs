//! Which files are pages.

use std::path::Path;

/// The Markdown files of the repository that are run, as paths from `root`, sorted.
pub fn pages(root: &Path) -> Vec<String> {
    let mut found: Vec<String> = ["README.md", "CONTRIBUTING.md"]
        .iter()
        .filter(|path| root.join(path).is_file())
        .map(ToString::to_string)
        .collect();
    for folder in ["docs", "rules", "tests/pages"] {
        walk(root, folder, "md", &mut found);
    }
    found.sort();
    found
}

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
