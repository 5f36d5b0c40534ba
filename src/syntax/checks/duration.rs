//! Durations as Go's `time.ParseDuration` reads them.

use crate::parser::quote;

/// A millisecond in nanoseconds.
pub(super) const MILLISECOND: i64 = 1_000_000;

const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The duration in nanoseconds, or Go's message.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote::go(text));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (amount, behind) = number(rest).ok_or_else(invalid)?;
        let length = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, next) = behind.split_at(length);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote::go(text)));
        }
        let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!("time: unknown unit {} in duration {}", quote::go(unit), quote::go(text)));
        };
        let value = amount.nanoseconds(*size).ok_or_else(invalid)?;
        total = total.checked_add(value).filter(|total| *total <= 1 << 63).ok_or_else(invalid)?;
        rest = next;
    }
    match i64::try_from(total) {
        Ok(total) => Ok(if negative { -total } else { total }),
        Err(_) if negative => Ok(i64::MIN),
        Err(_) => Err(invalid()),
    }
}

/// Digits before and behind the point.
struct Amount<'a> {
    whole: u64,
    fraction: &'a str,
}

impl Amount<'_> {
    fn nanoseconds(&self, unit: u64) -> Option<u64> {
        let mut value = self.whole.checked_mul(unit)?;
        let mut digit_is = unit;
        for digit in self.fraction.bytes() {
            // Nine digits are exact for all units but hours and minutes, whose further digits are below a nanosecond.
            value = value.checked_add(u64::from(digit - b'0') * digit_is / 10)?;
            digit_is /= 10;
        }
        Some(value)
    }
}

/// The number at the start of `text` and what follows; `None` when there is none, or it is too large.
fn number(text: &str) -> Option<(Amount<'_>, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(digits(text));
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole <= 1 << 63)? };
    Some((Amount { whole, fraction }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums_of_numbers_with_units() {
        assert_eq!(parse("1m30s"), Ok(90_000_000_000));
        assert_eq!(parse("1.5h"), Ok(5_400_000_000_000));
        assert_eq!(parse("-.5ms"), Ok(-500_000));
        assert_eq!(parse("+2us"), Ok(2_000));
        assert_eq!(parse("0"), Ok(0));
    }

    #[test]
    fn wrong_durations_are_told_as_go_does() {
        assert_eq!(parse("5").unwrap_err(), "time: missing unit in duration \"5\"");
        assert_eq!(parse("5x").unwrap_err(), "time: unknown unit \"x\" in duration \"5x\"");
        for text in ["", "x", "-", ".", "99999999999999999999s", "2562048h"] {
            assert!(parse(text).unwrap_err().starts_with("time: invalid duration"), "{text}");
        }
    }
}
