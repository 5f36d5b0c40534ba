//! What the parser document says of instructions: number of arguments, flags, values, and the words for what is wrong.

use crate::parse;

/// The first message for `instruction` in a stage, with its suggestion.
fn message(instruction: &str) -> Option<String> {
    let parse = parse(&format!("FROM a\n{instruction}\n"));
    parse.first_error().map(crate::SyntaxError::full_message)
}

fn refused(cases: &[(&str, &str)]) {
    for (instruction, expected) in cases {
        assert_eq!(message(instruction).as_deref(), Some(*expected), "{instruction}");
    }
}

fn accepted(instructions: &[&str]) {
    for instruction in instructions {
        assert_eq!(message(instruction), None, "{instruction}");
    }
}

#[test]
fn instructions_have_known_names() {
    refused(&[
        ("FORM b", "unknown instruction: FORM (did you mean FROM?)"),
        ("INCLUDE b", "unknown instruction: INCLUDE"),
        ("copy b c d\n&& x", "unknown instruction: &&"),
    ]);
    accepted(&["run b", "Copy b c"]);
}

#[test]
fn instructions_want_arguments() {
    let two = "requires at least two arguments, but only one was provided. Destination could not be determined";
    refused(&[
        ("FROM", "FROM requires either one or three arguments"),
        ("FROM a b c", "FROM requires either one or three arguments"),
        ("FROM a AS", "FROM requires either one or three arguments"),
        ("COPY a", &format!("COPY {two}")),
        ("ADD [\"a\"]", &format!("ADD {two}")),
        ("EXPOSE", "EXPOSE requires at least one argument"),
        ("ENV", "ENV requires at least one argument"),
        ("ARG", "ARG requires at least one argument"),
        ("ONBUILD", "ONBUILD requires at least one argument"),
        ("VOLUME []", "VOLUME requires at least one argument"),
        ("SHELL []", "SHELL requires at least one argument"),
        ("SHELL sh -c", "SHELL requires the arguments to be in JSON form"),
        ("WORKDIR", "WORKDIR requires exactly one argument"),
        ("MAINTAINER", "MAINTAINER requires exactly one argument"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument"),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
    ]);
    accepted(&["RUN", "CMD", "ENTRYPOINT []", "USER a b", "FROM a as b"]);
}

#[test]
fn values_are_looked_at() {
    refused(&[
        ("FROM a AS 1x", "invalid name for build stage: \"1x\", name can't start with a number or contain symbols"),
        ("VOLUME [\" \"]", "VOLUME specified can not be an empty string"),
        ("ARG =b", "ARG names can not be blank"),
        ("ENV =b", "ENV names can not be blank"),
        ("COPY a <<E\nE", "COPY cannot accept a heredoc as a destination"),
        ("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD from x", "FROM isn't allowed as an ONBUILD trigger"),
        ("ONBUILD MAINTAINER x", "MAINTAINER isn't allowed as an ONBUILD trigger"),
    ]);
    accepted(&["FROM a AS B_1.x-y", "ONBUILD FOO", "ONBUILD COPY a", "ONBUILD RUN --foo x"]);
}

#[test]
fn flags_are_known_once_and_have_values() {
    refused(&[
        ("RUN --mont=a b", "unknown flag: --mont (did you mean mount?)"),
        ("COPY --checksum=x a b", "unknown flag: --checksum"),
        ("ADD --from=x a b", "unknown flag: --from"),
        ("WORKDIR --a b", "unknown flag: --a"),
        ("COPY --chown=a --chown=b c d", "duplicate flag specified: --chown"),
        ("COPY --link= a b", "missing a value on flag: --link"),
        ("COPY --from a b", "missing a value on flag: --from"),
        ("COPY --link=yes a b", "expecting boolean value for flag --link, not: yes"),
        (
            "COPY --foo a",
            "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
        ),
        ("ENV --foo", "unknown flag: --foo"),
    ]);
    accepted(&["COPY --link --parents=TRUE --exclude=a --exclude=b c d", "ADD --unpack=False --keep-git-dir a b"]);
    accepted(&["ARG --foo a", "STOPSIGNAL --foo a", "HEALTHCHECK --foo NONE"]);
}

#[test]
fn runs_have_values_of_their_own() {
    refused(&[
        ("RUN --network=foo x", "invalid network mode \"foo\""),
        ("RUN --network= x", "invalid network mode \"\""),
        ("RUN --security=x x", "security \"x\" is not valid"),
        ("RUN --mount= x", "failed to parse csv mounts: EOF"),
        ("RUN --mount=from=$X,target=/a x", "'from' doesn't support variable expansion, define alias stage instead"),
        ("RUN --device=a,b x", "invalid field 'b' must be a key=value pair"),
    ]);
    accepted(&["RUN --mount=foo=bar x", "RUN --mount=from=x$ y", "RUN --network=none --security=insecure x"]);
    accepted(&["RUN --device=vendor.com/class=name,required x"]);
}

#[test]
fn healthchecks_have_a_type_and_durations() {
    refused(&[
        ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK CMD []", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK foo x", "Unknown type \"FOO\" in HEALTHCHECK (try CMD)"),
        ("HEALTHCHECK --interval=1us CMD x", "Interval \"interval\" cannot be less than 1ms"),
        ("HEALTHCHECK --timeout=5 CMD x", "time: missing unit in duration \"5\""),
        ("HEALTHCHECK --retries=-1 CMD x", "--retries cannot be negative (-1)"),
        ("HEALTHCHECK --retries=x CMD x", "strconv.ParseInt: parsing \"x\": invalid syntax"),
        ("HEALTHCHECK --retries=9999999999 CMD x", "strconv.ParseInt: parsing \"9999999999\": value out of range"),
    ]);
    accepted(&[
        "HEALTHCHECK none",
        "HEALTHCHECK cmd x",
        "HEALTHCHECK --interval=0 --retries=0 --start-interval=1m CMD x",
    ]);
}

#[test]
fn only_arg_stands_outside_of_a_stage() {
    let errors = parse("ARG a\nRUN b\nRUN c\nFROM d\n").errors;
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].message.as_str(), errors[0].line), ("no build stage in current context", Some(2)));
}
