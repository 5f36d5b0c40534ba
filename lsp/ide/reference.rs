//! What instructions, flags, mounts, directives and predefined arguments mean: one Markdown page each, in `reference/`.
//!
//! The pages are the only place that knows them. Hover shows their text, completion offers their headings and list items,
//! signature help their forms.

use std::sync::LazyLock;

use syntax::Keyword;

/// A page about an instruction, or about all directives or all predefined arguments.
#[derive(Debug)]
pub struct Page {
    /// The heading: the instruction in upper case.
    pub name: &'static str,
    /// What is between the heading and the first topic.
    pub text: &'static str,
    /// The ways to write it, one line each.
    pub forms: Vec<&'static str>,
    /// What has a heading of its own: flags, directives, arguments.
    pub topics: Vec<Topic>,
}

/// A flag, directive or argument.
#[derive(Debug)]
pub struct Topic {
    /// The whole heading: `--from=<stage|image|context>`.
    pub heading: &'static str,
    /// The text below it.
    pub text: &'static str,
    /// The items of its list: values, or the keys of a mount.
    pub items: Vec<Item>,
}

/// An item of a topic's list.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// What is in code at its start: `sharing=<shared|private|locked>`.
    pub code: &'static str,
    /// What is said about it.
    pub text: &'static str,
}

/// Every instruction with its page, in the order of the alphabet.
const INSTRUCTIONS: [(Keyword, &str); 18] = [
    (Keyword::Add, include_str!("reference/add.md")),
    (Keyword::Arg, include_str!("reference/arg.md")),
    (Keyword::Cmd, include_str!("reference/cmd.md")),
    (Keyword::Copy, include_str!("reference/copy.md")),
    (Keyword::Entrypoint, include_str!("reference/entrypoint.md")),
    (Keyword::Env, include_str!("reference/env.md")),
    (Keyword::Expose, include_str!("reference/expose.md")),
    (Keyword::From, include_str!("reference/from.md")),
    (Keyword::Healthcheck, include_str!("reference/healthcheck.md")),
    (Keyword::Label, include_str!("reference/label.md")),
    (Keyword::Maintainer, include_str!("reference/maintainer.md")),
    (Keyword::Onbuild, include_str!("reference/onbuild.md")),
    (Keyword::Run, include_str!("reference/run.md")),
    (Keyword::Shell, include_str!("reference/shell.md")),
    (Keyword::Stopsignal, include_str!("reference/stopsignal.md")),
    (Keyword::User, include_str!("reference/user.md")),
    (Keyword::Volume, include_str!("reference/volume.md")),
    (Keyword::Workdir, include_str!("reference/workdir.md")),
];

static PAGES: LazyLock<Vec<(Keyword, Page)>> =
    LazyLock::new(|| INSTRUCTIONS.iter().map(|(keyword, text)| (*keyword, Page::read(text))).collect());
static DIRECTIVES: LazyLock<Page> = LazyLock::new(|| Page::read(include_str!("reference/directives.md")));
static ARGUMENTS: LazyLock<Page> = LazyLock::new(|| Page::read(include_str!("reference/arguments.md")));

/// The page of an instruction; `None` for a word that is none.
pub fn instruction(keyword: Keyword) -> Option<&'static Page> {
    PAGES.iter().find(|(of, _)| *of == keyword).map(|(_, page)| page)
}

/// The pages of all instructions, in the order of the alphabet.
pub fn instructions() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().map(|(_, page)| page)
}

/// The page of the parser directives.
pub fn directives() -> &'static Page {
    &DIRECTIVES
}

/// The page of the arguments that need no ARG to have a value.
pub fn arguments() -> &'static Page {
    &ARGUMENTS
}

impl Page {
    fn read(page: &'static str) -> Self {
        let (head, topics) = page.split_once("\n## ").unwrap_or((page, ""));
        let (title, text) = head.split_once('\n').unwrap_or((head, ""));
        Self {
            name: title.trim_start_matches("# "),
            text: text.trim(),
            forms: text.lines().filter_map(|line| line.strip_prefix("    ")).collect(),
            topics: topics.split("\n## ").filter(|topic| !topic.is_empty()).map(Topic::read).collect(),
        }
    }

    /// The flag, directive or argument of that name. A mount has one for each type: see [`Page::mount`].
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.name().eq_ignore_ascii_case(name))
    }

    /// What a mount of the type `kind` is.
    pub fn mount(&self, kind: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.mount_type() == Some(kind))
    }

    /// The types of mounts.
    pub fn mounts(&self) -> impl Iterator<Item = &Topic> {
        self.topics.iter().filter(|topic| topic.mount_type().is_some())
    }

    /// The first paragraph: what it is, in a sentence or two.
    pub fn summary(&self) -> &'static str {
        first_paragraph(self.text)
    }
}

impl Topic {
    fn read(topic: &'static str) -> Self {
        let (heading, text) = topic.split_once('\n').unwrap_or((topic, ""));
        Self { heading, text: text.trim(), items: text.lines().filter_map(Item::read).collect() }
    }

    /// The name without dashes and value.
    pub fn name(&self) -> &'static str {
        self.heading.trim_start_matches("--").split('=').next().unwrap_or_default()
    }

    /// Whether a value belongs behind an `=`.
    pub fn takes_value(&self) -> bool {
        self.heading.contains('=')
    }

    /// The type of mount that it is about.
    pub fn mount_type(&self) -> Option<&'static str> {
        self.heading.strip_prefix("--mount=type=")
    }

    /// The first paragraph: what it is, in a sentence or two.
    pub fn summary(&self) -> &'static str {
        first_paragraph(self.text)
    }
}

impl Item {
    fn read(line: &'static str) -> Option<Self> {
        let rest = line.strip_prefix("- ")?;
        // A value that is itself a backtick stands between two of them.
        let (open, close) = if rest.starts_with("`` ") { ("`` ", " ``") } else { ("`", "`") };
        let (code, text) = rest.strip_prefix(open)?.split_once(close)?;
        Some(Self { code, text: text.trim_start_matches(": ") })
    }

    /// The name of a mount's key.
    pub fn key(&self) -> &'static str {
        self.code.split('=').next().unwrap_or_default()
    }

    /// Whether a mount's key has a value.
    pub fn takes_value(&self) -> bool {
        self.code.contains('=')
    }

    /// The values that a mount's key may have, where it is one of a few.
    pub fn choices(&self) -> impl Iterator<Item = &'static str> {
        let inside = self.code.split_once("=<").map_or("", |(_, values)| values.trim_end_matches('>'));
        inside.split('|').filter(move |_| inside.contains('|'))
    }

    /// Other names of a mount's key, as its text has them: "`dst` and `destination` mean the same".
    pub fn synonyms(&self) -> impl Iterator<Item = &'static str> {
        let sentence =
            self.text.split("; ").find(|part| part.contains("mean the same") || part.contains("means the same"));
        sentence.unwrap_or_default().split('`').skip(1).step_by(2)
    }
}

fn first_paragraph(text: &'static str) -> &'static str {
    text.split("\n\n").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_what_it_is_about_and_how_to_write_it() {
        for (keyword, page) in PAGES.iter() {
            assert_eq!(page.name, format!("{keyword:?}").to_uppercase());
            assert!(!page.summary().is_empty() && !page.forms.is_empty(), "{}", page.name);
            assert!(page.forms.iter().all(|form| form.starts_with(page.name)), "{:?}", page.forms);
        }
    }

    #[test]
    fn every_topic_says_something() {
        for page in instructions().chain([directives(), arguments()]) {
            for topic in &page.topics {
                assert!(!topic.summary().is_empty(), "{} {}", page.name, topic.heading);
            }
        }
    }

    #[test]
    fn a_flag_has_its_values() {
        let network = instruction(Keyword::Run).unwrap().topic("network").unwrap();
        let values: Vec<_> = network.items.iter().map(|item| item.code).collect();
        assert_eq!(values, ["default", "none", "host"]);
    }

    #[test]
    fn a_mount_has_its_keys_with_their_values_and_other_names() {
        let cache = instruction(Keyword::Run).unwrap().mount("cache").unwrap();
        let sharing = cache.items.iter().find(|item| item.key() == "sharing").unwrap();
        assert_eq!(sharing.choices().collect::<Vec<_>>(), ["shared", "private", "locked"]);
        let target = cache.items.iter().find(|item| item.key() == "target").unwrap();
        assert_eq!(target.synonyms().collect::<Vec<_>>(), ["dst", "destination"]);
        assert!(!cache.items.iter().find(|item| item.key() == "readonly").unwrap().takes_value());
    }

    #[test]
    fn a_value_may_be_a_backtick() {
        let escape = directives().topic("escape").unwrap();
        assert_eq!(escape.items.iter().map(|item| item.code).collect::<Vec<_>>(), ["\\", "`"]);
    }
}
