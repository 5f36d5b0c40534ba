//! A page as text and fenced blocks. Other Markdown is passed over.

use std::ops::Range;

/// A page.
pub struct Page {
    /// Its path from the root of the repository.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// The fenced blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block.
pub struct Block {
    /// What stands behind the opening fence: `diff unsafe`.
    pub info: String,
    /// The text between the fences, each line with its end.
    pub body: String,
    /// The path that the line above gives it: `` `app/package.json`: ``.
    pub name: Option<String>,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// Whether a heading stands between it and the block before.
    pub starts_section: bool,
    /// Fences and all, in the text of the page.
    pub whole: Range<usize>,
    fence: String,
}

impl Page {
    /// Reads `text`.
    pub fn read(path: &str, text: &str) -> Self {
        let mut page = Self { path: path.to_owned(), text: text.to_owned(), blocks: Vec::new() };
        let mut lines = LinesAt::of(text);
        let (mut name, mut heading) = (None, false);
        while let Some((line, at)) = lines.next() {
            let trimmed = line.trim_end();
            if trimmed.starts_with("```") {
                let mut block = fenced(&mut lines, trimmed, at.start);
                block.name = name.take();
                block.starts_section = std::mem::take(&mut heading);
                page.blocks.push(block);
            } else if !trimmed.is_empty() {
                heading |= trimmed.starts_with('#');
                name = trimmed.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")).map(str::to_owned);
            }
        }
        page
    }
}

impl Block {
    /// The first word of its info: the kind of block.
    pub fn kind(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// What follows the first word of its info.
    pub fn arguments(&self) -> &str {
        self.info[self.kind().len()..].trim()
    }

    /// The block, fences included, with another body.
    pub fn with(&self, body: &str) -> String {
        format!("{}{}\n{body}{}", self.fence, self.info, self.fence)
    }
}

/// Lines with their ends, their numbers and where they are.
struct LinesAt<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> LinesAt<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0, number: 0 }
    }

    fn next(&mut self) -> Option<(&'t str, Range<usize>)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let range = self.at..self.at + length;
        self.at = range.end;
        self.number += 1;
        Some((&rest[..length], range))
    }
}

fn fenced(lines: &mut LinesAt<'_>, opening: &str, start: usize) -> Block {
    let ticks = opening.bytes().take_while(|byte| *byte == b'`').count();
    let fence = "`".repeat(ticks);
    let line = lines.number;
    let (mut body, mut end) = (String::new(), lines.at);
    while let Some((text, range)) = lines.next() {
        end = range.start + text.trim_end().len();
        if text.trim_end() == fence {
            break;
        }
        body.push_str(text);
    }
    let info = opening[ticks..].trim().to_owned();
    Block { info, body, name: None, line, starts_section: false, whole: start..end, fence }
}
