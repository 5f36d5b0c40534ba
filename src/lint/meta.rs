//! What is known of a rule before it looks at a file.

use std::fmt;

use crate::Level;

/// Where the folder of rules is on the web.
pub const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules");

/// What is known of a rule before it looks at a file.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Its name: kebab case, for the wrong that is there, so that "ignore `apt-update-alone`" reads as a sentence.
    pub name: &'static str,
    /// The harm that it prevents, which is also the folder it lies in.
    pub group: Group,
    /// How bad its findings are, unless settings say otherwise.
    pub level: Level,
    /// The first edition whose presets hold it.
    pub since: Edition,
    /// The presets that hold it; [`Preset::Strict`] need not be named beside [`Preset::Recommended`], [`Preset::All`] never.
    pub presets: &'static [Preset],
    /// The names of the same check in other tools.
    pub aliases: &'static [Alias],
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl Meta {
    /// Whether `preset` of `edition` holds it.
    pub fn is_in(&self, preset: Preset, edition: Edition) -> bool {
        let named = |preset| self.presets.contains(&preset);
        self.since <= edition
            && match preset {
                Preset::All => true,
                Preset::Strict => named(Preset::Strict) || named(Preset::Recommended),
                _ => named(preset),
            }
    }

    /// Whether `name` is its name or one of its aliases. Case does not count.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.name.eq_ignore_ascii_case(name))
    }

    /// Where its page is on the web.
    pub fn url(&self) -> String {
        format!("{PAGES}/{}/{}.md", self.group.name(), self.name.replace('-', "_"))
    }

    /// The page as far as readers are concerned: all in front of `## Cases`.
    pub fn documentation(&self) -> &'static str {
        let end = self.page.find("\n## Cases").map_or(self.page.len(), |at| at + 1);
        self.page[..end].trim_end()
    }

    /// The first sentence of the page below its title, as one line of Markdown.
    pub fn summary(&self) -> String {
        let paragraph = self.page.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
        let end = paragraph.find(". ").unwrap_or(paragraph.len());
        paragraph[..end].trim_end_matches('.').to_owned()
    }
}

/// The harm that a rule prevents; rules lie in a folder of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// It can't be built.
    Syntax,
    /// It does not do what is written.
    Correctness,
    /// The container misbehaves when it runs.
    Runtime,
    /// It gives away secrets or power.
    Security,
    /// The image is larger than it need be.
    Size,
    /// The next build makes another image.
    Reproducibility,
    /// The build does work again for nothing.
    Cache,
    /// It is harder to read than it need be.
    Style,
}

impl Group {
    /// All groups, the worst harm first.
    pub const ALL: [Self; 8] = [
        Self::Syntax,
        Self::Correctness,
        Self::Runtime,
        Self::Security,
        Self::Size,
        Self::Reproducibility,
        Self::Cache,
        Self::Style,
    ];

    /// The name of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Correctness => "correctness",
            Self::Runtime => "runtime",
            Self::Security => "security",
            Self::Size => "size",
            Self::Reproducibility => "reproducibility",
            Self::Cache => "cache",
            Self::Style => "style",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A named choice of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Preset {
    /// What an expert would say in review: right nearly always, and worth a change.
    #[default]
    Recommended,
    /// Recommended, and what one may hold against a file besides.
    Strict,
    /// What hadolint reports without configuration.
    Hadolint,
    /// What `docker build --check` reports.
    Buildkit,
    /// Every rule.
    All,
}

impl Preset {
    /// All presets.
    pub const ALL: [Self; 5] = [Self::Recommended, Self::Strict, Self::Hadolint, Self::Buildkit, Self::All];

    /// Its name in settings and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::Hadolint => "hadolint",
            Self::Buildkit => "buildkit",
            Self::All => "all",
        }
    }

    /// The tools whose findings it repeats; empty for layerwise's own presets.
    pub const fn tools(self) -> &'static [Tool] {
        match self {
            Self::Hadolint => &[Tool::Hadolint, Tool::Shellcheck],
            Self::Buildkit => &[Tool::Buildkit],
            Self::Recommended | Self::Strict | Self::All => &[],
        }
    }

    /// The preset of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

/// A yearly state of the presets: a release adds rules to a new edition only, so an upgrade turns no CI red.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// 2026, the first.
    #[default]
    E2026,
}

impl Edition {
    /// All editions, the oldest first.
    pub const ALL: [Self; 1] = [Self::E2026];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::E2026 => "2026",
        }
    }

    /// The edition of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.name() == name)
    }
}

/// Another tool that has the same check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    /// hadolint: `DL3008`.
    Hadolint,
    /// `docker build --check`: `JSONArgsRecommended`.
    Buildkit,
    /// `ShellCheck`: `SC2086`.
    Shellcheck,
}

impl Tool {
    /// As its makers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hadolint => "hadolint",
            Self::Buildkit => "BuildKit",
            Self::Shellcheck => "ShellCheck",
        }
    }
}

/// The name of the same check in another tool: taken wherever a rule's name is, and in that tool's own comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The tool.
    pub tool: Tool,
    /// The name, as that tool writes it.
    pub name: &'static str,
}

impl Alias {
    /// A code of hadolint's.
    pub const fn hadolint(name: &'static str) -> Self {
        Self { tool: Tool::Hadolint, name }
    }

    /// A check of `BuildKit`'s.
    pub const fn buildkit(name: &'static str) -> Self {
        Self { tool: Tool::Buildkit, name }
    }

    /// A code of `ShellCheck`'s.
    pub const fn shellcheck(name: &'static str) -> Self {
        Self { tool: Tool::Shellcheck, name }
    }
}
