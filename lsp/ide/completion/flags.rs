//! Flags, their values, and the keys of mounts.

use syntax::Keyword;
use text::TextRange;

use crate::ide::completion::{Candidate, CandidateKind, behind, names, paths};
use crate::ide::line::Line;
use crate::ide::reference::{self, Page, Topic};
use crate::ide::snapshot::Snapshot;

/// The flags that may be given more than once.
const REPEATED: [&str; 3] = ["mount", "exclude", "device"];

/// The flags of the instruction that are not given yet.
pub(super) fn names(snapshot: &Snapshot, line: &Line, range: TextRange) -> Vec<Candidate> {
    let Some(page) = reference::instruction(line.keyword) else { return Vec::new() };
    let given = &snapshot.instructions()[line.index].flags;
    let mut found: Vec<Candidate> = Vec::new();
    for topic in &page.topics {
        let name = topic.name();
        let typed = |flag: &syntax::Flag| flag.name == name && !flag.word.range.touches(range.end);
        if !REPEATED.contains(&name) && given.iter().any(typed) || found.iter().any(|other| other.label == label(topic))
        {
            continue;
        }
        found.push(of_topic(topic, range));
    }
    found
}

fn label(topic: &Topic) -> String {
    format!("--{}", topic.name())
}

fn of_topic(topic: &Topic, range: TextRange) -> Candidate {
    let candidate =
        Candidate::new(CandidateKind::Flag, label(topic), range).detail(topic.heading).documentation(topic.text);
    match topic.name() {
        "mount" => candidate.inserts("--mount=type=").goes_on(),
        // A truth value is on when it is not said.
        "link" | "parents" => candidate,
        name if topic.takes_value() => candidate.inserts(format!("--{name}=")).goes_on(),
        _ => candidate,
    }
}

/// What may stand behind the `=` of the flag `name`.
pub(super) fn values(snapshot: &Snapshot, line: &Line, name: &str, value: &str, offset: u32) -> Vec<Candidate> {
    let range = behind(offset, value);
    if name == "mount" {
        return mount(snapshot, line, value, offset);
    }
    if name == "from" {
        return sources(snapshot, line, range);
    }
    let topic = reference::instruction(line.keyword).and_then(|page| page.topic(name));
    let items = topic.map_or(&[][..], |topic| &topic.items);
    items.iter().map(|item| Candidate::new(CandidateKind::Value, item.code, range).documentation(item.text)).collect()
}

/// What may be copied or mounted from.
fn sources(snapshot: &Snapshot, line: &Line, range: TextRange) -> Vec<Candidate> {
    let mut found = names::stages(snapshot, line, range);
    found.extend(names::images(snapshot, range));
    found
}

/// What may stand at the cursor in the value of a mount.
fn mount(snapshot: &Snapshot, line: &Line, value: &str, offset: u32) -> Vec<Candidate> {
    let Some(page) = reference::instruction(Keyword::Run) else { return Vec::new() };
    let (before, field) = value.rsplit_once(',').unwrap_or(("", value));
    let kind = value.split(',').find_map(|field| field.strip_prefix("type="));
    match field.split_once('=') {
        Some(("type", typed)) => mount_types(page, behind(offset, typed)),
        Some(("from", typed)) => sources(snapshot, line, behind(offset, typed)),
        Some(("source" | "src", typed)) if !before.split(',').any(|field| field.starts_with("from=")) => {
            paths::of_context(snapshot, line, typed, offset)
        }
        Some((key, typed)) => mount_values(page, kind, key, behind(offset, typed)),
        None => mount_keys(page, kind, before, behind(offset, field)),
    }
}

fn mount_types(page: &Page, range: TextRange) -> Vec<Candidate> {
    page.mounts()
        .filter_map(|topic| {
            let candidate = Candidate::new(CandidateKind::Value, topic.mount_type()?, range);
            let name = topic.mount_type()?;
            Some(candidate.documentation(topic.text).inserts(format!("{name},")).goes_on())
        })
        .collect()
}

fn mount_keys(page: &Page, kind: Option<&str>, before: &str, range: TextRange) -> Vec<Candidate> {
    let mut found = Vec::new();
    if !before.split(',').any(|field| field.starts_with("type=")) {
        let candidate = Candidate::new(CandidateKind::Flag, "type", range).detail("type=<type>");
        found.push(candidate.inserts("type=").goes_on());
    }
    let given = |key: &str| before.split(',').any(|field| field.split('=').next() == Some(key));
    for item in page.mount(kind.unwrap_or("bind")).map_or(&[][..], |topic| &topic.items) {
        if given(item.key()) || item.synonyms().any(given) {
            continue;
        }
        let candidate =
            Candidate::new(CandidateKind::Flag, item.key(), range).detail(item.code).documentation(item.text);
        found.push(if item.takes_value() {
            candidate.inserts(format!("{}=", item.key())).goes_on()
        } else {
            candidate
        });
    }
    found
}

fn mount_values(page: &Page, kind: Option<&str>, key: &str, range: TextRange) -> Vec<Candidate> {
    let item = page.mount(kind.unwrap_or("bind")).and_then(|topic| topic.items.iter().find(|item| item.key() == key));
    item.map_or_else(Vec::new, |item| {
        item.choices()
            .map(|choice| Candidate::new(CandidateKind::Value, choice, range).documentation(item.text))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{labels, taken};

    #[test]
    fn flags_that_are_given_are_not_offered_again() {
        assert_eq!(
            labels("FROM a\nCOPY --link --<CURSOR> a b"),
            ["--chmod", "--chown", "--exclude", "--from", "--parents"]
        );
        assert_eq!(taken("FROM a\nCOPY --fr<CURSOR> a b", "--from"), "FROM a\nCOPY --from= a b");
        assert_eq!(taken("FROM a\nRUN --mo<CURSOR>", "--mount"), "FROM a\nRUN --mount=type=");
    }

    #[test]
    fn values_of_flags_are_offered() {
        assert_eq!(labels("FROM a\nRUN --network=<CURSOR> x"), ["default", "none", "host"]);
        assert_eq!(labels("FROM a AS x\nFROM b\nCOPY --from=<CURSOR> /x /y")[..1], ["x"]);
    }

    #[test]
    fn keys_of_a_mount_are_those_of_its_type() {
        assert_eq!(labels("FROM a\nRUN --mount=type=<CURSOR> x"), ["bind", "cache", "tmpfs", "secret", "ssh"]);
        assert_eq!(labels("FROM a\nRUN --mount=type=tmpfs,<CURSOR> x"), ["target", "size"]);
        assert_eq!(labels("FROM a\nRUN --mount=type=cache,sharing=l<CURSOR> x"), ["shared", "private", "locked"]);
        assert_eq!(
            taken("FROM a\nRUN --mount=type=ssh,re<CURSOR> x", "required"),
            "FROM a\nRUN --mount=type=ssh,required= x"
        );
        assert!(!labels("FROM a\nRUN --mount=type=tmpfs,dst=/x,<CURSOR> x").contains(&"target".to_owned()));
    }
}
