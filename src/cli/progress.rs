//! Says on a terminal that something takes its time, and how far it is.
//!
//! Nothing is said in the first half second, in which nearly everything is done; nor where nobody looks: when standard
//! error is no terminal, or in CI.

use std::io::IsTerminal as _;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nobody wonders.
const PATIENCE: Duration = Duration::from_millis(500);

/// Something under way; what is said of it goes when it is dropped.
pub struct Progress {
    bar: ProgressBar,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins something of unknown length.
    pub fn begin(what: &str) -> Self {
        Self::show(ProgressBar::no_length(), "{spinner} {msg} {elapsed}", what)
    }

    /// Begins something of that many parts.
    pub fn begin_many(what: &str, parts: usize) -> Self {
        Self::show(ProgressBar::new(parts as u64), "{spinner} {msg} {bar:30} {pos}/{len}", what)
    }

    /// One part is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    // No colour: it says nothing here, and there is no `NO_COLOR` to be heeded.
    fn show(bar: ProgressBar, template: &str, what: &str) -> Self {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if !is_watched() {
            return Self { bar, shown: None };
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(text::visible(what).into_owned());
        let (stop, stopped) = mpsc::channel();
        let late = bar.clone();
        let shower = thread::spawn(move || {
            if stopped.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                late.set_draw_target(ProgressDrawTarget::stderr());
                late.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self { bar, shown: Some((stop, shower)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, shower)) = self.shown.take() {
            drop(stop);
            // A thread that only draws has nothing to tell.
            let _ = shower.join();
            self.bar.finish_and_clear();
        }
    }
}

/// Whether somebody looks, at something that can move a cursor.
#[expect(clippy::disallowed_methods, reason = "the command line may read the environment")]
fn is_watched() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false");
    std::io::stderr().is_terminal() && !set("CI") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
