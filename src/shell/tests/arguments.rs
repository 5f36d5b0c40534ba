//! What a command answers about its arguments.

use shell::{Command, Script, ShellInForce, Word};
use text::Joined;

fn read(script: &str) -> Script {
    shell::read(&Joined::of(script, 0), &ShellInForce::default())
}

fn command(script: &str) -> Command {
    read(script).commands.remove(0)
}

fn operands(script: &str) -> Vec<String> {
    command(script).operands().map(|word| word.shown().to_owned()).collect()
}

#[test]
fn a_command_is_its_program_and_its_first_operands() {
    for (script, head) in [
        ("npm ci", &["npm", "ci"][..]),
        ("npm --prefix app ci --omit dev", &["npm", "ci"]),
        ("/usr/bin/apt-get -o Dpkg::Use-Pty=0 -y install curl", &["apt-get|apt", "install"]),
        ("pip3.12 install x", &["pip", "install"]),
        ("python3 -m pip install x", &["pip", "install"]),
        ("sudo -E env A=b git -C /src submodule update", &["git", "submodule", "update"]),
        ("npm 'i'", &["npm", "install|i"]),
        ("go -C src build", &["go", "build"]),
        ("tar xzf x", &["tar"]),
    ] {
        assert!(command(script).is(head), "{script}");
    }
    for (script, head) in [
        ("npm run ci", &["npm", "ci"][..]),
        ("npm $CMD ci", &["npm", "ci"]),
        ("$NPM ci", &["npm", "ci"]),
        ("echo npm ci", &["npm", "ci"]),
        ("pipx install", &["pip", "install"]),
        ("npm", &["npm", "ci"]),
        ("npm ci", &[]),
    ] {
        assert!(!command(script).is(head), "{script}");
    }
}

#[test]
fn flags_are_found_alone_in_clusters_and_with_values() {
    let apt = command("apt-get install -qy --no-install-recommends -o=Dpkg::x -t stable curl");
    for flag in ["-y", "-q", "--no-install-recommends", "-o", "-t"] {
        assert!(apt.has_flag(flag), "{flag}");
    }
    for flag in ["-x", "--yes", "-s", "--no-install"] {
        assert!(!apt.has_flag(flag), "{flag}");
    }
    assert!(apt.has_any_flag(&["--yes", "-y"]) && !apt.has_any_flag(&["--yes", "--assume-yes"]));
    assert!(command("apt-get -q=2 install").has_flag("-q"));
    assert!(!command("apt-get install -- -y").has_flag("-y"));
    assert!(!command("apt-get -oAPT::y=1 install").has_flag("-y"));
    assert!(!command("go build -tags x").has_flag("-t"));
    assert!(command("x \"--yes\" '-y'").has_flag("--yes"));
}

#[test]
fn values_of_flags_are_found_however_they_are_written() {
    let value = |script: &str, names: &[&str]| command(script).flag_value(names).map(str::to_owned);
    assert_eq!(value("apt-get install -t stable x", &["-t", "--target-release"]).as_deref(), Some("stable"));
    assert_eq!(
        value("apt-get install --target-release=stable x", &["-t", "--target-release"]).as_deref(),
        Some("stable")
    );
    assert_eq!(value("apt-get install -tstable x", &["-t"]).as_deref(), Some("stable"));
    assert_eq!(value("tar -xzf a.tgz -C /b", &["-f", "--file"]).as_deref(), Some("a.tgz"));
    assert_eq!(value("tar -xzf a.tgz -C /b", &["-C"]).as_deref(), Some("/b"));
    assert_eq!(value("unknown --name 'a b'", &["--name"]).as_deref(), Some("a b"));
    assert_eq!(value("x --name=", &["--name"]).as_deref(), Some(""));
    assert_eq!(value("x --name=$V", &["--name"]), None);
    assert_eq!(value("x --other v", &["--name"]), None);
    let curl = command("curl -H a -H b -Hc");
    assert_eq!(curl.flag_values(&["-H"]).collect::<Vec<_>>(), [Some("a"), Some("b"), Some("c")]);
}

#[test]
fn operands_are_neither_flags_nor_their_values() {
    assert_eq!(operands("apt-get -y install -t stable curl $X -- -z"), ["install", "curl", "$X", "-z"]);
    assert_eq!(operands("pip install -r r.txt --no-cache-dir 'a b'"), ["install", "a b"]);
    assert_eq!(operands("curl -sSLo /x https://y"), ["https://y"]);
    assert_eq!(operands("curl -fsSL https://y -o /x"), ["https://y"]);
    assert_eq!(operands("unknown -a b - c"), ["b", "-", "c"]);
    let unknown = command("unknown -a b c");
    assert_eq!(unknown.operands_with(&["-a"]).map(Word::shown).collect::<Vec<_>>(), ["c"]);
    assert_eq!(command("apt-get -y install x").subcommand(), Some("install"));
}

#[test]
fn a_script_answers_about_its_commands() {
    let script = read("curl x | tar xz; sudo sh -c 'apt-get update && apt-get install a'; rm -rf /x");
    assert_eq!(script.find(&["apt-get"]).count(), 2);
    assert!(script.runs(&["rm"]) && !script.runs(&["sudo"]));
    assert_eq!(script.wrappers("sudo").len(), 1);
    let update = script.find(&["apt-get", "update"]).next().unwrap();
    assert_eq!(script.after(update).filter_map(Command::name).collect::<Vec<_>>(), ["apt-get", "rm"]);
    let curl = &script.commands[0];
    assert_eq!(script.piped_to(curl).iter().filter_map(Command::name).collect::<Vec<_>>(), ["tar"]);
    assert!(script.piped_to(update).is_empty());
    assert_eq!(script.pipelines().map(|elements| elements.len()).collect::<Vec<_>>(), [2]);
}

#[test]
fn names_lose_directory_and_backslash() {
    assert_eq!(command("/usr/bin/apt-get update").name(), Some("apt-get"));
    assert_eq!(command("\\apt-get update").name(), Some("apt-get"));
    assert_eq!(command("A=b").name(), None);
    assert_eq!(command("$X y").name(), None);
    assert_eq!(command("A=b C=d x").assigned("C").and_then(|it| it.value.as_ref()?.value()), Some("d"));
}
