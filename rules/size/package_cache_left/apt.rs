//! What apt leaves for later: archives where it is made to keep them, and lists that a later RUN needs.

use build::{Build, Step};

const APT: &str = "apt-get|apt|aptitude";
const READS_LISTS: &str = "install|upgrade|dist-upgrade|full-upgrade|build-dep|source|download";

/// The RUNs of a build that matter to those behind them or in front of them.
pub(super) struct Apt<'b> {
    /// Those that remove `docker-clean`, by which Debian's images have apt throw its archives away.
    keep_archives: Vec<Step<'b>>,
    /// Those that install or upgrade without getting the lists themselves.
    need_lists: Vec<Step<'b>>,
}

impl<'b> Apt<'b> {
    pub fn of(build: &'b Build) -> Self {
        let removes_docker_clean = |step: &Step<'_>| {
            let mut removals = step.script().find(&["rm"]);
            removals.any(|command| command.operands().any(|word| word.shown().ends_with("/docker-clean")))
        };
        let needs_lists =
            |step: &Step<'_>| step.script().runs(&[APT, READS_LISTS]) && !step.script().runs(&[APT, "update"]);
        Self {
            keep_archives: build.written_runs().filter(removes_docker_clean).collect(),
            need_lists: build.written_runs().filter(needs_lists).collect(),
        }
    }

    /// Whether apt keeps its archives in `step`.
    pub fn keeps_archives(&self, step: Step<'_>) -> bool {
        self.keep_archives.iter().any(|other| *other == step || is_behind(step, *other))
    }

    /// Whether a RUN behind `step` reads the lists that it leaves.
    pub fn lists_are_needed(&self, step: Step<'_>) -> bool {
        self.need_lists.iter().any(|other| is_behind(*other, step))
    }
}

/// Whether `step` sees what `earlier` did to the files.
fn is_behind(step: Step<'_>, earlier: Step<'_>) -> bool {
    step.id() > earlier.id() && step.stage().lineage().any(|stage| stage.id() == earlier.stage().id())
}
