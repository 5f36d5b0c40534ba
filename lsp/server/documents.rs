//! The documents that a client has open: their text as the client has it, and a snapshot of each for questions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gen_lsp_types::{Position, Range, TextDocumentContentChangeEvent};
use project::{find, settings};
use text::{SourceFile, TextRange};

use crate::ide::snapshot::{Snapshot, World};
use crate::server::around::Around;
use crate::server::positions::{Encoding, Lines};
use crate::server::uri;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Dockerfile.
    Dockerfile,
    /// A `layerwise.toml`.
    Settings,
    /// Something that the client opened here although it is neither.
    Other,
}

impl Kind {
    /// What the client calls the language counts first, then the name of the file.
    fn of(language: &str, path: Option<&Path>) -> Self {
        let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match language {
            "dockerfile" | "Dockerfile" => Self::Dockerfile,
            _ if settings::NAMES.contains(&name.as_str()) => Self::Settings,
            _ if find::is_dockerfile(&name) => Self::Dockerfile,
            _ => Self::Other,
        }
    }
}

/// An open document.
pub struct Document {
    uri: String,
    /// Where it is on the disk, if it is there.
    pub path: Option<PathBuf>,
    /// The client's count of its edits.
    pub version: i32,
    /// The number of its state, which an edit ends and a change of what is around it. What was worked out for another one is
    /// stale. No two states have the same number, of other documents neither: one that is opened again is a new one.
    pub generation: u64,
    /// The number of the state that had this text first. Places that were worked out for another text are wrong.
    pub text_since: u64,
    around: Arc<Around>,
    /// What is asked.
    pub view: Arc<View>,
}

/// The newest state of a document, for those who work on an older one.
#[derive(Debug)]
pub struct Latest {
    generation: AtomicU64,
    text_since: AtomicU64,
}

impl Latest {
    /// That of a document as it is.
    pub fn of(document: &Document) -> Self {
        Self { generation: document.generation.into(), text_since: document.text_since.into() }
    }

    /// Follows the document.
    pub fn follow(&self, document: &Document) {
        self.generation.store(document.generation, Ordering::Release);
        self.text_since.store(document.text_since, Ordering::Release);
    }

    /// Whether nothing has changed since `view`.
    pub fn is(&self, view: &View) -> bool {
        self.generation.load(Ordering::Acquire) == view.generation
    }

    /// Whether the text is that of `view`, so that places in it are right.
    pub fn has_text_of(&self, view: &View) -> bool {
        self.text_since.load(Ordering::Acquire) == view.text_since
    }
}

/// A document at one moment, with what it takes to speak of places in it. Immutable.
pub struct View {
    /// The client's name for it.
    pub uri: String,
    /// What it is.
    pub kind: Kind,
    /// The state of the document that it shows.
    pub generation: u64,
    /// The state that had this text first.
    pub text_since: u64,
    /// What is asked.
    pub snapshot: Snapshot,
    /// Where the context is on the disk.
    pub context: Option<PathBuf>,
    /// Its lines.
    pub lines: Lines,
    /// How the client counts.
    pub encoding: Encoding,
}

impl Document {
    /// A document as it is opened.
    pub fn new(uri: &str, language: &str, version: i32, text: &str, encoding: Encoding) -> Self {
        let path = uri::to_path(uri);
        let kind = Kind::of(language, path.as_deref());
        let around = Arc::new(Around::default());
        let generation = next_generation();
        let file = file(path.as_ref(), uri, text);
        let view = Arc::new(View::new(uri, kind, (generation, generation), file, &around, encoding));
        Self { uri: uri.to_owned(), path, version, generation, text_since: generation, around, view }
    }

    /// Applies the changes of one notification, in order. The view from before is handed back: to let go of one of a long
    /// file takes a moment, which the check of the new one need not wait for.
    #[must_use]
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> Arc<View> {
        let mut text = self.view.snapshot.text().to_owned();
        let mut lines = None;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let index = lines.get_or_insert_with(|| Lines::new(&text));
                    let range = index.text_range(&text, part.range, self.view.encoding);
                    text.replace_range(range.to_usize(), &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => text = whole.text,
            }
            // The next change counts in the text that this one made.
            lines = None;
        }
        self.version = version;
        self.generation = next_generation();
        self.text_since = self.generation;
        self.renew(&text)
    }

    /// Takes over what is known around it now, and hands back the view from before.
    #[must_use]
    pub fn surround(&mut self, around: Arc<Around>) -> Arc<View> {
        self.around = around;
        self.generation = next_generation();
        let text = self.view.snapshot.text().to_owned();
        self.renew(&text)
    }

    fn renew(&mut self, text: &str) -> Arc<View> {
        let file = file(self.path.as_ref(), &self.uri, text);
        let state = (self.generation, self.text_since);
        let view = View::new(&self.uri, self.view.kind, state, file, &self.around, self.view.encoding);
        std::mem::replace(&mut self.view, Arc::new(view))
    }
}

fn next_generation() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

fn file(path: Option<&PathBuf>, uri: &str, text: &str) -> SourceFile {
    SourceFile::new(&path.map_or_else(|| uri.to_owned(), |path| path.to_string_lossy().into_owned()), text)
}

impl View {
    /// Where `range` is, as the client counts.
    pub fn range(&self, range: TextRange) -> Range {
        self.lines.range(self.snapshot.text(), range, self.encoding)
    }

    /// Where `offset` is, as the client counts.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(self.snapshot.text(), offset, self.encoding)
    }

    /// The offset of a position of the client's.
    pub fn offset(&self, position: Position) -> u32 {
        self.lines.offset(self.snapshot.text(), position, self.encoding)
    }

    /// The range of bytes of a range of the client's.
    pub fn text_range(&self, range: Range) -> TextRange {
        self.lines.text_range(self.snapshot.text(), range, self.encoding)
    }

    /// The snapshot, if it is one of a Dockerfile.
    pub fn dockerfile(&self) -> Option<&Snapshot> {
        (self.kind == Kind::Dockerfile).then_some(&self.snapshot)
    }

    fn new(
        uri: &str,
        kind: Kind,
        (generation, text_since): (u64, u64),
        file: SourceFile,
        around: &Around,
        encoding: Encoding,
    ) -> Self {
        let lines = Lines::new(file.text());
        let world = World {
            linter: around.linter.clone(),
            images: around.images.clone(),
            likely_context: around.likely_context.clone(),
            named_by: around.named_by.clone(),
            committed: around.committed.clone(),
        };
        Self {
            uri: uri.to_owned(),
            kind,
            generation,
            text_since,
            snapshot: Snapshot::new(around.inputs(file), world),
            context: around.directory.clone(),
            lines,
            encoding,
        }
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::TextDocumentContentChangePartial;

    use super::*;

    fn part(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let position = |(line, character)| Position { line, character };
        let range = Range { start: position(start), end: position(end) };
        TextDocumentContentChangePartial { range, text: text.to_owned(), ..TextDocumentContentChangePartial::default() }
            .into()
    }

    #[test]
    fn settings_have_either_of_their_names() {
        for (path, kind) in [
            ("/a/layerwise.toml", Kind::Settings),
            ("/a/.layerwise.toml", Kind::Settings),
            ("/a/x.toml", Kind::Other),
            ("/a/api.Dockerfile", Kind::Dockerfile),
            ("/a/Dockerfile.dockerignore", Kind::Other),
        ] {
            assert_eq!(Kind::of("toml", Some(Path::new(path))), kind, "{path}");
        }
    }

    #[test]
    fn changes_count_in_the_text_that_the_one_before_made() {
        let mut document = Document::new("untitled:1", "dockerfile", 1, "FROM a\n", Encoding::Utf16);
        let opened = document.generation;
        let before = document
            .change(2, vec![part((0, 5), (0, 6), "b\nRUN x"), part((1, 4), (1, 5), "😀y"), part((1, 6), (1, 7), "z")]);
        assert_eq!(before.snapshot.text(), "FROM a\n");
        assert_eq!(document.view.snapshot.text(), "FROM b\nRUN 😀z\n");
        assert_eq!((document.version, document.generation), (2, document.text_since));
        assert!(document.generation > opened);
    }
}
