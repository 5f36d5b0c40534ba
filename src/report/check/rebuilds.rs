//! What a fix costs: the steps that its own edits rebuild once.

use build::{Build, Inputs};
use cache::Built;
use lint::{Diagnostic, Rebuilds};
use text::SourceFile;

/// So many bytes are read once more at most to say what the fixes of one file rebuild: each fix takes a reading of the whole
/// file, so for many fixes of a huge file the time would grow with its square. A file of 4 KiB may have 64 fixes.
const READ_AGAIN: usize = 1 << 18;

/// Works out what the fix of each of `found`, which was found in `build`, rebuilds. What is not known of a file that does not
/// build is not said, nor that of fixes far down in a huge file.
pub fn count(build: &Build, found: &mut [Diagnostic]) {
    let mut fixes = found.iter_mut().filter_map(|found| found.fix.as_mut()).peekable();
    if fixes.peek().is_none() || !is_sound(build) {
        return;
    }
    let built = Built::new(build);
    let text = build.file().text();
    for fix in fixes.take(READ_AGAIN / text.len().max(1)) {
        let Ok(after) = text::apply(text, &fix.edits) else { continue };
        fix.rebuilds = next(&built, build, &after);
    }
}

/// What is rebuilt when `after` follows the file of `build`.
pub fn between(build: &Build, after: &str) -> Option<Rebuilds> {
    if is_sound(build) { next(&Built::new(build), build, after) } else { None }
}

/// `this edit rebuilds 3 of 7 steps once`; `edit` is what it is called.
pub fn told(edit: &str, rebuilds: Rebuilds) -> String {
    let Rebuilds { steps, maybe, of } = rebuilds;
    match (steps, maybe) {
        (0, 0) => format!("{edit} rebuilds nothing"),
        (0, maybe) => format!("{edit} rebuilds {maybe} of {of} steps once at most"),
        (steps, 0) => format!("{edit} rebuilds {steps} of {of} steps once"),
        (steps, maybe) => format!("{edit} rebuilds {steps} of {of} steps once, and maybe {maybe} more"),
    }
}

fn next(built: &Built, build: &Build, after: &str) -> Option<Rebuilds> {
    let file = SourceFile::new(build.file().path(), after);
    let next = Build::new(Inputs { file, ..build.inputs().clone() });
    let cache::Rebuilds { steps, maybe, of } = built.rebuilds(&next);
    is_sound(&next).then_some(Rebuilds { steps, maybe, of })
}

fn is_sound(build: &Build) -> bool {
    build.parse().errors.is_empty() && build.errors().is_empty()
}
