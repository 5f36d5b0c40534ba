//! What a finding is told by from one run to the next, wherever its line has moved to.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{Finding, Run};

/// The fingerprints of all findings of `run`, in order: 32 hexadecimal digits each, no two alike.
///
/// A finding is told by its path, its rule and the marked text with blanks folded, and by how many equal ones are above it.
/// So it stays the same when lines come and go elsewhere, and when the message is worded better.
pub fn fingerprints(run: &Run) -> Vec<String> {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::new();
    let fingerprint = |finding: Finding| {
        let marked: Vec<&str> = finding.file.slice(finding.diagnostic.range).split_whitespace().collect();
        let told_by = [finding.path, finding.diagnostic.rule, &marked.join(" ")].join("\0");
        let same: [u8; 32] = Sha256::digest(told_by).into();
        let count = seen.entry(same).or_default();
        *count += 1;
        let digest = Sha256::new().chain_update(same).chain_update(count.to_le_bytes()).finalize();
        format!("{:032x}", u128::from_be_bytes(std::array::from_fn(|at| digest[at])))
    };
    run.findings().map(fingerprint).collect()
}
