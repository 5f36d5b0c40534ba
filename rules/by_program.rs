//! Tables whose rows begin with the name of a program.

use shell::Command;

/// The rows of a table, found by the program that they are about: a command is compared with the few that it can be, and not
/// with hundreds.
pub(crate) struct ByProgram<R> {
    rows: Vec<R>,
    /// For each first byte of a command's name the rows it may be about, in the order of the table; at 0 those for a command
    /// whose name is not known.
    by_letter: [Vec<Entry>; 128],
}

struct Entry {
    /// `None` is any program.
    program: Option<&'static str>,
    row: u16,
}

impl<R> ByProgram<R> {
    /// A table in which `programs` of a row are names as [`Command::is`] takes them: `apt-get|apt`. `None` is any program.
    pub(crate) fn new(rows: impl Into<Vec<R>>, programs: impl Fn(&R) -> Option<&'static str>) -> Self {
        let rows = rows.into();
        let mut by_letter = [const { Vec::new() }; 128];
        for (row, of_row) in (0..).zip(&rows) {
            let Some(names) = programs(of_row) else {
                for entries in &mut by_letter {
                    entries.push(Entry { program: None, row });
                }
                continue;
            };
            for program in names.split('|') {
                by_letter[program.bytes().next().map_or(0, slot)].push(Entry { program: Some(program), row });
            }
        }
        Self { rows, by_letter }
    }

    /// All rows.
    pub(crate) fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The rows that may be about `command`, in the order of the table.
    pub(crate) fn of(&self, command: &Command) -> impl Iterator<Item = &R> {
        let name = command.name();
        let letter = name.and_then(|name| name.bytes().next()).map_or(0, slot);
        let mut last = None;
        let fits = move |entry: &&Entry| {
            let program = entry.program;
            program.is_none_or(|program| name.is_some_and(|name| shell::is_version_of(name, program)))
                // A row is told once, though several of its names fit: `pip` and `pip3`.
                && last.replace(entry.row) != Some(entry.row)
        };
        self.by_letter[letter].iter().filter(fits).map(|entry| &self.rows[usize::from(entry.row)])
    }
}

fn slot(letter: u8) -> usize {
    usize::from(letter & 127)
}
