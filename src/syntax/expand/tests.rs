//! What expansion makes of words, case by case.

use super::*;

/// `a` is "A B", `e` is empty, `v` is "/usr/lib/x.tar.gz", `u` is unknown, all others are unset.
fn environment(name: &str) -> Value<'static> {
    match name {
        "a" => Value::Known("A B"),
        "e" => Value::Known(""),
        "v" => Value::Known("/usr/lib/x.tar.gz"),
        "12" => Value::Known("twelve"),
        "größe" => Value::Known("ten"),
        "u" => Value::Unknown,
        _ => Value::Unset,
    }
}

/// The text of `word`, `?` if it is unknown, or the error without its prefix.
fn text(word: &str) -> String {
    match expand(word, Escape::Backslash, &environment) {
        Ok(expansion) => expansion.text.unwrap_or("?".to_owned()),
        Err(message) => message.split_once(": ").map_or(message.clone(), |(_, rest)| rest.to_owned()),
    }
}

fn all(expected: &[(&str, &str)]) {
    for (word, result) in expected {
        assert_eq!(text(word), *result, "{word}");
    }
}

#[test]
fn a_name_with_or_without_braces_becomes_its_value() {
    all(&[("$a", "A B"), ("${a}", "A B"), ("x${a}y", "xA By"), ("$a$e$v", "A B/usr/lib/x.tar.gz")]);
}

#[test]
fn an_unset_variable_is_empty() {
    all(&[("$nope", ""), ("x${nope}y", "xy")]);
}

#[test]
fn names_are_letters_digits_and_underscores_of_any_script() {
    all(&[("$größe", "ten"), ("$a.b", "A B.b"), ("$a-b", "A B-b"), ("$a_", "")]);
}

#[test]
fn a_name_of_digits_ends_with_them() {
    all(&[("$12a", "twelvea"), ("$1", ""), ("$012", "")]);
}

#[test]
fn one_character_names_are_those_of_the_shell() {
    all(&[("$@$*$#$?$-$$$!$0", ""), ("x$-y", "xy"), ("${@}", ""), ("${#}", "")]);
}

#[test]
fn a_dollar_in_front_of_anything_else_is_literal() {
    all(&[("$", "$"), ("a$", "a$"), ("$.", "$."), ("$/x", "$/x"), ("\"$\"", "$"), ("$\"a\"", "$a")]);
}

#[test]
fn single_quotes_are_literal_and_go_away() {
    all(&[("'$a'", "$a"), ("'a\\b'", "a\\b"), ("x'y'z", "xyz")]);
}

#[test]
fn double_quotes_expand_and_know_three_escapes() {
    all(&[("\"$a\"", "A B"), ("\"\\\"\\$\\\\\"", "\"$\\"), ("\"\\n\"", "\\n"), ("\"'$e'\"", "''")]);
}

#[test]
fn outside_of_quotes_an_escape_takes_any_character_literally() {
    all(&[("\\$a", "$a"), ("\\a\\ b", "a b"), ("\\\"", "\""), ("a\\", "a")]);
}

#[test]
fn the_escape_may_be_a_backtick() {
    let of = |word| expand(word, Escape::Backtick, &environment).unwrap().text.unwrap();
    assert_eq!(of("`$a\\$e"), "$a\\");
    assert_eq!(of("\"`\"c:\\\""), "\"c:\\");
}

#[test]
fn an_unterminated_quote_is_an_error() {
    let error = |word| expand(word, Escape::Backslash, &environment).unwrap_err();
    assert_eq!(
        error("\"b"),
        "failed to process \"\\\"b\": unexpected end of statement while looking for matching double-quote"
    );
    assert_eq!(
        error("'b"),
        "failed to process \"'b\": unexpected end of statement while looking for matching single-quote"
    );
}

#[test]
fn the_default_stands_in_for_an_unset_variable() {
    all(&[("${n-w}", "w"), ("${e-w}", ""), ("${a-w}", "A B"), ("${n:-w}", "w"), ("${e:-w}", "w"), ("${a:-w}", "A B")]);
}

#[test]
fn the_alternative_stands_in_for_a_set_variable() {
    all(&[("${n+w}", ""), ("${e+w}", "w"), ("${a+w}", "w"), ("${n:+w}", ""), ("${e:+w}", ""), ("${a:+w}", "w")]);
}

#[test]
fn a_required_variable_that_is_missing_is_an_error() {
    all(&[
        ("${a?w}", "A B"),
        ("${e?w}", ""),
        ("${n?w}", "n: w"),
        ("${n:?w}", "n: w"),
        ("${e:?w}", "e: w"),
        ("${n?}", "n: is not allowed to be unset"),
        ("${n:?}", "n: is not allowed to be unset"),
        ("${e:?}", "e: is not allowed to be empty"),
    ]);
}

#[test]
fn words_nest() {
    all(&[("${n:-${m:-$a}}", "A B"), ("${n:-\"}\"}", "}"), ("${n:-a\\}b}", "a}b"), ("${n:-'$a'}", "$a")]);
}

#[test]
fn a_prefix_is_trimmed_shortest_or_longest() {
    all(&[
        ("${v#*/}", "usr/lib/x.tar.gz"),
        ("${v##*/}", "x.tar.gz"),
        ("${v#/?sr}", "/lib/x.tar.gz"),
        ("${v#x}", "/usr/lib/x.tar.gz"),
        ("${nope#x}", ""),
    ]);
}

#[test]
fn a_suffix_is_trimmed_shortest_or_longest() {
    all(&[
        ("${v%.*}", "/usr/lib/x.tar"),
        ("${v%%.*}", "/usr/lib/x"),
        ("${v%/*.g?}", "/usr/lib"),
        ("${v%/usr}", "/usr/lib/x.tar.gz"),
    ]);
}

#[test]
fn brackets_are_no_pattern() {
    all(&[("${v#[/]}", "/usr/lib/x.tar.gz")]);
}

#[test]
fn patterns_escape_star_question_mark_and_backslash_alone() {
    all(&[
        ("${v#\\*}", "/usr/lib/x.tar.gz"),
        ("${v#\\a}", "invalid pattern (\\a) in substitution: invalid escape '\\a'"),
        ("${v%b\\a}", "invalid pattern (\\ab) in substitution: invalid escape '\\a'"),
        ("${nope#\\a}", "invalid pattern (\\a) in substitution: invalid escape '\\a'"),
    ]);
}

#[test]
fn the_first_or_every_match_is_replaced() {
    all(&[
        ("${v/r/R}", "/usR/lib/x.tar.gz"),
        ("${v//r/R}", "/usR/lib/x.taR.gz"),
        ("${v/.*/}", "/usr/lib/x"),
        ("${v//\\//-}", "-usr-lib-x.tar.gz"),
        ("${v/nope/x}", "/usr/lib/x.tar.gz"),
        ("${v//*/x}", "x"),
        ("${v/r/$a}", "/usA B/lib/x.tar.gz"),
    ]);
}

#[test]
fn a_replacement_keeps_its_escapes_and_the_second_form_knows_the_match() {
    all(&[("${v/usr/\\$0}", "/\\$0/lib/x.tar.gz"), ("${v//usr/\\$0}", "/\\usr/lib/x.tar.gz")]);
}

#[test]
fn the_second_slash_of_a_replacement_is_mandatory() {
    all(&[("${v/r}", "syntax error: missing '/' in ${}"), ("${v/r/x", "syntax error: missing '}'")]);
}

#[test]
fn a_substitution_without_a_name_is_bad() {
    for word in ["${}", "${:x}", "${{x}}"] {
        all(&[(word, "syntax error: bad substitution")]);
    }
}

#[test]
fn other_modifiers_are_unsupported() {
    all(&[
        ("${b^}", "unsupported modifier (^) in substitution"),
        ("${a.b}", "unsupported modifier (.) in substitution"),
        ("${a b}", "unsupported modifier ( ) in substitution"),
        ("${a:=x}", "unsupported modifier (:=) in substitution"),
        ("${a:#x}", "unsupported modifier (:#) in substitution"),
        ("${b", "unsupported modifier (\u{fffd}) in substitution"),
    ]);
}

#[test]
fn an_end_of_text_in_a_word_is_a_missing_brace() {
    for word in ["${", "${a:-b", "${a#b", "${a:-${b", "${a:-'b", "${a:"] {
        all(&[(word, "syntax error: missing '}'")]);
    }
}

#[test]
fn errors_show_the_whole_word_as_go_quotes_it() {
    let error = expand_body("${x^}\n", &environment).unwrap_err();
    assert_eq!(error, "failed to process \"${x^}\\n\": unsupported modifier (^) in substitution");
    assert_eq!(crate::parser::quote::go("é\t\x1b"), "\"é\\t\\x1b\"");
}

#[test]
fn the_body_of_a_heredoc_keeps_its_quotes() {
    let body = |text| expand_body(text, &environment).unwrap().text.unwrap();
    assert_eq!(body("it's \"$a\" '$a' \\$a\n"), "it's \"A B\" 'A B' $a\n");
}

#[test]
fn a_value_splits_into_words_outside_of_quotes_only() {
    let words = |word| expand(word, Escape::Backslash, &environment).unwrap().words.unwrap();
    assert_eq!(words("$a"), ["A", "B"]);
    assert_eq!(words("\"$a\""), ["A B"]);
    assert_eq!(words("x$a\\ y"), ["xA", "B y"]);
    assert!(words("$e").is_empty());
}

#[test]
fn what_depends_on_an_unknown_value_is_unknown() {
    for word in ["$u", "x${u}", "${u:-y}", "${u-y}", "${u+y}", "${u:?y}", "${u#y}", "${u/y/z}", "${n:-$u}", "${v#$u}"] {
        all(&[(word, "?")]);
    }
}

#[test]
fn what_does_not_depend_on_an_unknown_value_is_known() {
    all(&[("${a:-$u}", "A B"), ("${n:+$u}", ""), ("'$u'", "$u")]);
}

#[test]
fn errors_do_not_hide_behind_unknown_values() {
    all(&[
        ("$u${b^}", "unsupported modifier (^) in substitution"),
        ("${u#\\a}", "invalid pattern (\\a) in substitution: invalid escape '\\a'"),
        ("${a:-${n?no}}", "n: no"),
    ]);
}

#[test]
fn deep_nesting_and_huge_values_are_unknown() {
    all(&[(&"${n:-".repeat(100_000), "?")]);
    let long = "x".repeat(70_000);
    let huge = expand("$x$x", Escape::Backslash, &|_| Value::Known(&long)).unwrap();
    assert_eq!((huge.text, huge.variables.len()), (None, 2));
}

#[test]
fn variables_know_their_place_operator_and_quotes() {
    let variables = mentioned("$a/\"${b:-$c}\"'$d'", Escape::Backslash);
    let seen: Vec<_> = variables.iter().map(|of| (&*of.name, of.range.to_usize(), of.quoted)).collect();
    assert_eq!(seen, [("a", 0..2, false), ("b", 4..12, true), ("c", 9..11, true)]);
    assert_eq!(variables[1].operator, Some(Operator { kind: OperatorKind::Default, colon: true }));
    assert_eq!(variables[1].name_range.to_usize(), 6..7);
    assert_eq!(variables[2].operator, None);
}

#[test]
fn variables_in_front_of_an_error_are_seen() {
    let names: Vec<_> = mentioned("$a ${b^} $c", Escape::Backslash).into_iter().map(|of| of.name).collect();
    assert_eq!(names, ["a"]);
}

#[test]
fn ranges_lead_back_through_quotes_and_escapes_that_were_removed() {
    assert_eq!(offsets("a$b", "a$b"), Some(vec![0, 1, 2, 3]));
    assert_eq!(offsets("a\"$b", "a\\\"$b"), Some(vec![0, 2, 3, 4, 5]));
    assert_eq!(offsets("A", "\\u0041"), None);
}
