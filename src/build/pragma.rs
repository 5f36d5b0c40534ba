//! Comments that say which shell an image has, where no instruction does: `# hadolint shell=bash`, `# layerwise shell=bash`.

use shell::ShellInForce;
use syntax::Dockerfile;

/// The shells that comments of `file` name, each with the place of its comment, in order.
pub(crate) fn shells(file: &Dockerfile) -> Vec<(u32, ShellInForce)> {
    let shell = |comment: &syntax::Comment| Some((comment.range.start, named(&comment.text)?));
    file.comments.iter().filter_map(shell).collect()
}

/// The shell that a comment names, with its flags if it has any.
fn named(comment: &str) -> Option<ShellInForce> {
    let rest = comment.strip_prefix("hadolint").or_else(|| comment.strip_prefix("layerwise"))?;
    let rest = rest.strip_prefix([' ', '\t', ':'])?.trim_start().strip_prefix("shell")?;
    let words = rest.trim_start().strip_prefix('=')?.split_whitespace().take_while(|word| !word.starts_with('#'));
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| ShellInForce::of_words(words))
}

#[cfg(test)]
mod tests {
    use shell::Dialect;

    use super::named;

    #[test]
    fn a_comment_names_a_shell() {
        let dialect = |comment| named(comment).map(|shell| shell.dialect);
        assert_eq!(dialect("hadolint shell=powershell"), Some(Dialect::PowerShell));
        assert_eq!(dialect("layerwise shell = /bin/bash # as the image says"), Some(Dialect::Bash));
        assert!(named("hadolint shell=/bin/bash -o pipefail -c").is_some_and(|shell| shell.options.pipefail));
        assert_eq!(dialect("hadolint shell="), None);
        assert_eq!(dialect("hadolint ignore=DL3006"), None);
    }
}
