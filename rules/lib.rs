//! What is wrong: every rule with its page.
//!
//! Rules lie in a folder per harm. A rule is `name.rs` and `name.md` side by side, and two lines in its folder's `mod.rs`.

mod by_program;
mod cache;
mod correctness;
mod ecosystems;
mod fetches;
mod file_names;
mod images;
mod line_edits;
mod owners;
mod reproducibility;
mod runtime;
mod script_edits;
mod security;
mod servers;
mod size;
mod style;
mod syntax;
mod texts;
mod unknowns;

use std::sync::LazyLock;

use lint::Registry;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    Registry::new(&[
        cache::RULES,
        correctness::RULES,
        reproducibility::RULES,
        runtime::RULES,
        security::RULES,
        size::RULES,
        style::RULES,
        syntax::RULES,
    ])
});

/// All rules.
pub fn registry() -> &'static Registry {
    &REGISTRY
}
