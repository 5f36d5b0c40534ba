//! What a rule is: diagnostics, fixes, suppressions and settings.
