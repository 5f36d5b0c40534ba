//! Affected images as a table for a pull request or a job's summary.

use std::fmt::Write as _;

use super::Affected;
use crate::markdown::{code, escape};

/// A table of what changed, and what did not behind a fold.
pub fn markdown(affected: &Affected) -> String {
    let mut out = format!("### {}\n", escape(&affected.title()));
    if affected.affected().next().is_some() {
        out += "\n| image | | why |\n|---|---|---|\n";
    }
    for image in affected.affected() {
        let _ = writeln!(out, "| {} | {} | {} |", code(&image.label()), image.verdict.name(), escape(&image.reason));
    }
    let same: Vec<String> = affected.unaffected().map(|image| format!("- {}\n", code(&image.label()))).collect();
    if !same.is_empty() {
        let _ = writeln!(out, "\n<details><summary>{} the same</summary>\n\n{}\n</details>", same.len(), same.concat());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affected::tests::images;

    #[test]
    fn what_a_table_would_take_for_its_own_is_escaped() {
        let images = images();
        let text = markdown(&Affected { since: "main", commit: "c0ffee", images: &images });
        let expected = "\
### 2 of 3 images changed since main

| image | | why |
|---|---|---|
| `api/Dockerfile` | changed | line 5: `a\\|b.js` changed |
| `web (compose.yaml)` | maybe | line 2: edited |

<details><summary>1 the same</summary>

- `db (compose.yaml)`

</details>
";
        assert_eq!(text, expected);
    }
}
