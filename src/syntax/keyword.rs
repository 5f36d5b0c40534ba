//! The instructions' names.

use crate::{Escape, Keyword};

impl Keyword {
    /// All instructions that there are, with their names.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::Add, "ADD"),
        (Self::Arg, "ARG"),
        (Self::Cmd, "CMD"),
        (Self::Copy, "COPY"),
        (Self::Entrypoint, "ENTRYPOINT"),
        (Self::Env, "ENV"),
        (Self::Expose, "EXPOSE"),
        (Self::From, "FROM"),
        (Self::Healthcheck, "HEALTHCHECK"),
        (Self::Label, "LABEL"),
        (Self::Maintainer, "MAINTAINER"),
        (Self::Onbuild, "ONBUILD"),
        (Self::Run, "RUN"),
        (Self::Shell, "SHELL"),
        (Self::Stopsignal, "STOPSIGNAL"),
        (Self::User, "USER"),
        (Self::Volume, "VOLUME"),
        (Self::Workdir, "WORKDIR"),
    ];

    /// The instruction that `word` names, in upper or lower case.
    pub fn of(word: &str) -> Self {
        let known = Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(word));
        known.map_or(Self::Unknown, |(keyword, _)| *keyword)
    }

    /// The name in upper case; empty for an unknown instruction.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(keyword, _)| *keyword == self).map_or("", |(_, name)| name)
    }

    /// Whether a heredoc may follow it.
    pub fn takes_heredocs(self) -> bool {
        matches!(self, Self::Add | Self::Copy | Self::Run)
    }
}

impl Escape {
    /// The character itself.
    pub fn char(self) -> char {
        match self {
            Self::Backslash => '\\',
            Self::Backtick => '`',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_known_in_any_case() {
        assert_eq!(Keyword::of("hEaLthcheck"), Keyword::Healthcheck);
        assert_eq!(Keyword::of("RUNN"), Keyword::Unknown);
        assert_eq!(Keyword::of(""), Keyword::Unknown);
        assert_eq!(Keyword::Stopsignal.name(), "STOPSIGNAL");
    }
}
