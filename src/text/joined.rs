//! Text that was joined from several places of a source, with the way back.

use crate::TextRange;

/// A text made of pieces of a source, such as the logical line that remains of a continued instruction when escapes,
/// line ends and comments are taken out. Every offset in it leads back to the byte of the source that it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    text: String,
    /// For each piece, where it starts in `text` and where that byte is in the source; sorted by both.
    pieces: Vec<(u32, u32)>,
}

impl Joined {
    /// An empty text to which pieces are added.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text of one piece, which starts at byte `source` of the source.
    pub fn of(text: &str, source: u32) -> Self {
        Self { text: text.to_owned(), pieces: vec![(0, source)] }
    }

    /// Adds `piece`, which starts at byte `source` of the source.
    pub fn push(&mut self, piece: &str, source: u32) {
        let at = self.text.len() as u32;
        // An empty piece leads nowhere, but the place where a text of none begins is known through it.
        if self.pieces.last().is_some_and(|(last, _)| *last == at) {
            self.pieces.pop();
        }
        let continues = self.pieces.last().is_some_and(|(start, from)| from + (at - start) == source);
        if !continues {
            self.pieces.push((at, source));
        }
        self.text.push_str(piece);
    }

    /// Adds `piece`, which stands for what is in `source`: at least one byte, and perhaps less than it, or more.
    pub fn push_for(&mut self, piece: &str, source: TextRange) {
        let at = self.text.len() as u32;
        self.push(piece, source.start);
        // What is too much leads to the last byte: nothing leads behind the source.
        self.pieces.extend((source.len()..piece.len() as u32).map(|extra| (at + extra, source.end - 1)));
        // And so does the end of what is too little: what ends with it ends behind the source, not within.
        if (2..source.len()).contains(&(piece.len() as u32)) {
            self.pieces.push((at + piece.len() as u32 - 1, source.end - 1));
        }
    }

    /// Takes the last `count` bytes away.
    pub fn truncate(&mut self, length: u32) {
        self.text.truncate(length as usize);
        while self.pieces.len() > 1 && self.pieces.last().is_some_and(|(at, _)| *at >= length) {
            self.pieces.pop();
        }
    }

    /// The joined text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The part of this text in `range`, with its own way back to the source.
    pub fn slice(&self, range: TextRange) -> Self {
        let first = self.piece(range.start);
        let pieces = self.pieces[first..]
            .iter()
            .take_while(|(at, _)| *at < range.end.max(range.start + 1))
            .map(
                |&(at, source)| {
                    if at < range.start { (0, source + (range.start - at)) } else { (at - range.start, source) }
                },
            )
            .collect();
        Self { text: self.text[range].to_owned(), pieces }
    }

    /// The byte of the source that the byte at `offset` came from; for the end of the text, the byte after its last.
    pub fn to_source(&self, offset: u32) -> u32 {
        self.pieces.get(self.piece(offset)).map_or(offset, |(at, source)| source + (offset - at))
    }

    /// The range of the source that `range` came from, from its first byte through its last: whatever was taken out in
    /// between (an escape and line end, a comment) is inside.
    pub fn range_to_source(&self, range: TextRange) -> TextRange {
        let first = self.piece(range.start);
        let Some(&(at, source)) = self.pieces.get(first) else { return range };
        let start = source + (range.start - at);
        if range.is_empty() {
            return TextRange::empty(start);
        }
        let last = range.end - 1;
        // Most ranges lie in one piece.
        let in_first = self.pieces.get(first + 1).is_none_or(|(next, _)| *next > last);
        let end = if in_first { source + (last - at) } else { self.to_source(last) };
        TextRange::new(start, end + 1)
    }

    /// The ranges of the source that `range` came from, one for each piece, without what was taken out in between.
    pub fn source_ranges(&self, range: TextRange) -> impl Iterator<Item = TextRange> {
        let pieces = &self.pieces[self.piece(range.start).min(self.pieces.len())..];
        let ends = pieces.iter().skip(1).map(|(at, _)| *at).chain([u32::MAX]);
        let within = pieces.iter().zip(ends).take_while(move |((at, _), _)| *at < range.end);
        within.filter_map(move |(&(at, source), end)| {
            let (start, end) = (at.max(range.start), end.min(range.end));
            (start < end).then(|| TextRange::new(source + (start - at), source + (end - at)))
        })
    }

    /// Index of the piece that holds `offset`.
    fn piece(&self, offset: u32) -> usize {
        self.pieces.partition_point(|(at, _)| *at <= offset).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `RUN a \⏎  b` without the escape and the line end.
    fn continued() -> Joined {
        let mut joined = Joined::of("RUN a ", 0);
        joined.push("  b", 8);
        joined
    }

    #[test]
    fn offsets_lead_back_across_a_continuation() {
        let joined = continued();
        assert_eq!(joined.text(), "RUN a   b");
        assert_eq!(joined.to_source(5), 5);
        assert_eq!(joined.to_source(8), 10);
        assert_eq!(joined.range_to_source(TextRange::new(4, 9)), TextRange::new(4, 11));
        assert_eq!(joined.range_to_source(TextRange::new(4, 6)), TextRange::new(4, 6));
    }

    #[test]
    fn a_range_lies_in_the_source_in_pieces() {
        let joined = continued();
        let pieces = |start, end| joined.source_ranges(TextRange::new(start, end)).collect::<Vec<_>>();
        assert_eq!(pieces(4, 9), [TextRange::new(4, 6), TextRange::new(8, 11)]);
        assert_eq!(pieces(7, 8), [TextRange::new(9, 10)]);
        assert_eq!(pieces(4, 4), []);
        assert_eq!(Joined::new().source_ranges(TextRange::empty(0)).count(), 0);
    }

    #[test]
    fn a_shorter_piece_leads_to_all_that_it_stands_for() {
        let mut joined = Joined::of("a=", 4);
        joined.push_for("\u{fffd}", TextRange::new(6, 10));
        joined.push_for("b", TextRange::new(10, 11));
        assert_eq!(joined.range_to_source(TextRange::new(2, 5)), TextRange::new(6, 10));
        assert_eq!(joined.range_to_source(TextRange::new(5, 6)), TextRange::new(10, 11));
        assert_eq!(joined.slice(TextRange::new(2, 5)).range_to_source(TextRange::new(0, 3)), TextRange::new(6, 10));
    }

    #[test]
    fn a_longer_piece_leads_to_no_more_than_it_stands_for() {
        let mut joined = Joined::of("a=", 4);
        joined.push_for("\u{fffd}", TextRange::new(6, 8));
        assert_eq!(joined.range_to_source(TextRange::new(2, 5)), TextRange::new(6, 8));
        assert_eq!(joined.slice(TextRange::new(2, 5)).range_to_source(TextRange::new(0, 3)), TextRange::new(6, 8));
    }

    #[test]
    fn a_slice_keeps_the_way_back() {
        let slice = continued().slice(TextRange::new(4, 9));
        assert_eq!(slice.text(), "a   b");
        assert_eq!(slice.to_source(0), 4);
        assert_eq!(slice.to_source(4), 10);
    }
}
