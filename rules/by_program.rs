//! Tables whose rows begin with the name of a program.

use shell::Command;

/// The rows of a table, found by the first letter of the program that they are about: a command is compared with the few that
/// it can be, and not with hundreds.
pub(crate) struct ByProgram<R> {
    rows: Vec<R>,
    /// For each first byte the rows to look at, in the order of the table; at 0 those for a command whose name is not known.
    by_letter: [Vec<u16>; 128],
}

impl<R> ByProgram<R> {
    /// A table in which `programs` of a row are names as [`Command::is`] takes them: `apt-get|apt`. `None` is any program.
    pub(crate) fn new(rows: impl Into<Vec<R>>, programs: impl Fn(&R) -> Option<&str>) -> Self {
        let rows = rows.into();
        let mut by_letter = [const { Vec::new() }; 128];
        for (index, row) in (0..).zip(&rows) {
            let letters: Vec<usize> = match programs(row) {
                Some(names) => names.split('|').filter_map(|name| name.bytes().next()).map(slot).collect(),
                None => (0..by_letter.len()).collect(),
            };
            for letter in letters {
                if by_letter[letter].last() != Some(&index) {
                    by_letter[letter].push(index);
                }
            }
        }
        Self { rows, by_letter }
    }

    /// The rows that may be about `command`, in the order of the table.
    pub(crate) fn of(&self, command: &Command) -> impl Iterator<Item = &R> {
        let letter = command.name().and_then(|name| name.bytes().next()).map_or(0, slot);
        self.by_letter[letter].iter().map(|index| &self.rows[usize::from(*index)])
    }
}

fn slot(letter: u8) -> usize {
    usize::from(letter & 127)
}
