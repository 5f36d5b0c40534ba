//! What `check` makes of files: mends them, silences what it finds, shows what it would do, or nothing.

use std::path::Path;

use clap::Args;
use lint::{Applicability, Rebuilds};
use report::check::rebuilds::told;
use similar::TextDiff;
use text::SourceFile;

/// What is mended, or silenced.
#[derive(Args)]
#[command(next_help_heading = "Fixes")]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of the command line")]
pub struct Fixing {
    /// Mend what can be mended without changing the image.
    #[arg(long)]
    fix: bool,
    /// Mend more: the image may change, in the way that was most likely meant.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Write comments that silence what is found now: `# layerwise ignore=…`.
    #[arg(long, conflicts_with_all = ["fix", "unsafe_fixes", "baseline", "write_baseline"])]
    add_ignores: bool,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    diff: bool,
}

impl Fixing {
    /// The kind of fix that is applied at least; `None`: none is.
    pub fn least(&self) -> Option<Applicability> {
        if self.unsafe_fixes {
            return Some(Applicability::Unsafe);
        }
        (self.fix || (self.diff && !self.add_ignores)).then_some(Applicability::Safe)
    }

    /// Whether findings are silenced instead.
    pub fn adds_ignores(&self) -> bool {
        self.add_ignores
    }

    /// Whether files are changed.
    pub fn changes_files(&self) -> bool {
        self.add_ignores || self.least().is_some()
    }

    /// Whether it is shown and not written.
    pub fn only_shown(&self) -> bool {
        self.diff
    }
}

/// The file before and after.
pub struct Change {
    /// The file as it was read.
    pub before: SourceFile,
    /// The file as it is to be.
    pub after: SourceFile,
    /// What that rebuilds, where it is known and told.
    pub rebuilds: Option<Rebuilds>,
}

impl Change {
    /// As a unified diff that `git apply` takes, and `patch -p1`.
    pub fn diff(&self) -> String {
        let path = self.before.path().replace('\\', "/");
        let path = path.trim_start_matches("./").trim_start_matches('/');
        // A name with blanks ends at a tab.
        let end = if path.contains(' ') { "\t" } else { "" };
        let before: Vec<&str> = self.before.text().split_inclusive('\n').collect();
        let after: Vec<&str> = self.after.text().split_inclusive('\n').collect();
        // A carriage return alone ends no line for git, but does for `TextDiff::from_lines`.
        let diff = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
        let (old, new) = (format!("a/{path}{end}"), format!("b/{path}{end}"));
        // What stands in front of a patch is passed over by whoever applies it.
        let front = self.rebuilds.map(|rebuilds| format!("# {}\n", told("this patch", rebuilds))).unwrap_or_default();
        front + &diff.unified_diff().context_radius(3).header(&old, &new).to_string()
    }

    /// Writes the file, unless somebody else has meanwhile.
    pub fn write(&self) -> Result<(), project::Error> {
        project::write::replace(Path::new(self.before.path()), &self.before, self.after.text())
    }
}
