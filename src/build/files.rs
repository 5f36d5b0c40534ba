//! What COPY and ADD take: paths of a context, stage or image, heredocs, URLs, git repositories.

use syntax::{Heredoc, Keyword, Kind, Word};

use crate::context::{Selection, Source};
use crate::graph::Base;
use crate::steps::Step;
use crate::{Build, Context};

/// One source of a COPY or ADD.
#[derive(Clone, Debug)]
pub struct Copied<'b> {
    /// The word as written.
    pub word: &'b Word,
    /// What it is.
    pub what: What<'b>,
}

/// What a source of a COPY or ADD is.
#[derive(Clone, Debug)]
pub enum What<'b> {
    /// A path or glob in what the step copies from, variables expanded.
    Path(String),
    /// A file that the Dockerfile itself holds.
    Heredoc(&'b Heredoc),
    /// A file that is downloaded (ADD only).
    Url(String),
    /// A repository that is cloned (ADD only).
    Git(String),
    /// It depends on a variable that is not known.
    Unknown,
}

impl<'b> Step<'b> {
    /// The sources of a COPY or ADD, in order; empty for all else.
    pub fn sources(self) -> Vec<Copied<'b>> {
        let Some(copy) = self.copy() else { return Vec::new() };
        let what = |word: &'b Word| match self.heredoc_of(word) {
            Some(heredoc) => What::Heredoc(heredoc),
            None => self.expand(word).map_or(What::Unknown, |text| self.source_of(text)),
        };
        copy.sources.iter().map(|word| Copied { word, what: what(word) }).collect()
    }

    /// The heredoc that `word` opens. It does so by its place, not by its look: `"<<EOF"` in quotes is a path.
    pub fn heredoc_of(self, word: &Word) -> Option<&'b Heredoc> {
        let heredocs = &self.instruction().heredocs;
        let next = heredocs.partition_point(|heredoc| heredoc.word.start < word.range.start);
        heredocs.get(next).filter(|heredoc| word.range.covers(heredoc.word))
    }

    /// What `text`, a source with its variables expanded, is to this COPY or ADD.
    pub fn source_of(self, text: String) -> What<'b> {
        match self.keyword() {
            Keyword::Add if is_git(&text) => What::Git(text),
            Keyword::Add if is_http(&text) => What::Url(text),
            _ => What::Path(text),
        }
    }

    /// The context whose files a COPY, ADD or bind mount without `from` takes, or with one that names a context;
    /// `None` when it takes from a stage or image, or when the context is not known.
    pub fn context(self) -> Option<&'b Context> {
        match self.copies_from() {
            None => self.build().context(),
            Some(Base::Context(name)) => self.build().named_context(name),
            Some(_) => None,
        }
    }

    /// What a COPY or ADD takes from a context, a selection for each of its sources that is a path.
    /// `None` when it takes from elsewhere, or when context or a source is not known.
    pub fn files(self) -> Option<Vec<Selection<'b>>> {
        let context = self.context()?;
        let mut selections = Vec::new();
        for source in self.sources() {
            match source.what {
                What::Path(path) => selections.push(context.select(&self.context_source(path))),
                What::Unknown => return None,
                What::Heredoc(_) | What::Url(_) | What::Git(_) => {}
            }
        }
        Some(selections)
    }

    /// `path` with the flags of this step that bear on what it takes.
    pub fn context_source(self, path: String) -> Source {
        let excludes = self.instruction().flags.iter().filter(|flag| flag.name == "exclude");
        let exclude = excludes.filter_map(|flag| Some(flag.value.as_ref()?.text.clone())).collect();
        let parents = matches!(self.kind(), Kind::Copy(_)) && self.flag_is_on("parents");
        Source { path, exclude, parents }
    }
}

/// Whether ADD downloads `text`.
fn is_http(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Whether ADD clones `text` (moby/buildkit `frontend/dockerfile/dfgitutil/git_ref.go`): a URL of git's own, or one of
/// HTTP whose path ends in `.git`.
fn is_git(text: &str) -> bool {
    let of_git = ["git://", "ssh://", "git@"].iter().any(|prefix| text.starts_with(prefix));
    let path = text.split(['#', '?']).next().unwrap_or(text);
    of_git || is_http(text) && path.strip_suffix(".git").is_some()
}

impl Build {
    /// The build context, if it is known.
    pub fn context(&self) -> Option<&Context> {
        self.inputs.context.as_deref()
    }

    /// The directory that is passed as `--build-context name=…`, if it is one and known.
    pub fn named_context(&self, name: &str) -> Option<&Context> {
        self.inputs.named_contexts.get(name).map(|context| &**context)
    }
}
