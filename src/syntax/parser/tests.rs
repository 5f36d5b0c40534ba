//! What the parser document says of files, continuations, comments, directives, words and heredocs.

use text::TextRange;

use crate::{Command, Escape, Instruction, Kind, Parse, parse};

fn instructions(text: &str) -> Vec<Instruction> {
    parse(text).file.instructions
}

/// The text of a shell line, or the words put together with `|`.
fn words(instruction: &Instruction) -> String {
    instruction.words().iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("|")
}

/// The words of the last instruction.
fn last(text: &str) -> String {
    words(instructions(text).last().unwrap())
}

/// `BuildKit`'s line and message.
fn first(text: &str) -> (u32, String) {
    let parse = parse(text);
    let error = parse.first_error().unwrap();
    (error.line.unwrap(), error.message.clone())
}

fn accepted(text: &str) -> Parse {
    let parse = parse(text);
    assert_eq!(parse.errors, [], "{text}");
    parse
}

#[test]
fn a_byte_order_mark_is_skipped_at_the_start_alone() {
    accepted("\u{feff}FROM a\n");
    let (_, message) = first("FROM a\n\u{feff}RUN b\n");
    assert_eq!(message, "unknown instruction: \u{feff}RUN");
}

#[test]
fn a_file_without_instructions_is_refused_at_its_last_line() {
    for (text, line) in [("", 0), ("\n\n  \n", 3), ("# a\n# b", 2)] {
        assert_eq!(first(text), (line, "file with no instructions".to_owned()), "{text:?}");
    }
}

#[test]
fn a_line_that_is_too_long_ends_what_is_read() {
    let long = "x".repeat(65_536);
    let message = "dockerfile line greater than max allowed size of 65535";
    assert_eq!(first(&format!("FROM a\nRUN {long}\n")), (1, message.to_owned()));
    assert_eq!(first(&format!("FROM a\nRUN b \\\n{long}\n")), (2, message.to_owned()));
    assert_eq!(first(&format!("FROM a\nRUN <<E\n{long}\nE\n")), (2, "unterminated heredoc".to_owned()));
    assert_eq!(first(&format!("# c\n{long}\nFROM a\n")), (1, "file with no instructions".to_owned()));
    accepted(&format!("FROM a\nRUN {0} \\\n{0}\n", "x".repeat(60_000)));
}

#[test]
fn a_continued_line_keeps_the_white_space_of_the_next() {
    assert_eq!(last("RUN a \\\n b"), "a  b");
    assert_eq!(last("RUN ec\\\r\nho"), "echo");
    assert_eq!(instructions("FR\\\nOM a")[0].keyword.text, "FROM");
    assert_eq!(last("\\\nRUN a"), "a");
    assert_eq!(last("RUN a \\ \t\n"), "a");
}

#[test]
fn comments_and_blank_lines_in_a_continuation_are_skipped() {
    let parse = accepted("FROM a\nRUN b \\\n  # c \\\n\n \t\n  d\n");
    let run = &parse.file.instructions[1];
    assert_eq!((words(run).as_str(), run.line, run.end_line), ("b   d", 2, 6));
    assert_eq!(run.empty_continuation, Some(TextRange::new(24, 26)));
    assert_eq!((parse.file.comments[0].text.as_str(), parse.file.comments[0].inside), ("c \\", true));
    let at_end = &instructions("RUN a \\\n# b\n\n")[0];
    assert_eq!((at_end.end_line, at_end.range), (3, TextRange::new(0, 12)));
}

#[test]
fn comments_in_front_are_attached_until_an_empty_one() {
    let parse = accepted("# a\n#\n# b\n\n  # c\nFROM x\nRUN y\n");
    let attached = |index: usize| {
        let comments = parse.file.instructions[index].comments.iter();
        comments.map(|comment| parse.file.comments[*comment].text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(attached(0), ["b", "c"]);
    assert!(attached(1).is_empty());
    assert!(parse.file.comments[3].indented);
}

#[test]
fn directives_end_at_the_first_line_that_is_none() {
    let escape = |text: &str| parse(text).file.escape;
    assert_eq!(escape("# syntax=a\n # escape=`\nFROM a"), Escape::Backtick);
    for text in
        ["#\n# escape=`\n", "\n# escape=`\n", "# a=b\n# escape=`\n", "#!/b\n# escape=`\n", "# escape=\n# escape=`"]
    {
        assert_eq!(escape(text), Escape::Backslash, "{text:?}");
    }
}

#[test]
fn directives_are_refused_one_line_early() {
    let once = "only one escape parser directive can be used".to_owned();
    assert_eq!(first("# escape=\\\n# escape=`\nFROM a"), (1, once));
    assert_eq!(first("# escape=x\nFROM a"), (0, "invalid escape token 'x' does not match ` or \\".to_owned()));
}

#[test]
fn names_and_values_are_pairs_or_the_legacy_form() {
    assert_eq!(last("ENV a=b c=\"d e\" f="), "a|b|c|\"d e\"|f|");
    assert_eq!(last("ENV a b c=d"), "a|b c=d");
    assert_eq!(last("LABEL a = b"), "a|= b");
    let message = "Syntax error - can't find = in \"c\". Must be of the form: name=value";
    assert_eq!(first("FROM x\nENV a=b c"), (2, message.to_owned()));
    assert_eq!(first("FROM x\nLABEL a"), (2, "LABEL must have two arguments".to_owned()));
}

#[test]
fn quotes_mean_nothing_to_copy() {
    assert_eq!(last("COPY \"a b\" c"), "\"a|b\"|c");
    assert_eq!(last("COPY [\"a b\", \"c\"]"), "a b|c");
    assert_eq!(last("USER a b"), "a b");
}

#[test]
fn broken_json_is_a_shell_line_and_json_of_other_things_an_error() {
    let shell = |text: &str| matches!(&instructions(text)[0].kind, Kind::Cmd(Command::Shell(_)));
    assert!(shell("CMD ['a']"));
    assert!(shell("CMD [\"a\"] b"));
    assert!(!shell("CMD []"));
    let message = "when using JSON array syntax, arrays must be comprised of strings only";
    assert_eq!(first("FROM a\nRUN [\"a\", 1]"), (2, message.to_owned()));
}

#[test]
fn heredocs_follow_each_other_raw() {
    let text = "FROM a\nCOPY <<A <<-B /d\n# x \\\n A\nA\n\ty\r\n\tB\r\nRUN z\n";
    let parse = accepted(text);
    let copy = &parse.file.instructions[1];
    let bodies: Vec<_> = copy.heredocs.iter().map(|heredoc| &text[heredoc.body]).collect();
    assert_eq!(bodies, ["# x \\\n A\n", "\ty\r\n"]);
    assert_eq!(&text[copy.heredocs[1].terminator], "\tB");
    assert_eq!((copy.line, copy.end_line), (2, 7));
    assert_eq!(words(&parse.file.instructions[2]), "z");
}

#[test]
fn heredocs_belong_to_add_copy_and_run_alone() {
    assert_eq!(instructions("RUN [\"a\", \"<<E\"]\nE").len(), 2);
    assert_eq!(instructions("CMD <<E\nRUN b\nE").len(), 3);
    let onbuild = &instructions("ONBUILD RUN <<E\nb\nE\n")[0];
    assert_eq!((onbuild.heredocs.len(), onbuild.end_line), (1, 3));
}

#[test]
fn the_first_error_of_the_lines_comes_before_any_of_an_instruction() {
    let parse = parse("FOO\nFROM a b\nENV c\nCOPY d\n");
    let messages: Vec<_> = parse.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages.len(), 4);
    assert_eq!(parse.first_error().unwrap().message, "ENV must have two arguments");
}

#[test]
fn places_lead_through_continuations_and_quotes() {
    let text = "RUN --mount=type=ca\\\nche,\\\"target=/a,b\\\",id='x' y\n";
    let Kind::Run(run) = &instructions(text)[0].kind else { panic!() };
    let fields: Vec<_> =
        run.mounts[0].fields.iter().map(|field| (field.key.as_str(), field.value.as_ref().unwrap())).collect();
    let shown: Vec<_> = fields.iter().map(|(key, value)| (*key, value.text.as_str(), &text[value.range])).collect();
    assert_eq!(shown, [("type", "cache", "ca\\\nche"), ("target", "/a,b", "/a,b"), ("id", "x", "x")]);
}

#[test]
fn chained_onbuilds_are_read_so_far() {
    assert_eq!(first("FROM a\nONBUILD ONBUILD ENV b").1, "ENV must have two arguments");
    assert_eq!(instructions(&"ONBUILD ".repeat(5_000)).len(), 1);
}

#[test]
fn what_is_too_much_is_not_read() {
    let parse = parse(&"RUN a\n".repeat(300_000));
    assert_eq!(parse.errors.last().unwrap().line, None);
    assert!(parse.file.instructions.len() < 300_000);
}
