//! The short way for plain scripts: words, simple quotes and variables, `&&`, `||`, `;`, `|`, line ends and redirections to
//! files. Most RUN lines are no more, and are read here several times faster than by the parser.
//!
//! Whatever is not certain to be plain is left to the parser; a law in the tests compares the two.

use text::{Joined, TextRange};

use crate::builder::{Builder, Origin, Simple};
use crate::names::is_variable;
use crate::{Assignment, Operator, Redirect, RedirectOperator, Target, Word};

/// A token of a plain script.
#[derive(Clone, Copy)]
pub(crate) enum Token {
    Word(TextRange),
    Operator(Operator),
    /// A redirection: from the descriptor through the operator; its target is the next word.
    Redirect(TextRange, RedirectOperator),
}

/// Reads `source` into `builder` and gives true, or does nothing and gives false when it is not plain.
pub(crate) fn read(source: &Joined, builder: &mut Builder) -> bool {
    let Some(tokens) = read_tokens(source.text()) else { return false };
    let mut commands = tokens.split_inclusive(|token| matches!(token, Token::Operator(_))).peekable();
    let mut list = builder.begin_list();
    let mut pipes = builder.begin_pipes();
    while let Some(tokens) = commands.next() {
        let operator = match tokens.last() {
            Some(Token::Operator(operator)) => Some(*operator),
            _ => None,
        };
        builder.command(simple(source, tokens), Origin::Shell(source));
        match operator {
            Some(Operator::Pipe) => {
                builder.pipe(&mut pipes);
                continue;
            }
            _ => builder.end_pipes(pipes),
        }
        match operator {
            Some(Operator::And) => builder.and(&mut list),
            Some(Operator::Or) => builder.or(&mut list),
            separator => {
                builder.end_list(list);
                if let Some(separator) = separator.filter(|_| commands.peek().is_some()) {
                    builder.before(separator);
                }
                list = builder.begin_list();
            }
        }
        pipes = builder.begin_pipes();
    }
    true
}

/// The tokens of `text`; `None` when it is not plain.
pub(crate) fn read_tokens(text: &str) -> Option<Vec<Token>> {
    tokens(text).filter(|tokens| is_grammatical(text, tokens))
}

/// Splits `text`; `None` when something in it is not plain.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(bytes.len() / 6);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (token, length) = match rest {
            [b' ' | b'\t', ..] => {
                at += 1;
                continue;
            }
            [b'\n', ..] => {
                // A line end behind an operator, behind another one or at the start says nothing.
                if matches!(tokens.last(), Some(Token::Word(_))) {
                    tokens.push(Token::Operator(Operator::Newline));
                }
                at += 1;
                continue;
            }
            [b'&', b'&', ..] => (Token::Operator(Operator::And), 2),
            [b'|', b'|', ..] => (Token::Operator(Operator::Or), 2),
            [b'|', b'&', ..] | [b';', b';' | b'&' | b'|', ..] => return None,
            [b'|', ..] => (Token::Operator(Operator::Pipe), 1),
            [b';', ..] => (Token::Operator(Operator::Sequence), 1),
            _ => redirect(rest, at).or_else(|| word(rest, at))?,
        };
        tokens.push(token);
        at += length;
    }
    if let Some(Token::Operator(Operator::Newline)) = tokens.last() {
        tokens.pop();
    }
    Some(tokens)
}

/// The word at the start of `rest`, which stands at `at`.
fn word(rest: &[u8], at: usize) -> Option<(Token, usize)> {
    let length = word_length(rest)?;
    Some((Token::Word(TextRange::new(at as u32, (at + length) as u32)), length))
}

/// The redirection at the start of `rest`, which stands at `at`.
fn redirect(rest: &[u8], at: usize) -> Option<(Token, usize)> {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (operator, length) = match rest.get(digits..)? {
        [b'>', b'>', next, ..] if !is_operator(*next) => (RedirectOperator::Append, 2),
        [b'>', b'&', next, ..] if next.is_ascii_digit() => (RedirectOperator::DuplicateOutput, 2),
        [b'>', next, ..] if !is_operator(*next) => (RedirectOperator::Write, 1),
        [b'<', next, ..] if !is_operator(*next) => (RedirectOperator::Read, 1),
        _ => return None,
    };
    let length = digits + length;
    Some((Token::Redirect(TextRange::new(at as u32, (at + length) as u32), operator), length))
}

/// Whether a byte takes part in operators, so that a word ends there.
fn is_operator(byte: u8) -> bool {
    matches!(byte, b'&' | b'|' | b';' | b'<' | b'>' | b'(' | b')' | b'\n')
}

/// The length of the word that `rest` begins with; `None` when it holds more than quotes and plain variables.
fn word_length(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        at += match byte {
            b' ' | b'\t' | b'\n' | b'&' | b'|' | b';' => break,
            b'#' if at == 0 => return None,
            b'<' | b'>' | b'(' | b')' | b'`' => return None,
            b'\'' => 2 + rest[at + 1..].iter().position(|byte| *byte == b'\'')?,
            b'"' => double_quoted(&rest[at..])?,
            b'$' => variable(&rest[at..])?,
            b'\\' => match rest.get(at + 1)? {
                b'\n' => return None,
                _ => 2,
            },
            b'!'..=b'~' => 1,
            _ => return None,
        };
    }
    (at > 0 && rest[..at].is_ascii()).then_some(at)
}

/// The length of the double-quoted string at the start of `rest`.
fn double_quoted(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += match rest.get(at)? {
            b'"' => return Some(at + 1),
            b'`' => return None,
            b'\\' => 2,
            b'$' => variable(&rest[at..])?,
            _ => 1,
        };
    }
}

/// The length of `$name` or `${name}` at the start of `rest`.
fn variable(rest: &[u8]) -> Option<usize> {
    let name =
        |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    match rest.get(1)? {
        b'{' => {
            let length = name(2);
            (length > 0 && rest.get(2 + length) == Some(&b'}')).then_some(length + 3)
        }
        byte if byte.is_ascii_alphabetic() || *byte == b'_' => Some(1 + name(1)),
        _ => None,
    }
}

/// Whether commands stand where they have to, and none begins with a word of the language.
fn is_grammatical(text: &str, tokens: &[Token]) -> bool {
    let mut previous = None;
    // Whether the command has its name: what stands in front of that may be a word of the language.
    let mut named = false;
    for token in tokens {
        let fits = match (token, previous) {
            (Token::Word(range), _) => {
                let word = &text[*range];
                let fits = is_plain_word(word, !named);
                named |= !is_assignment(word) && !matches!(previous, Some(Token::Redirect(..)));
                fits
            }
            // A redirection in front of the words is rare, and left to the parser.
            (Token::Redirect(..), Some(Token::Word(_))) => true,
            (Token::Operator(_), Some(Token::Word(_))) => {
                named = false;
                true
            }
            _ => false,
        };
        if !fits {
            return false;
        }
        previous = Some(*token);
    }
    !matches!(previous, Some(Token::Redirect(..) | Token::Operator(Operator::And | Operator::Or | Operator::Pipe)))
}

/// Whether `word` is `NAME=value`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_variable(name))
}

/// Whether a word means nothing to the grammar.
fn is_plain_word(word: &str, first: bool) -> bool {
    let bytes = word.as_bytes();
    match word {
        "!" | "[[" | "]]" => return false,
        // The parser has its own view of unbalanced brackets.
        _ if matches!(bytes, [b'{' | b'}', ..] | [b']', _, ..]) => return false,
        "if" | "then" | "else" | "elif" | "fi" | "for" | "while" | "until" | "do" | "done" | "case" | "esac" | "in"
        | "function" | "select" | "time" | "coproc" | "alias" | "shopt" => return !first,
        _ => {}
    }
    let (mut open, mut equals) = (0, None);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            b'=' if equals.is_none() => equals = Some(at),
            _ => {}
        }
    }
    // Array elements and `+=`.
    open == 0 && equals.is_none_or(|at| !word[..at].ends_with(['+', ']']))
}

/// The command that `tokens` are.
fn simple(source: &Joined, tokens: &[Token]) -> Simple {
    let mut simple = Simple::default();
    let mut whole: Option<TextRange> = None;
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        let range = match (token, tokens.as_slice().first()) {
            (Token::Redirect(sign, operator), Some(Token::Word(target))) => {
                tokens.next();
                simple.redirects.push(redirection(source, *sign, *operator, *target));
                sign.cover(*target)
            }
            (Token::Word(range), _) => {
                match assignment(source, *range).filter(|_| simple.words.is_empty()) {
                    Some(assignment) => simple.assignments.push(assignment),
                    None => simple.words.push(Word::new(source, *range)),
                }
                *range
            }
            _ => continue,
        };
        whole = Some(whole.map_or(range, |whole| whole.cover(range)));
    }
    simple.range = source.range_to_source(whole.unwrap_or_default());
    simple
}

fn assignment(source: &Joined, range: TextRange) -> Option<Assignment> {
    let (name, _) = source.text()[range].split_once('=').filter(|(name, _)| is_variable(name))?;
    let value = TextRange::new(range.start + name.len() as u32 + 1, range.end);
    let value = Some(Word::new(source, value));
    Some(Assignment { range: source.range_to_source(range), name: name.to_owned(), value })
}

fn redirection(source: &Joined, sign: TextRange, operator: RedirectOperator, target: TextRange) -> Redirect {
    let fd: String = source.text()[sign].chars().take_while(char::is_ascii_digit).collect();
    Redirect {
        range: source.range_to_source(sign.cover(target)),
        fd: fd.parse().ok(),
        operator,
        target: Target::Word(Word::new(source, target)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, ShellInForce, shuck};

    /// What both ways make of `text`; `None` when it is not plain.
    fn both(text: &str) -> Option<(crate::Script, crate::Script)> {
        let (source, shell) = (Joined::of(text, 9), ShellInForce::default());
        let (mut short, mut long) = (Builder::new(&shell), Builder::new(&shell));
        if !read(&source, &mut short) {
            return None;
        }
        shuck::read(&source, &Dialect::Sh, &mut long);
        Some((short.finish(), long.finish()))
    }

    #[test]
    fn plain_scripts_are_read_as_the_parser_reads_them() {
        for text in [
            "apt-get update && apt-get install -y curl=1.2 \"$X\" 'a b' && rm -rf /var/lib/apt/lists/*",
            "A=b C= D=\"e f\" g h=i; set -e; cd x || exit 1; j\nk;\n\nl | m >n 2>&1 | o < p >> q;",
            "[ -f x ] && y || z ${W}\\ v $u; export T=s R; sudo sh -c 'cd a && b' | c; echo x{a,b} '{x}'",
            "echo done; return 1; eval x; pushd a; popd",
            "a=1",
            "",
            "\n a \n",
        ] {
            let (short, long) = both(text).unwrap_or_else(|| panic!("not plain: {text}"));
            assert_eq!(short, long, "{text}");
        }
    }

    const PIECES: &[&str] = &[
        "a",
        "A=b",
        "A=",
        "a+=b",
        "a[0]=b",
        "'x y'",
        "\"$V w\"",
        "${V}",
        "$V",
        "\\ ",
        "}",
        "{",
        "{a,b}",
        "!",
        "#c",
        "2>&1",
        ">f",
        "2>>f",
        "<f",
        "if",
        "done",
        "time",
        "[",
        "]",
        "[[",
        "$(x)",
        "*",
        "=",
        "-x",
        "é",
        "\"",
        "'",
        "$",
        "$1",
        "^",
        "~",
        "%",
        "@",
        "a\"b\"'c'\\d",
        "cd x",
        "export A=b C",
        "return 1",
        "exit",
        "1",
        "3>f",
        "in",
        "function",
        "set -e",
        "\t",
        "\r",
        "a{b}c",
        "sh -c 'a;b'",
        "pushd y",
        "[ -f x ]",
        "command -v z",
        "&>f",
        "f()",
        "$'a'",
        "$\"a\"",
        "\"\\\"\"",
        "\"\\$V\"",
        "a#b",
        "+e",
        "}x",
    ];
    const GLUE: &[&str] =
        &[" ", "", " && ", "&&", ";", " | ", "||", "\n", " \n ", "&", ";;", " ; ", "|", ">", "<", "  "];

    /// Compares both ways on `text`; whether it is plain.
    fn agrees(text: &str) -> bool {
        let both = both(text);
        if let Some((short, long)) = &both {
            assert_eq!(short, long, "{text:?}");
        }
        both.is_some()
    }

    #[test]
    fn whatever_is_taken_for_plain_is_read_as_the_parser_reads_it() {
        let mut plain = 0;
        for first in PIECES {
            for glue in GLUE {
                for second in PIECES {
                    plain += u32::from(agrees(&format!("{first}{glue}{second}")));
                    plain += u32::from(agrees(&format!("a{glue}{first} {second}")));
                }
            }
        }
        assert!(plain > 10_000, "{plain}");
    }

    #[test]
    fn longer_scripts_agree_too() {
        let mut plain = 0;
        let mut seed = 1_u32;
        let mut next = |choices: &[&'static str]| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            choices[(seed >> 16) as usize % choices.len()]
        };
        for _ in 0..20_000 {
            let text: String = (0..5).flat_map(|_| [next(PIECES), next(GLUE)]).collect();
            plain += u32::from(agrees(&text));
        }
        assert!(plain > 100, "{plain}");
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for text in [
            "a &",
            "a &&",
            "a ; ; b",
            "| a",
            "a $(b)",
            "a `b`",
            "${a:-b}",
            "$1",
            "(a)",
            "{ a; }",
            "a <<E\nE",
            "a <(b)",
            "if a",
            "! a",
            "a[1]=b",
            "a+=b",
            "time a",
            "a 'b",
            "a \"b",
            "a # b",
            "a &> b",
            "a >",
            "é",
            "a \\\nb",
            "a |& b",
            "a ;; b",
            "x() y",
            "a >| b",
            "a <> b",
            "[[ a ]]",
            "alias a=b",
            "> a b",
            "a;&b",
            "a\n;b",
        ] {
            assert!(both(text).is_none(), "{text}");
        }
    }
}
