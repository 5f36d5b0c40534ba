//! `dockerfile`: an example. On a rule's page it is checked with that rule alone; elsewhere `dockerfile check` asks all
//! rules of the settings in force, and `dockerfile check=rule,rule` those.

use std::collections::VecDeque;

use build::Build;
use lint::fix::fix;
use lint::settings::{On, Switch};
use lint::{Applicability, Diagnostic, Fix, Linter, Settings};
use similar::{ChangeTag, TextDiff};

use super::Kind;
use crate::harness::marks;
use crate::harness::page::Block;
use crate::harness::section::{Section, Shown};

pub struct Dockerfile;

impl Kind for Dockerfile {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "dockerfile"
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let text = marks::strip(&block.body);
        section.previous = section.example.replace(text.clone());
        let Some(settings) = settings(block.arguments(), section) else { return Ok(None) };
        let linter = Linter::new(rules::registry(), &settings);
        let rule = section.rule.map(|rule| rule.meta.name);
        let wanted = |found: &Diagnostic| rule.is_none_or(|rule| found.rule == rule);
        let found = linter.check(&Build::new(section.inputs(&text)));
        section.fixes = fixes(section, &text, &linter, &wanted)?;
        let said = |found: &Diagnostic| match rule {
            Some(_) => found.message.clone(),
            None => format!("{}: {}", found.rule, found.message),
        };
        let findings: Vec<_> =
            found.iter().filter(|found| wanted(found)).map(|found| (found.range, said(found))).collect();
        Ok(Some(marks::write(&text, &findings)))
    }
}

/// The rules to ask; `None` when none are.
fn settings(arguments: &str, section: &Section) -> Option<Settings> {
    if let Some(rule) = &section.rule {
        return Some(section.settings(Some(rule)));
    }
    let (command, names) = arguments.split_once('=').unwrap_or((arguments, ""));
    let mut settings = (command == "check").then(|| section.settings(None))?;
    if !names.is_empty() {
        settings.switches.push(Switch { rule: "all".to_owned(), to: On::Off });
        let selected = names.split(',').map(|name| Switch { rule: name.trim().to_owned(), to: On::Selected });
        settings.switches.extend(selected);
    }
    Some(settings)
}

/// What the safe fixes make of `text`, what the unsafe ones make of it besides, and each manual one alone.
fn fixes(
    section: &Section,
    text: &str,
    linter: &Linter,
    wanted: &impl Fn(&Diagnostic) -> bool,
) -> Result<VecDeque<Shown>, String> {
    let inputs = section.inputs(text);
    let mut shown = VecDeque::new();
    let mut last = text.to_owned();
    for (info, least) in [("diff", Applicability::Safe), ("diff unsafe", Applicability::Unsafe)] {
        let fixed = fix(&inputs, linter, |found, fix| wanted(found) && fix.applicability >= least);
        if let Some(undone) = fixed.undone.first() {
            return Err(format!("the fix \"{}\" was undone: {}", undone.title, undone.reason));
        }
        if fixed.file.text() != last {
            fixed.file.text().clone_into(&mut last);
            shown.push_back(Shown { info: info.to_owned(), body: diff(text, &last) });
        }
    }
    let found = linter.check(&Build::new(inputs));
    let manual = |fix: &&Fix| fix.applicability == Applicability::Manual;
    for fix in found.iter().filter(|found| wanted(found)).filter_map(|found| found.fix.as_ref().filter(manual)) {
        let after = text::apply(text, &fix.edits).map_err(|error| format!("\"{}\": {error:?}", fix.title))?;
        shown.push_back(Shown { info: "diff manual".to_owned(), body: diff(text, &after) });
    }
    Ok(shown)
}

/// The whole file, with what goes and what comes.
fn diff(before: &str, after: &str) -> String {
    let mut body = String::new();
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        body.push_str(format!("{sign}{}", change.value().trim_end_matches('\n')).trim_end());
        body.push('\n');
    }
    body
}
