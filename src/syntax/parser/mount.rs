//! The fields of `RUN --mount=…` and `--device=…`: one record of comma-separated values, as Go's `encoding/csv` reads it.

use text::{Joined, TextRange};

use super::flags::unquoted;
use crate::{Escape, Flag, Mount, MountField, Word};

/// The fields of a record, each with the way back to the record's source, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The fields, quotes removed.
    pub fields: Vec<Joined>,
    /// Go's message.
    pub error: Option<String>,
}

/// Reads the mount of a `--mount=…` flag of the line `joined`.
pub(super) fn read(joined: &Joined, flag: &Flag, escape: Escape) -> Option<Mount> {
    let value = flag.value.as_ref()?;
    let record = record(&unquoted(joined.text(), value.joined, escape));
    let fields = record.fields.iter().map(|field| mount_field(joined, field)).collect();
    Some(Mount { range: value.range, fields })
}

fn mount_field(joined: &Joined, field: &Joined) -> MountField {
    let text = field.text();
    let end = text.len() as u32;
    let equals = text.find('=').map(|at| at as u32);
    let key = TextRange::new(0, equals.unwrap_or(end));
    let value = equals.map(|equals| {
        let part = TextRange::new(equals + 1, end);
        let place = field.range_to_source(part);
        Word { range: joined.range_to_source(place), joined: place, text: text[part].to_owned() }
    });
    MountField { key: text[key].to_lowercase(), key_range: joined.range_to_source(field.range_to_source(key)), value }
}

/// Splits `text` at its commas. A field that begins with `"` goes on to the next lone `"`; `""` in it is one quote.
pub(crate) fn record(text: &Joined) -> Record {
    let all = text.text();
    let mut record = Record::default();
    if all.is_empty() {
        record.error = Some("EOF".to_owned());
        return record;
    }
    let mut at = 0;
    loop {
        let (field, end) = if all[at..].starts_with('"') { quoted(text, at + 1) } else { bare(text, at) };
        match field {
            Ok(field) => record.fields.push(field),
            Err(error) => {
                record.error = Some(error);
                return record;
            }
        }
        if end == all.len() {
            return record;
        }
        at = end + 1;
    }
}

/// The field from `start` to the next comma.
fn bare(text: &Joined, start: usize) -> (Result<Joined, String>, usize) {
    let rest = &text.text()[start..];
    let end = start + rest.find(',').unwrap_or(rest.len());
    if let Some(quote) = text.text()[start..end].find('"') {
        return (Err(problem(start + quote + 1, "bare \" in non-quoted field")), end);
    }
    (Ok(text.slice(TextRange::new(start as u32, end as u32))), end)
}

/// The field whose opening quote stands just before `start`. Its end is behind the closing quote.
fn quoted(text: &Joined, mut start: usize) -> (Result<Joined, String>, usize) {
    let all = text.text();
    let mut field = Joined::new();
    loop {
        let Some(length) = all[start..].find('"') else {
            return (Err(problem(all.len() + 1, EXTRANEOUS)), all.len());
        };
        let quote = start + length;
        field.push(&all[start..quote], text.to_source(start as u32));
        match all.as_bytes().get(quote + 1) {
            Some(b'"') => {
                field.push("\"", text.to_source(quote as u32));
                start = quote + 2;
            }
            None | Some(b',') => return (Ok(field), quote + 1),
            Some(_) => return (Err(problem(quote + 1, EXTRANEOUS)), quote + 1),
        }
    }
}

const EXTRANEOUS: &str = "extraneous or missing \" in quoted-field";

fn problem(column: usize, what: &str) -> String {
    format!("parse error on line 1, column {column}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        record(&Joined::of(text, 0)).fields.iter().map(|field| field.text().to_owned()).collect()
    }

    #[test]
    fn fields_are_separated_by_commas() {
        assert_eq!(of("type=cache,target=/c,ro"), ["type=cache", "target=/c", "ro"]);
        assert_eq!(of("a,,b,"), ["a", "", "b", ""]);
    }

    #[test]
    fn a_quoted_field_may_hold_commas_and_quotes() {
        assert_eq!(of(r#"type=bind,"target=/a,""b""""#), ["type=bind", r#"target=/a,"b""#]);
    }

    #[test]
    fn broken_quotes_are_told_as_go_does() {
        let error = |text| record(&Joined::of(text, 0)).error;
        assert_eq!(error("").as_deref(), Some("EOF"));
        let bare = "parse error on line 1, column 4: bare \" in non-quoted field";
        assert_eq!(error("a,b\"").as_deref(), Some(bare));
        let open = "parse error on line 1, column 3: extraneous or missing \" in quoted-field";
        assert_eq!(error("\"a").as_deref(), Some(open));
        assert_eq!(error("\"a\"b").as_deref(), Some(open));
    }
}
