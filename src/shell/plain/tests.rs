//! Laws: whatever is read the short way is read as the parser reads it.

mod corpus;

use super::*;
use crate::{Dialect, ShellInForce, shuck};
use corpus::{corpus, scripts};

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
    "${x/a/b}",
    "${x//a}",
    "${x:0:1}",
    "\"${x:1}\"",
    "\"a$\"",
    "\"$/x$ y$)$|$.\"",
    "export a+=b",
    "declare a[0]=b",
    "x[y]==z",
    "]=",
    "!a",
    "{},",
    "a!",
    "[ ! -f x ]",
    "{}",
    "\\;",
    "$?",
    "$#",
    "${x:-y}",
    "${x%.*}",
    "${#x}",
    "`b c`",
    "\u{a0}",
    "“x”",
    "# c\n",
    "\\\n",
    "'{print $1}'",
    "$((1 + 2))",
    "[ ! -f x ]",
    "a b",
    "c; d",
    "then",
    "fi",
    "do",
    "esac",
    "&",
    "x)",
    ";;",
    "/a/*.b",
    "--x=y",
    "\"$x é\"",
    "é",
    "\"a b\"",
    "-",
    "|",
    "a-b_c.d",
    "$x$y",
    "cd /z",
    "test a",
    "grep -q x",
    "tee >f",
    "false",
    "true",
];
const GLUE: &[&str] = &[" ", "", " && ", "&&", ";", " | ", "||", "\n", " \n ", "&", ";;", " ; ", "|", ">", "<", "  "];

/// Compares both ways on each of `texts`; gives those that are plain.
fn agree(texts: impl Iterator<Item = String>) -> Vec<String> {
    let (mut plain, mut differ) = (Vec::new(), Vec::new());
    for text in texts {
        match both(&text) {
            Some((short, long)) if short != long => differ.push(format!("{text:?}\n{short:#}\nnot\n{long:#}")),
            Some(_) => plain.push(text),
            None => {}
        }
    }
    differ.sort_by_key(String::len);
    differ.truncate(12);
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    plain
}

#[test]
fn whatever_is_taken_for_plain_is_read_as_the_parser_reads_it() {
    let both = |first, glue, second| [format!("{first}{glue}{second}"), format!("a{glue}{first} {second}")];
    let seconds = |first, glue| PIECES.iter().flat_map(move |second| both(first, glue, second));
    let texts = PIECES.iter().flat_map(|first| GLUE.iter().flat_map(move |glue| seconds(first, glue)));
    let plain = agree(texts).len();
    assert!(plain > 10_000, "{plain}");
}

#[test]
fn longer_scripts_agree_too() {
    let mut seed = 1_u32;
    let mut next = |choices: &[&'static str]| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        choices[(seed >> 16) as usize % choices.len()]
    };
    let texts = (0..20_000).map(|_| (0..5).flat_map(|_| [next(PIECES), next(GLUE)]).collect());
    let plain = agree(texts).len();
    assert!(plain > 100, "{plain}");
}

/// What stands in another thing, at each `%`.
const NESTS: &[&str] = &[
    "%%",
    "% %",
    "%; %",
    "%;%",
    "%\n%",
    "% && %",
    "%||%",
    "% | %",
    "% & %",
    "! %",
    "(%)",
    "( %; )",
    "{ %; }",
    "{ %\n}",
    "{ %",
    "%}",
    "if %; then %; fi",
    "if %\nthen %\nelif %; then\n%; else %; fi",
    "if %; then\n # c\n %; %\nfi > f",
    "while %; do %; done",
    "until %\ndo\n%\ndone | %",
    "for x in % %; do %; done",
    "for x in %\ndo %; done",
    "for x; do %; done",
    "case % in %) %;; (a|%) % ;; *) ;; esac",
    "case $x in\n%)\n%\n;;\n% | b) %\nesac",
    "case % in % ) % ; esac < %",
    "$(%)",
    "\"$(%)\"",
    "`%`",
    "\"`%`\"",
    "\"a $(%) $%\"",
    "${x:-%}",
    "\"${x:-%}\"",
    "${x%%%}",
    "\"${x#%}\"",
    "${x/%}",
    "\"${x:%:%}\"",
    "${%}",
    "$%",
    "$((%))",
    "A=% %",
    "A=$(%)",
    "export A=% B=\"%\"",
    "local x=%",
    "% > %",
    "% >>%",
    "2>&1 %",
    "% 2>/dev/null",
    "% < %",
    "% <<E\n%\nE\n",
    "<% %",
    "# %\n%",
    "%\\\n%",
    "% \\\n %",
    "sh -c '%'",
    "sh -c \"%\"",
    "cd % && %",
    "echo % %",
    "[ ! % ]",
    "find % -exec % {} \\;",
    "\"%\"",
    "'%'",
    "f() { %; }",
    "f () (%)",
    "function f { %; }",
    "%; f",
    "return $(%)",
    "exit %",
    "set -e; %",
    "bash <<E\n%\nE",
    "eval %",
    "sudo %",
    "&>% %",
    "%;;%",
    "% )",
    "%)",
    "% fi",
    "% done",
    "then %",
    "[[ % ]]",
    "(( % ))",
    "% >| %",
    "% 1>&2",
    "% {a,%}",
    "\t%\t",
];

#[test]
fn scripts_within_scripts_agree() {
    let mut seed = 7;
    let count = if laws() { 400_000 } else { 20_000 };
    let plain = agree((0..count).map(|_| nested(&mut seed, 4))).len();
    assert!(plain * 20 > count, "{plain}");
}

/// Something of `NESTS` and `PIECES`, at most so deep.
fn nested(seed: &mut u32, depth: u32) -> String {
    *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    let choice = (*seed >> 12) as usize;
    if depth == 0 || choice.is_multiple_of(8) {
        return PIECES[choice / 8 % PIECES.len()].to_owned();
    }
    let nest = NESTS[choice / 8 % NESTS.len()];
    let mut text = String::new();
    for letter in nest.chars() {
        if letter == '%' { text.push_str(&nested(seed, depth - 1)) } else { text.push(letter) }
    }
    text
}

#[test]
fn what_is_not_plain_is_left_to_the_parser() {
    for text in [
        "a &&",
        "a ; ; b",
        "| a",
        "a <<E\nE",
        "a <(b)",
        "if a",
        "if a; then fi",
        "fi",
        "a }",
        "(a",
        "a)",
        "$(a",
        "$((a + b))",
        "((a))",
        "a[1]=b",
        "a+=b",
        "time a",
        "a 'b",
        "a \"b",
        "a &> b",
        "a >",
        "a ${x:-$(b # }\nc)}",
        "a \"b\\",
        "`a \"b\\`\"",
        "a\u{a0}b",
        "a |& b",
        "a ;; b",
        "x() y",
        "a >| b",
        "a <> b",
        "[[ a ]]",
        "alias a=b",
        "a;&b",
        "a\n;b",
        "`a \\`b\\``",
        "case a in b) c",
        "for ((;;)); do a; done",
    ] {
        assert!(both(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_very_deep_is_left_to_the_parser() {
    for nest in [
        "$(a ",
        "\"$(",
        "(",
        "{ a; ",
        "if a; then ",
        "while ",
        "${x:-",
        "for x in y; do ",
        "case a in b) ",
        "sh -c \"$(",
    ] {
        assert!(read_tokens(&nest.repeat(100_000)).is_none(), "{nest}");
    }
    assert!(read_tokens(&format!("{}a{}", "(a; ".repeat(30), ")".repeat(30))).is_some());
}

/// Whether the laws are put to everything that there is.
#[expect(clippy::disallowed_methods, reason = "tests read the environment")]
fn laws() -> bool {
    std::env::var_os("LAWS").is_some()
}

/// Of so many scripts of the corpus one is read both ways, as debug builds are slow; `LAWS=all` takes them all.
const EVERY: usize = 10;

#[test]
fn scripts_of_real_files_agree() {
    let Some(corpus) = corpus() else { return };
    let every = if laws() { 1 } else { EVERY };
    let scripts: Vec<String> = corpus.iter().step_by(every).flat_map(|(_, text)| scripts(text)).collect();
    let all: usize = scripts.iter().map(String::len).sum();
    let plain: usize = agree(scripts.into_iter()).iter().map(String::len).sum();
    // What is left is PowerShell for the greatest part.
    assert!(plain * 20 > all * 17, "{plain} of {all} bytes are plain");
}
