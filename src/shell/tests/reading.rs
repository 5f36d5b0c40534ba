//! What scripts are read as: each text and the listing of its commands.

use shell::{Dialect, Script, ShellInForce};
use text::Joined;

fn read(script: &str) -> Script {
    shell::read(&Joined::of(script, 0), &ShellInForce::from(Dialect::Bash))
}

/// Compares the listing with `expected`, which is indented as its last line is.
fn reads(script: &str, expected: &str) {
    let indent = expected.lines().last().filter(|line| line.trim().is_empty()).map_or(0, str::len);
    let lines = expected.lines().filter(|line| !line.trim().is_empty());
    let expected: String = lines.flat_map(|line| [&line[indent..], "\n"]).collect();
    assert_eq!(read(script).to_string(), expected, "\n{script}\n");
}

#[test]
fn lists_and_sequences() {
    reads(
        "apt-get update && apt-get install -y curl; a || b\nc & d",
        "
        apt-get update
        && apt-get install -y curl
        ; a  # tested
        || b  # if or
        c  # background
        & d
        ",
    );
}

#[test]
fn pipelines_number_their_elements() {
    reads(
        "curl x | tar xz && { a; b; } | (c | d)",
        "
        curl x  # pipe 0.0
        | tar xz  # pipe 0.1
          && a  # pipe 1.0
          ; b  # pipe 1.0
          | c  # pipe 2.0, subshell
          | d  # pipe 2.1, subshell
        ",
    );
}

#[test]
fn branches_and_loops_are_conditions() {
    reads(
        "if [ -f x ]; then a; elif b; then c; else d; fi; while e; do f; done; for i in $(g); do h; done; case $x in y) i;; esac",
        "
          [ -f x ]  # tested
          ; a  # if if
            ; b  # tested, if if
          ; c  # if if
          ; d  # if if
          ; e  # loop, tested
          ; f  # loop, if loop
          g  # substitution
          ; h  # loop, if loop
          ; i  # if case
        ",
    );
}

#[test]
fn a_test_in_front_of_and_is_a_condition() {
    reads(
        "[ -f x ] && a && b; command -v c || d; [[ $x == y ]] && e; ! f",
        "
        [ -f x ]
        && a  # if test
        && b  # if test
        ; command -v c  # tested
        || d  # if or
        ; [[ ]]
        && e  # if test
        ; f  # tested
        ",
    );
}

#[test]
fn functions_run_where_they_are_called() {
    reads(
        "f() { cd /x; a; }; f; b",
        "
            cd /x  # function f, in ?
            ; a  # function f, in /x
        ; f
        ; b  # in ?
        ",
    );
}

#[test]
fn the_directory_follows_cd() {
    reads(
        "cd app && a && cd ../lib; b; cd /srv; c; cd \"$X\"; d; cd /; e; pushd opt; f; popd; g",
        "
        cd app
        && a  # in app
        && cd ../lib  # in app
        ; b  # in lib
        ; cd /srv  # in lib
        ; c  # in /srv
        ; cd \"$X\"  # in /srv
        ; d  # in ?
        ; cd /  # in ?
        ; e  # in /
        ; pushd opt  # in /
        ; f  # in /opt
        ; popd  # in /opt
        ; g  # in /
        ",
    );
}

#[test]
fn the_directory_ends_with_a_subshell_and_a_pipeline_and_is_unknown_behind_a_condition() {
    reads(
        "(cd a; b); c; cd d | e; f; cd g || exit 1; h; if i; then cd j; fi; k; cd /l || cd /m; n; sudo cd /o; p",
        "
          cd a  # subshell
          ; b  # subshell, in a
        ; c
        ; cd d  # pipe 0.0
        | e  # pipe 0.1
        ; f
        ; cd g  # tested
        || exit 1  # if or, in ?
        ; h  # in g
          ; i  # tested, in g
          ; cd j  # if if, in g
        ; k  # in ?
        ; cd /l  # tested, in ?
        || cd /m  # if or, in ?
        ; n  # in ?
        ; [sudo] cd /o  # in ?
        ; p  # in ?
        ",
    );
}

#[test]
fn a_loop_that_moves_knows_only_absolute_paths() {
    reads(
        "for d in a b; do cd $d; x; cd ..; y; cd /z; w; done; v",
        "
          ; cd $d  # loop, if loop, in ?
          ; x  # loop, if loop, in ?
          ; cd ..  # loop, if loop, in ?
          ; y  # loop, if loop, in ?
          ; cd /z  # loop, if loop, in ?
          ; w  # loop, if loop, in /z
        ; v  # in ?
        ",
    );
}

#[test]
fn options_follow_set() {
    reads(
        "set -e; a; set -o pipefail +e; b; (set +o pipefail; c); d",
        "
        set -e
        ; a  # errexit
        ; set -o pipefail +e  # errexit
        ; b  # pipefail
          ; set +o pipefail  # subshell, pipefail
          ; c  # subshell
        ; d  # pipefail
        ",
    );
}

#[test]
fn wrappers_are_looked_through() {
    reads(
        r"sudo -u root A=b apt-get update; env -i X=y /usr/bin/make all; exec \npm ci; timeout -k 5 30 a; nice -n 5 nohup b; gosu www c",
        r"
        [sudo] A=b apt-get update
        ; [env] X=y /usr/bin/make all
        ; [exec] \npm ci
        ; [timeout] a
        ; [nice] [nohup] b
        ; [gosu] c
        ",
    );
    reads(
        "x | xargs -n 1 rm -rf; command -v y; sudo -l; env; python3 -m pip install z; python3 -m http.server; time w",
        "
        x  # pipe 0.0
        | [xargs] rm -rf  # pipe 0.1
        ; command -v y
        ; sudo -l
        ; env
        ; [python3] pip install z
        ; python3 -m http.server
        ; w
        ",
    );
}

#[test]
fn a_script_handed_to_a_shell_is_read() {
    reads(
        r#"sh -c "cd x && a \"b c\""; sudo bash -euxo pipefail -c 'd | e' > f; su -c 'g' user; A=b sh -c 'h'; i"#,
        r#"
          [sh] cd x  # subshell
          && [sh] a "b c"  # subshell, in x
          ; [sudo] [bash] d >f  # pipe 0.0, subshell, errexit, pipefail
          | [sudo] [bash] e  # pipe 0.1, subshell, errexit, pipefail
          ; [su] g  # subshell
          ; [sh] A=b h  # subshell
        ; i
        "#,
    );
}

#[test]
fn a_substitution_in_a_script_handed_over_is_read_once() {
    reads(
        "sh -c \"a $(b)\"; bash <<EOF\n$(c)\nEOF\nsh -c \"$(d)\"",
        "
          [sh] a $(b)  # subshell
            [sh] b  # substitution
          ; [bash] $(c) <<…  # subshell
            [bash] c  # substitution
        sh -c \"$(d)\"
          d  # substitution
        # a part is not read
        ",
    );
}

#[test]
fn what_is_handed_over_unseen_is_not_read() {
    reads("a; eval \"$B\"; c", "a\n; eval \"$B\"\n; c\n# a part is not read");
    reads("sh -c \"$B\"", "sh -c \"$B\"\n# a part is not read");
    reads("curl x | sh; sh x.sh", "curl x  # pipe 0.0\n| sh  # pipe 0.1\n; sh x.sh");
}

#[test]
fn substitutions_follow_the_command_they_are_in() {
    reads(
        "a $(b | c) `d` && e <(f) && X=$(g) && h \"${X:-$(i)}\" $(( $(j) + 1 ))",
        "
        a $(b | c) `d`
          b  # pipe 0.0, substitution
          | c  # pipe 0.1, substitution
          d  # substitution
        && e <(f)
          f  # substitution
        && X=$(g)
          g  # substitution
        && h \"${X:-$(i)}\" $(( $(j) + 1 ))
          i  # substitution
          j  # substitution
        ",
    );
}

#[test]
fn redirections_and_assignments_are_parts_of_a_command() {
    reads(
        "A=b C=\"d e\" f >g 2>&1 <h; X=1; >i; { j; } >>k; l &>m; n <<<o; export P=q R",
        "
        A=b C=\"d e\" f >g 2>&1 <h
        ; X=1
        ; >i
          ; j
        ; >>k
        ; l &>m
        ; n <<<o
        ; export P=q R
        ",
    );
}

#[test]
fn heredocs_are_the_input_of_their_command() {
    reads(
        "cat <<EOF >f && a\n$(b)\ntext\nEOF\nbash <<'EOF'\ncd x\nc\nEOF\npython3 <<EOF\nimport d\nEOF\n",
        "
        cat <<… >f
          b  # substitution
        && a
          [bash] cd x <<…  # subshell
          [bash] c  # subshell, in x
        python3 <<…
        ",
    );
}

#[test]
fn what_stands_in_front_of_an_error_is_read() {
    reads("a && b; c\nd )", "a\n&& b\n; c\n# a part is not read");
    reads("a; if b; then c", "a\n# a part is not read");
    reads("a 'b", "# a part is not read");
    let script = read("a\nb )");
    assert_eq!(script.unread, [text::TextRange::new(2, 5)]);
}

#[test]
fn ranges_lead_back_through_continuations_and_quotes() {
    // RUN apt-get install \⏎  curl && sh -c 'npm \⏎ ci'
    let mut line = Joined::of("apt-get install ", 4);
    line.push("  curl && sh -c 'npm ", 22);
    line.push(" ci'", 45);
    let script = shell::read(&line, &ShellInForce::default());
    let ranges: Vec<_> = script.commands.iter().flat_map(|command| &command.words).map(|word| word.range).collect();
    let expected =
        [(4, 11), (12, 19), (24, 28), (39, 42), (46, 48)].map(|(start, end)| text::TextRange::new(start, end));
    assert_eq!(ranges, expected);
    assert_eq!(script.commands[0].range, text::TextRange::new(4, 28));
}

#[test]
fn windows_shells_are_split_into_words_and_not_understood() {
    for (dialect, text, expected) in [
        (Dialect::PowerShell, "Get-Item 'a b'; c | d", "Get-Item a b\n; c\n| d\n# a part is not read\n"),
        (Dialect::Cmd, "dir \"a & b\" && del c & e", "dir a & b\n&& del c\n; e\n# a part is not read\n"),
        (Dialect::Other("python3".into()), "import x", "# a part is not read\n"),
    ] {
        let script = shell::read(&Joined::of(text, 0), &dialect.into());
        assert_eq!(script.to_string(), expected);
        assert!(!script.is_posix() && !script.understood());
    }
}

#[test]
fn any_part_of_a_script_is_read_and_its_ranges_lie_in_it() {
    let script = "set -eux; if [ \"$(a 'é')\" = b ]; then (cd \"/x y\" && c) | d >&2; else\n sh -c \"e \\\"f\\\" && g\"; fi\n\
                  for i in `h` ${j:-$(k)}; do l <<-E > m; done || { n=(1 2); o() { p & }; }\n\t$(q)\n\tE\ncase $r in s*) t;; esac # u\n\
                  sudo -u v env W=x bash -o pipefail -c 'y | z' {a,b} [[ c =~ d ]] $((1 + $(e))) <(f) &>g";
    let boundaries: Vec<usize> = (0..=script.len()).filter(|at| script.is_char_boundary(*at)).collect();
    for (start, end) in boundaries.iter().map(|at| (0, *at)).chain(boundaries.iter().map(|at| (*at, script.len()))) {
        let part = &script[start..end];
        let read = shell::read(&Joined::of(part, 0), &ShellInForce::default());
        let words = read.commands.iter().flat_map(|command| &command.words).map(|word| word.range);
        let ranges = read.commands.iter().map(|command| command.range).chain(words).chain(read.unread.iter().copied());
        for range in ranges {
            assert!(part.get(range.to_usize()).is_some(), "{range:?} of {part:?}");
        }
        for elements in read.pipelines() {
            assert!(elements.len() > 1, "{part:?}");
        }
    }
}

#[test]
fn letters_beyond_ascii_are_read_and_stay_where_they_are() {
    let text = "x \"$(é)\\\né`e`\" && ß";
    let script = read(text);
    let names: Vec<&str> = script.commands.iter().filter_map(|command| command.name()).collect();
    assert_eq!(names[..2], ["x", "é"]);
    assert_eq!(script.commands.last().map(|command| &text[command.range.to_usize()]), Some("ß"));
}
