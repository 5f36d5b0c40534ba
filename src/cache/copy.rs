//! The key of COPY and ADD (moby/buildkit `dockerfile2llb/convert_copy.go`, `solver/llbsolver/ops/file.go`).
//!
//! The operation has the destination, the base names of the sources, the owner and mode as written, the patterns. Neither
//! environment nor user are in it.

use build::{Step, What};
use syntax::{Heredoc, Keyword};

use crate::content::{Origin, Purpose, Taken};
use crate::key::{Key, KeyOf};
use crate::parts::{Counts, Parts};
use crate::value::Ident;
use crate::walk::Walker;

/// One source as it is copied: what of it is in the operation, and what is taken by content.
struct Piece {
    operation: Key,
    taken: Taken,
}

impl Walker<'_> {
    /// What the key of a COPY or ADD is made of.
    pub fn copy_parts(&self, step: Step<'_>) -> Parts {
        let pieces: Vec<Piece> =
            step.copy().map_or_else(Vec::new, |copy| copy.sources.iter().map(|word| self.piece(step, word)).collect());
        let operation = KeyOf::new("copy")
            .key(self.destination(step))
            .keys(step.flag_value("chown").map(|owner| self.evaluate(owner).key()))
            .keys(step.flag_value("chmod").map(|mode| mode_key(&self.evaluate(mode))))
            .keys(pieces.iter().map(|piece| piece.operation));
        // `--link` together with `--chmod` is an ordinary copy (`convert_copy.go`).
        let linked = step.flag_is_on("link") && step.flag_value("chmod").is_none_or(str::is_empty);
        let operation = if linked { operation.text("linked") } else { operation };
        let mut parts = self.parts((!linked).then_some(self.state.root), operation.done(), Counts::Nothing);
        parts.linked = linked;
        parts.takes = pieces.into_iter().map(|piece| piece.taken).collect();
        parts
    }

    /// The absolute destination. A slash at its end says that it is a directory, and so does `.`.
    fn destination(&self, step: Step<'_>) -> Key {
        let Some(word) = step.copy().and_then(|copy| copy.destination.as_ref()) else {
            return KeyOf::new("no destination").done();
        };
        let written = self.evaluate(&word.text);
        let text = written.as_text().unwrap_or(&word.text);
        let directory = text.is_empty() || text == "." || text.ends_with('/');
        let path = match self.path_in_directory(&written, true) {
            Ident::Text(path) if directory => Ident::text(&format!("{}/", path.trim_end_matches('/'))),
            path => path,
        };
        KeyOf::new("destination").key(path.key()).text(if directory { "directory" } else { "path" }).done()
    }

    fn piece(&self, step: Step<'_>, word: &syntax::Word) -> Piece {
        if let Some(heredoc) = step.heredoc_of(word) {
            return self.inline(heredoc);
        }
        let text = self.evaluate(&word.text);
        match text.as_text().map(|text| step.source_of(text.to_owned())) {
            Some(What::Path(path)) => self.path(step, path),
            Some(What::Url(url)) => self.url(step, &url),
            Some(What::Git(url)) => self.git(step, &url),
            _ => Piece { operation: text.key(), taken: Taken::certain(Origin::Unknown, text.key()) },
        }
    }

    /// A path or glob. Of the path only its base name is in the operation.
    fn path(&self, step: Step<'_>, path: String) -> Piece {
        let source = step.context_source(path);
        let path = syntax::filepath::rooted(&source.path);
        // With `--parents` it is a pattern below the directory in front of `/./`.
        let (base, pattern) = if source.parents {
            let (directory, below) = source.path.split_once("/./").unwrap_or(("", &source.path));
            (syntax::filepath::base(directory).to_owned(), syntax::filepath::rooted(below))
        } else {
            (syntax::filepath::base(&path).to_owned(), String::new())
        };
        let unpacks = step.keyword() == Keyword::Add && !is_off(step, "unpack");
        let operation = KeyOf::new("path")
            .text(&base)
            .text(&pattern)
            .keys(source.exclude.iter().map(|pattern| Ident::text(pattern).key()))
            .text(if unpacks { "unpack" } else { "as it is" })
            .done();
        Piece { operation, taken: self.take(step.copies_from(), vec![source], Purpose::Copy) }
    }

    /// A file that is downloaded: its bytes and its name count. A checksum only says whether it is the right one.
    fn url(&self, step: Step<'_>, url: &str) -> Piece {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let name = path.splitn(4, '/').nth(3).and_then(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
        let unpack = if step.flag_is_on("unpack") { "unpack" } else { "as it is" };
        let operation = KeyOf::new("url").text(name.unwrap_or("download")).text(unpack).done();
        Piece { operation, taken: self.remote(url, KeyOf::new("bytes of").text(url).done()) }
    }

    /// A repository: its tree counts.
    fn git(&self, step: Step<'_>, url: &str) -> Piece {
        let kept = if step.flag_is_on("keep-git-dir") { "with .git" } else { "tree" };
        Piece {
            operation: KeyOf::new("git").done(),
            taken: self.remote(url, KeyOf::new("tree of").text(url).text(kept).done()),
        }
    }

    fn remote(&self, url: &str, key: Key) -> Taken {
        let key = if self.changes.url(url) { KeyOf::new("changed").key(key).done() } else { key };
        Taken::certain(Origin::Remote(url.to_owned()), key)
    }

    /// A heredoc is a file of its name.
    fn inline(&self, heredoc: &Heredoc) -> Piece {
        let body = self.state.environment.evaluate_body(heredoc, self.build.file().slice(heredoc.body));
        let operation = KeyOf::new("inline").text(&heredoc.name).done();
        Piece { operation, taken: Taken::certain(Origin::Heredoc, body.key()) }
    }
}

/// Whether a flag is there and false.
fn is_off(step: Step<'_>, flag: &str) -> bool {
    step.flag_value(flag).is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

/// A mode in octal counts as a number: `644` is `0644`.
fn mode_key(mode: &Ident) -> Key {
    match mode.as_text().and_then(|text| u32::from_str_radix(text, 8).ok()) {
        Some(number) => KeyOf::new("mode").bytes(&number.to_le_bytes()).done(),
        None => mode.key(),
    }
}
