//! How often each rule has something to say.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Run;
use crate::quantity::count;

/// `count  rule  (fixes)`, a line each, the most frequent first.
pub fn statistics(run: &Run) -> String {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for finding in run.findings() {
        let (all, fixes) = counts.entry(finding.diagnostic.rule).or_default();
        *all += 1;
        *fixes += u64::from(finding.diagnostic.fix.is_some());
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, (all, _))| (Reverse(*all), *rule));
    let width = counts.iter().map(|(_, (all, _))| count(*all).len()).max().unwrap_or_default();
    let mut out = String::new();
    for (rule, (all, fixes)) in counts {
        let fixes = if fixes == 0 { String::new() } else { format!(" ({} with a fix)", count(fixes)) };
        let _ = writeln!(out, "{:>width$}  {rule}{fixes}", count(all));
    }
    out
}
