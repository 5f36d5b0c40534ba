//! Names of programs.

/// The name of a program without the directory in front of it.
pub(crate) fn base_name(program: &str) -> &str {
    let slash = program.bytes().rposition(|byte| matches!(byte, b'/' | b'\\'));
    slash.map_or(program, |slash| &program[slash + 1..])
}

/// Whether `name` is a program that reads scripts in the dialects this crate knows.
pub(crate) fn is_shell(name: &str) -> bool {
    let name = name.strip_suffix(".exe").unwrap_or(name);
    is_posix_shell(name) || ["powershell", "pwsh", "cmd"].iter().any(|shell| name.eq_ignore_ascii_case(shell))
}

/// Whether `name` is `sh` or one of its kin.
pub(crate) fn is_posix_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "ksh" | "mksh" | "ksh93" | "zsh" | "rbash")
}

/// Whether `text` can be the name of a variable.
pub(crate) fn is_variable(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
