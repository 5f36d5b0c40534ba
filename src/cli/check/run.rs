//! Reads, checks and mends files in parallel.

use std::collections::{BTreeMap, HashMap};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use build::{Build, BuildOptions, Context, Inputs};
use lint::fix::{Undone, fix};
use lint::settings::FailOn;
use lint::{Diagnostic, Linter, Settings, ignores};
use project::context::{Place, Places};
use project::settings::Found;
use project::shellcheck::OnPath;
use rayon::prelude::*;
use report::check::rebuilds;
use report::machine::{Checked, Run, Unread};
use shell::shellcheck::ShellCheck;
use text::SourceFile;

use super::fixing::Change;
use crate::progress::Progress;
use crate::settings;

/// What became of all files.
#[derive(Default)]
pub struct Outcome {
    /// The files that were checked, with what is still to be said about them.
    pub checked: Vec<Checked>,
    /// What is too much in each of them.
    pub fail_on: Vec<FailOn>,
    /// The files that could not be.
    pub unread: Vec<Unread>,
    /// What is wrong in settings, for the terminal.
    pub settings: Vec<String>,
    /// What was done otherwise than asked for.
    pub warnings: Vec<String>,
    /// What else could not be done.
    pub errors: Vec<String>,
    /// What fixes make of the files.
    pub changes: Vec<Change>,
    /// How many fixes were applied.
    pub fixed: usize,
    /// How many findings were silenced.
    pub silenced: usize,
    /// Fixes that were undone, with the file: bugs of their rules.
    pub undone: Vec<(String, Undone)>,
}

/// A file to be checked.
struct Job {
    /// Its place among all.
    index: usize,
    path: PathBuf,
    /// Whether it comes on standard input.
    stdin: bool,
    /// Index of its linter.
    linter: usize,
    /// What is passed to its build.
    build: BuildOptions,
}

/// What became of a file.
struct Done {
    checked: Checked,
    change: Option<Change>,
    fixed: usize,
    silenced: usize,
    undone: Vec<Undone>,
}

/// Finds the files, and checks each. The error is for when there is nothing to do, or no way to.
pub fn run(options: &super::Options) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let paths = files(options, &mut outcome)?;
    let mut linters = Linters { known: Vec::new(), reported: Vec::new() };
    let mut source = options.rules.source(rules::registry())?;
    let mut places = Places::default();
    // Files with the same context are checked together: it is read once, and let go with the last of them. Only their named contexts
    // may differ.
    let mut jobs: HashMap<Place, HashMap<Place, Vec<Job>>> = HashMap::new();
    for (index, (path, stdin)) in paths.into_iter().enumerate() {
        match source.of(&path) {
            Ok(of_file) => {
                let (place, build) = options.build.of(&path, &mut places);
                let linter = linters.of(&of_file, &mut outcome.settings);
                let job = Job { index, path, stdin, linter, build };
                jobs.entry(place.alone()).or_default().entry(place).or_default().push(job);
            }
            Err(error) => outcome.errors.push(error.to_string()),
        }
    }
    let shellcheck = Arc::new(OnPath::default());
    // A panic in a rule becomes a finding; the default hook would print it as well.
    panic::set_hook(Box::new(|_| {}));
    let linters = &linters.known;
    let progress = Progress::begin_many("checking", jobs.values().flat_map(HashMap::values).map(Vec::len).sum());
    let check_place = |contexts: &Contexts, place: &Place, jobs: &[Job]| {
        let contexts = Contexts { named: place.named(), ..contexts.clone() };
        in_parallel(jobs, |job| {
            let (settings, linter) = &linters[job.linter];
            let done = check(job, &contexts, linter, &shellcheck, options);
            progress.advance();
            (job.index, settings.fail_on, done)
        })
    };
    let check_places = |alone: &Place, places: &HashMap<Place, Vec<Job>>| {
        let contexts = Contexts::read(alone, options);
        let places: Vec<_> = places.iter().collect();
        in_parallel(&places, |(place, jobs)| check_place(&contexts, place, jobs))
    };
    let jobs: Vec<_> = jobs.into_iter().collect();
    let done = in_parallel(&jobs, |(alone, places)| check_places(alone, places));
    let mut done: Vec<(usize, FailOn, Result<Box<Done>, Unread>)> = done.into_iter().flatten().flatten().collect();
    drop(progress);
    let _ = panic::take_hook();
    outcome.warnings.extend(shellcheck.problem().map(|problem| format!("{problem}; the checks built in were used")));
    done.sort_unstable_by_key(|(index, ..)| *index);
    for (_, fail_on, result) in done {
        match result {
            Ok(done) => outcome.add(*done, fail_on),
            Err(unread) => outcome.unread.push(unread),
        }
    }
    Ok(outcome)
}

/// What `work` makes of each, in their order. For a single one no threads are started: that takes longer than most files.
fn in_parallel<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match all {
        [one] => vec![work(one)],
        _ => all.par_iter().map(&work).collect(),
    }
}

/// The files to check, and whether each comes on standard input.
fn files(options: &super::Options, outcome: &mut Outcome) -> Result<Vec<(PathBuf, bool)>, String> {
    let is_stdin = |path: &&PathBuf| path.as_path() == Path::new("-");
    let on_disk: Vec<PathBuf> = options.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let found = project::find::find(&on_disk);
    let mut files: Vec<(PathBuf, bool)> = found.files.into_iter().map(|path| (path, false)).collect();
    if options.paths.iter().any(|path| is_stdin(&path)) {
        files.push((options.stdin_filename.clone(), true));
    }
    if files.is_empty() && found.errors.is_empty() {
        let places: Vec<_> = on_disk.iter().map(|path| format!("`{}`", path.display())).collect();
        let help = "names like `Dockerfile`, `Dockerfile.dev` and `api.Dockerfile` are known; a file of another name is \
                    checked when it is named itself";
        return Err(format!("no Dockerfile found in {}\nhelp: {help}", places.join(", ")));
    }
    outcome.unread.extend(found.errors.iter().map(|error| unread(&error.path, error)));
    Ok(files)
}

impl Outcome {
    /// What there is to report, with paths from `directory`.
    pub fn as_run<'a>(&'a self, directory: &'a str) -> Run<'a> {
        Run { files: &self.checked, unread: &self.unread, registry: rules::registry(), directory }
    }

    /// Whether something could not be done.
    pub fn failed(&self) -> bool {
        !self.errors.is_empty() || !self.unread.is_empty() || self.settings.iter().any(|mistakes| !mistakes.is_empty())
    }

    fn add(&mut self, done: Done, fail_on: FailOn) {
        let path = done.checked.file.path();
        self.undone.extend(done.undone.into_iter().map(|undone| (path.to_owned(), undone)));
        self.checked.push(done.checked);
        self.fail_on.push(fail_on);
        self.changes.extend(done.change);
        self.fixed += done.fixed;
        self.silenced += done.silenced;
    }
}

/// Linters by their settings: most files share one.
struct Linters {
    known: Vec<(Settings, Linter<'static>)>,
    /// The settings whose mistakes were told.
    reported: Vec<Arc<Found>>,
}

impl Linters {
    fn of(&mut self, of_file: &settings::OfFile, notes: &mut Vec<String>) -> usize {
        if let Some(found) =
            of_file.found.as_ref().filter(|found| !self.reported.iter().any(|known| Arc::ptr_eq(known, found)))
        {
            self.reported.push(Arc::clone(found));
            notes.push(settings::mistakes(found));
        }
        let known = self.known.iter().position(|(settings, _)| *settings == of_file.settings);
        known.unwrap_or_else(|| {
            let linter = Linter::new(rules::registry(), &of_file.settings);
            self.known.push((of_file.settings.clone(), linter));
            self.known.len() - 1
        })
    }
}

fn unread(path: &Path, reason: &dyn ToString) -> Unread {
    Unread { path: path.to_string_lossy().into_owned(), reason: reason.to_string() }
}

/// What the files of a place may copy from.
#[derive(Clone)]
struct Contexts {
    /// `None` if it is not known.
    context: Option<Arc<Context>>,
    named: BTreeMap<String, Arc<Context>>,
    /// Why a context that was given is none.
    error: Option<String>,
}

impl Contexts {
    /// Reads the context of a place without named ones.
    fn read(place: &Place, options: &super::Options) -> Self {
        let read = place.certain.then(|| place.context()).transpose();
        let given = options.build.context.is_some();
        let error = read.as_ref().err().filter(|_| given).map(ToString::to_string);
        Self { context: read.ok().flatten().map(Arc::new), named: BTreeMap::new(), error }
    }
}

fn check(
    job: &Job,
    contexts: &Contexts,
    linter: &Linter,
    shellcheck: &Arc<OnPath>,
    options: &super::Options,
) -> Result<Box<Done>, Unread> {
    if let Some(error) = &contexts.error {
        return Err(unread(&job.path, error));
    }
    let checked = panic::catch_unwind(AssertUnwindSafe(|| {
        let file = if job.stdin { project::source::read_stdin(&job.path) } else { project::source::read(&job.path) }?;
        let (context, named_contexts) = (contexts.context.clone(), contexts.named.clone());
        let shellcheck: Option<Arc<dyn ShellCheck>> = Some(Arc::clone(shellcheck) as _);
        let build = job.build.clone();
        let done = mend(&Inputs { file, context, named_contexts, options: build, shellcheck }, linter, options);
        Ok(Box::new(if job.stdin { done } else { done.trimmed() }))
    }));
    match checked {
        Ok(result) => result.map_err(|error: project::Error| unread(&job.path, &error)),
        Err(_) => Err(unread(&job.path, &"it could not be looked at, which is a bug in layerwise")),
    }
}

fn mend(inputs: &Inputs, linter: &Linter, options: &super::Options) -> Done {
    if options.fixing.adds_ignores() {
        let ignores::Silenced { file, count: silenced, remaining } = ignores::add(inputs, linter);
        return Done { silenced, ..Done::new(inputs, file, remaining) };
    }
    let Some(least) = options.fixing.least() else {
        let build = Build::new(inputs.clone());
        return Done::new(inputs, inputs.file.clone(), counted(&build, linter.check(&build), options));
    };
    let fixed = fix(inputs, linter, |_, fix| fix.applicability >= least);
    let build = Build::new(Inputs { file: fixed.file.clone(), ..inputs.clone() });
    let mut done = Done::new(inputs, fixed.file, counted(&build, fixed.remaining, options));
    if let Some(change) = done.change.as_mut().filter(|_| options.fixing.only_shown()) {
        change.rebuilds = rebuilds::between(&Build::new(inputs.clone()), change.after.text());
    }
    Done { fixed: fixed.applied.len(), undone: fixed.undone, ..done }
}

impl Done {
    /// `file` is what became of that of `inputs`, `diagnostics` what is still to be said about it.
    fn new(inputs: &Inputs, file: SourceFile, diagnostics: Vec<Diagnostic>) -> Self {
        let changed = file.text() != inputs.file.text();
        let change = changed.then(|| Change { before: inputs.file.clone(), after: file.clone(), rebuilds: None });
        Self { checked: Checked { file, diagnostics }, change, fixed: 0, silenced: 0, undone: Vec::new() }
    }

    /// Lets go what nobody asks for, and is held for thousands of files until the last is checked: room for more findings, and
    /// the text of a file about which there is nothing to say.
    fn trimmed(mut self) -> Self {
        self.checked.diagnostics.shrink_to_fit();
        if self.checked.diagnostics.is_empty() && self.change.is_none() {
            self.checked.file = SourceFile::new(self.checked.file.path(), "");
        }
        self
    }
}

/// What was found in `build`, with what its fixes rebuild where the format tells it.
fn counted(build: &Build, mut found: Vec<Diagnostic>, options: &super::Options) -> Vec<Diagnostic> {
    if options.tells_rebuilds() {
        rebuilds::count(build, &mut found);
    }
    found
}
