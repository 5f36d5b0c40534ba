//! The signals that STOPSIGNAL takes (moby/sys `signal/signal_linux.go`).

/// The names without `SIG`.
const NAMES: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
    "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

/// Whether `text` is a number or a name, with or without `SIG`, in any case.
pub(super) fn is_known(text: &str) -> bool {
    if text.parse::<i64>().is_ok() {
        return true;
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    NAMES.contains(&name) || is_realtime(name, "RTMIN+", 15) || is_realtime(name, "RTMAX-", 14)
}

/// `RTMIN+1` to `RTMIN+15`, `RTMAX-1` to `RTMAX-14`.
fn is_realtime(name: &str, prefix: &str, most: u32) -> bool {
    let number = name.strip_prefix(prefix).filter(|digits| !digits.starts_with(['0', '+']));
    number.and_then(|digits| digits.parse().ok()).is_some_and(|number: u32| (1..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn signals_are_known_by_number_and_name() {
        for text in ["9", "KILL", "sigterm", "SIGRTMIN+3", "RTMAX-14"] {
            assert!(is_known(text), "{text}");
        }
        for text in ["", "FOO", "SIGRTMIN+16", "RTMAX-0"] {
            assert!(!is_known(text), "{text}");
        }
    }
}
