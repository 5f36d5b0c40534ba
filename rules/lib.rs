//! What is wrong: every rule with its page.
