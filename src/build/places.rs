//! Where the paths of a step lead.

use syntax::Kind;
use syntax::filepath::rooted;

use crate::files::What;
use crate::settings::Setting;
use crate::steps::Step;

impl Step<'_> {
    /// Where `path` leads at this step: an absolute path without `.` and `..`. In the directory of a base image that is not
    /// known it begins with `.`, so that two such places can still be compared. `None` when the directory depends on
    /// what is not known.
    pub fn place(self, path: &str) -> Option<String> {
        match self.workdir() {
            _ if path.starts_with('/') => Some(rooted(path)),
            Setting::Known(workdir) => Some(rooted(&format!("{workdir}/{path}"))),
            Setting::Base => Some(format!(".{}", rooted(path))),
            Setting::Unknown => None,
        }
    }

    /// Where a COPY or ADD puts what it takes, as [`Step::place`] has it.
    pub fn destination(self) -> Option<String> {
        self.place(&self.expand(self.copy()?.destination.as_ref()?)?)
    }

    /// The directory that a WORKDIR goes to, as [`Step::place`] has it.
    pub fn enters(self) -> Option<String> {
        match self.kind() {
            Kind::Workdir(Some(path)) => self.place(&self.expand(path)?),
            _ => None,
        }
    }

    /// Whether it copies all of the build context: `COPY . /app`, `ADD * ./`. One with `--exclude` does not.
    pub fn copies_everything(self) -> bool {
        let all = |what: &What<'_>| match what {
            What::Path(path) => matches!(rooted(path).as_str(), "/" | "/*"),
            _ => false,
        };
        matches!(self.kind(), Kind::Copy(_) | Kind::Add(_))
            && self.copies_from().is_none()
            && self.flag("exclude").is_none()
            && self.sources().iter().any(|source| all(&source.what))
    }
}

/// Whether the place `path` is `directory` or lies in it, both as [`Step::place`] has them.
pub fn lies_in(path: &str, directory: &str) -> bool {
    let directory = directory.trim_end_matches('/');
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
