//! The wheel and the npm packages, built from the binary under test, installed into fresh environments, and run there.

#![expect(clippy::disallowed_methods, reason = "package builders and package managers are run")]

mod run;

use std::path::{Path, PathBuf};
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_layerwise");

/// Runs one of the package builders on the binary under test; gives the packages it wrote.
fn build(script: &str, out: &Path) -> Vec<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packages").join(script);
    // A debug binary is large; it need not be packed small.
    let mut command = Command::new("python3");
    command.arg(script).arg(BINARY).args(["--level", "1", "--out"]).arg(out);
    run::success(&mut command).lines().map(PathBuf::from).collect()
}

fn python_is_there() -> bool {
    run::is_there("python3", &["-c", "import tomllib, venv, ensurepip"])
}

fn version() -> String {
    run::success(Command::new(BINARY).arg("--version"))
}

#[test]
fn the_wheel_puts_layerwise_on_the_path_and_is_the_same_each_time() {
    if !python_is_there() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let wheels = build("wheel.py", &home.path().join("wheels"));
    let again = build("wheel.py", &home.path().join("again"));
    assert_eq!(std::fs::read(&wheels[0]).unwrap(), std::fs::read(&again[0]).unwrap());

    run::success(Command::new("python3").args(["-m", "venv"]).arg(home.path().join("venv")));
    let bin = home.path().join("venv/bin");
    run::success(Command::new(bin.join("pip")).args(["install", "--quiet", "--no-index"]).args(&wheels));
    assert_eq!(run::success(Command::new(bin.join("layerwise")).arg("--version")), version());
    assert_eq!(run::success(Command::new(bin.join("python")).args(["-m", "layerwise", "--version"])), version());
    run::success(Command::new(bin.join("pip")).args(["uninstall", "--quiet", "--yes", "layerwise"]));
    assert!(!bin.join("layerwise").exists());
}

#[test]
fn the_npm_packages_start_the_binary_and_pass_on_its_exit_code() {
    if !python_is_there() || !run::is_there("npm", &["--version"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let packages = build("npm.py", &home.path().join("packages"));
    // Offline, so that the packages of other platforms, which are optional, are not asked for.
    let flags = ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    run::success(Command::new("npm").args(flags).arg(home.path()).args(&packages).current_dir(home.path()));
    let installed = home.path().join("node_modules/.bin/layerwise");
    assert_eq!(run::success(Command::new(&installed).arg("--version")), version());
    let failed = run::output(Command::new(&installed).arg("no-such-command"));
    assert_eq!(failed.status.code(), Some(2));

    std::fs::remove_dir_all(home.path().join("node_modules/@layerwise")).unwrap();
    let alone = run::output(Command::new(&installed).arg("--version"));
    assert_eq!(alone.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&alone.stderr).contains("--omit=optional"));
}

/// The smallest headers that tell an operating system and a processor.
fn headers() -> Vec<(&'static str, Vec<u8>)> {
    let elf = |machine: u8| {
        let mut header = vec![0; 64];
        header[..4].copy_from_slice(b"\x7fELF");
        header[18] = machine;
        header
    };
    let macho = |machine: u32| [0xfeed_facf_u32.to_le_bytes(), machine.to_le_bytes()].concat();
    let pe = |machine: u16| {
        let mut header = vec![0; 0x46];
        header[..2].copy_from_slice(b"MZ");
        header[0x3c] = 0x40;
        header[0x44..].copy_from_slice(&machine.to_le_bytes());
        header
    };
    vec![
        ("manylinux_2_17_x86_64.musllinux_1_1_x86_64", elf(62)),
        ("manylinux_2_17_aarch64.musllinux_1_1_aarch64", elf(183)),
        ("macosx_10_12_x86_64", macho(0x0100_0007)),
        ("macosx_11_0_arm64", macho(0x0100_000c)),
        ("win_amd64", pe(0x8664)),
        ("win_arm64", pe(0xaa64)),
    ]
}

#[test]
fn a_wheel_is_tagged_for_what_its_binary_runs_on() {
    if !python_is_there() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packages/wheel.py");
    for (tag, header) in headers() {
        let binary = home.path().join("binary");
        std::fs::write(&binary, header).unwrap();
        let wheel = run::success(Command::new("python3").arg(&script).arg(&binary).arg("--out").arg(home.path()));
        assert!(wheel.trim_end().ends_with(&format!("-py3-none-{tag}.whl")), "{wheel} is not for {tag}");
    }
}
