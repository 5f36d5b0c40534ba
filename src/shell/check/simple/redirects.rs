//! The redirections of a command.

use super::words;
use crate::RedirectOperator;

/// Redirections as far as they were seen.
#[derive(Default)]
pub(super) struct Redirects {
    /// Whether the output goes into a pipe.
    pub(super) piped: bool,
    /// Whether the output goes into a word.
    pub(super) captured: bool,
    /// Whether one of them is not of standard error alone.
    pub(super) of_files: bool,
    /// Whether the input, the output and the errors are redirected already.
    pub(super) taken: [bool; 3],
}

impl Redirects {
    /// Takes the next one up; gives whether it gets in no other's way.
    pub(super) fn add(&mut self, sign: &str, operator: RedirectOperator, target: &str) -> bool {
        let digits = sign.trim_end_matches(['<', '>', '&']);
        let descriptor = match (digits, operator) {
            ("" | "0", RedirectOperator::Read) => 0,
            ("" | "1", RedirectOperator::Write | RedirectOperator::Append | RedirectOperator::DuplicateOutput) => 1,
            ("2", RedirectOperator::Write | RedirectOperator::Append | RedirectOperator::DuplicateOutput) => 2,
            _ => return false,
        };
        // What is sent elsewhere is missing in the pipe or the word; and errors follow the output as it is at that place.
        let lost = descriptor == 1 && (self.piped || self.captured || self.taken[2]);
        let again = std::mem::replace(&mut self.taken[descriptor], true);
        self.of_files |= descriptor != 2;
        let is_simple_target = match operator {
            RedirectOperator::DuplicateOutput => matches!((descriptor, target), (1, "2") | (2, "1")),
            _ => !may_be_name(target) && !target.contains(['*', '?', '[']) && words::is_simple(target),
        };
        !lost && !again && is_simple_target
    }
}

/// Whether a target may have been meant as a descriptor or a command.
fn may_be_name(target: &str) -> bool {
    target.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
