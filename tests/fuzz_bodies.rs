//! The bodies of the fuzz targets, on inputs made from the fixtures and the rules' examples with a fixed seed.
//!
//! `LAYERWISE_FUZZ=100000 cargo test --test fuzz_bodies` makes so many for each target.

#![expect(clippy::disallowed_methods, reason = "the environment says how many inputs are made")]

#[path = "fuzz/bodies.rs"]
mod bodies;
#[expect(dead_code, reason = "the fixtures are enough here")]
mod sources;

use rayon::prelude::*;

/// How many inputs each target gets, if nobody says.
const INPUTS: u64 = 150;
/// The largest input in bytes, as fuzzers begin with.
const LARGEST: usize = 600;

/// Pieces in which the beginnings of something are.
const PIECES: &[&str] = &[
    "FROM a AS b\n",
    "RUN ",
    "COPY --from=b ",
    "<<A\n",
    "\nA\n",
    "\\\n",
    "`\n",
    "\"",
    "'",
    "${a:-",
    "}",
    "$(",
    "[\"",
    "\"]",
    "# escape=`\n",
    "# layerwise: ignore[",
    "--mount=type=cache,target=",
    "ONBUILD ",
    "ENV a=$b",
    "ARG ",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "é",
    " && ",
    " | ",
    "if x; then ",
    "!**/[a-",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}\n",
    "select = [\"",
    "[rules.",
];

/// Numbers that are the same in each run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// The texts that inputs are made from.
fn seeds() -> Vec<Vec<u8>> {
    let examples = rules::registry().entries().iter().flat_map(|entry| {
        let blocks = entry.meta.page.split("```dockerfile\n").skip(1);
        blocks.filter_map(|block| block.split("```").next()).map(|block| block.as_bytes().to_vec())
    });
    examples.chain(sources::fixtures().into_iter().map(|(_, text)| text.into_bytes())).collect()
}

/// A seed with a few changes: pieces put in, taken out, doubled, and bytes flipped.
fn input(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    bytes.truncate(LARGEST);
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(24)).min(bytes.len());
        match dice.below(4) {
            0 => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes())),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let doubled = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, doubled));
            }
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (number % 8)),
        }
    }
    bytes
}

#[test]
fn every_body_takes_any_input() {
    let seeds = seeds();
    let inputs = std::env::var("LAYERWISE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(INPUTS);
    bodies::ALL.par_iter().for_each(|(name, body)| {
        for number in 0..inputs {
            let bytes = input(&seeds, number);
            let result = std::panic::catch_unwind(|| body(&bytes));
            assert!(result.is_ok(), "{name} fails on {:?}", String::from_utf8_lossy(&bytes));
        }
    });
}
