//! How well-known programs write their flags: which take the next word as their value.
//!
//! Without this, `npm --prefix app ci` could not be told from `npm app`. Flags that take a value only behind `=` or
//! attached need no entry. Each row is from the program's own manual.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// How a program writes its flags.
#[derive(Debug)]
pub(crate) struct Tool {
    /// Its names, separated by blanks; a version behind a name (`pip3.12`) does not matter.
    names: &'static str,
    /// The flags that take a value, separated by blanks.
    valued: &'static str,
    /// The same, told apart and sorted when they are first asked for.
    sorted: OnceLock<Box<[&'static str]>>,
    /// Whether `-name` is one flag rather than a cluster of letters.
    pub(crate) long_with_one_dash: bool,
}

/// Rows are the same if they are about the same programs.
impl PartialEq for Tool {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Tool {}

/// The entries by their names.
static BY_NAME: LazyLock<HashMap<&'static str, &'static Tool>> =
    LazyLock::new(|| TOOLS.iter().flat_map(|tool| tool.names.split(' ').map(move |name| (name, tool))).collect());

/// The entry of the program called `name`.
pub(crate) fn tool(name: &str) -> Option<&'static Tool> {
    BY_NAME.get(name).or_else(|| BY_NAME.get(without_version(name)?)).copied()
}

/// The name in front of a version: `pip` of `pip3.12`, `clang` of `clang-15`.
fn without_version(name: &str) -> Option<&str> {
    let front = name.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    let has_version = name[front.len()..].starts_with(|first: char| first.is_ascii_digit());
    has_version.then(|| front.strip_suffix('-').unwrap_or(front))
}

impl Tool {
    /// Whether `flag` takes the next word as its value.
    pub(crate) fn takes_value(&self, flag: &str) -> bool {
        self.sorted().binary_search(&flag).is_ok()
    }

    /// Whether the flag of this one letter does.
    pub(crate) fn letter_takes_value(&self, letter: char) -> bool {
        let mut flag = [b'-', 0, 0, 0, 0];
        let length = letter.encode_utf8(&mut flag[1..]).len();
        std::str::from_utf8(&flag[..=length]).is_ok_and(|flag| self.takes_value(flag))
    }

    fn sorted(&self) -> &[&'static str] {
        self.sorted.get_or_init(|| {
            let mut flags: Box<[&str]> = self.valued.split(' ').collect();
            flags.sort_unstable();
            flags
        })
    }
}

/// Whether `name` is `known`, or `known` with a version behind it: `pip3.12` is `pip`, `clang-15` is `clang`.
pub fn is_version_of(name: &str, known: &str) -> bool {
    // Most names differ in their first letter, and most questions are answered with no.
    if name.as_bytes().first() != known.as_bytes().first() {
        return false;
    }
    let Some(rest) = name.strip_prefix(known) else { return false };
    if rest.is_empty() {
        return true;
    }
    let version = rest.strip_prefix('-').unwrap_or(rest);
    !known.ends_with(|last: char| last.is_ascii_digit())
        && version.starts_with(|first: char| first.is_ascii_digit())
        && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

const fn row(names: &'static str, valued: &'static str) -> Tool {
    Tool { names, valued, sorted: OnceLock::new(), long_with_one_dash: false }
}

const fn one_dash(names: &'static str, valued: &'static str) -> Tool {
    Tool { names, valued, sorted: OnceLock::new(), long_with_one_dash: true }
}

static TOOLS: [Tool; 62] = [
    row(
        "apt-get apt aptitude",
        "-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles",
    ),
    row(
        "apk",
        "-t --virtual -p --root -X --repository --arch --repositories-file --keys-dir --cache-dir --cache-max-age --wait \
         --progress-fd --timeout",
    ),
    row(
        "yum dnf microdnf tdnf",
        "--installroot --setopt --enablerepo --disablerepo --repo --repoid --repofrompath -c --config -x --exclude \
         --releasever --forcearch --enableplugin --disableplugin -d --debuglevel -e --errorlevel -R --randomwait --advisory",
    ),
    row(
        "zypper",
        "-R --root -D --reposd-dir -C --cache-dir -p --plus-repo --plus-content -r --repo -t --type --from --installroot \
         -c --config",
    ),
    row("pacman", "-b --dbpath -r --root --cachedir --config --hookdir --ignore --ignoregroup --overwrite --arch"),
    row(
        "npm",
        "--prefix -C --registry --loglevel -w --workspace --omit --include --tag --cache --userconfig --globalconfig --os \
         --cpu --libc --script-shell --before --fetch-retries --fetch-timeout --install-strategy --maxsockets --otp --only",
    ),
    row(
        "yarn",
        "--cwd --registry --modules-folder --cache-folder --global-folder --mutex --network-timeout --prefix \
         --network-concurrency --use-yarnrc --preferred-cache-folder",
    ),
    row(
        "pnpm pnpx",
        "-C --dir -F --filter --registry --store-dir --reporter --loglevel --prefix --modules-dir --virtual-store-dir",
    ),
    row("bun", "--cwd --registry --cache-dir -c --config --backend --filter"),
    row("npx", "-p --package -c --call -w --workspace"),
    row(
        "pip",
        "-r --requirement -c --constraint -e --editable -b --build -t --target --platform --python-version --implementation --abi --root \
         --prefix --src --upgrade-strategy --only-binary --no-binary --progress-bar --root-user-action --report --group \
         -C --config-settings --global-option --install-option --hash -i --index-url --extra-index-url -f --find-links \
         --python --log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir \
         --use-feature --use-deprecated --keyring-provider",
    ),
    row("pipx", "--python --index-url -i --spec --suffix --pip-args"),
    row("pipenv", "--python --pypi-mirror -r --requirements -i --index --extra-pip-args --categories"),
    row("poetry", "-C --directory -P --project --with --without --only -E --extras -G --group --source --python"),
    row(
        "uv uvx",
        "--directory --project -p --python --cache-dir --config-file --color --index --default-index -i --index-url \
         --extra-index-url -f --find-links -r --requirement --requirements -c --constraint --constraints --override \
         --target --prefix --extra --group --no-group --only-group --with --package --no-install-package --python-platform \
         --index-strategy --keyring-provider --link-mode --refresh-package --upgrade-package -P -e --editable \
         --python-version --python-preference --resolution --prerelease --exclude-newer --no-binary --only-binary --allow-insecure-host",
    ),
    row("pdm", "-p --project -G --group -c --config -L --lockfile"),
    row(
        "conda mamba micromamba",
        "-n --name -p --prefix -c --channel -f --file -r --root-prefix --solver --platform --repodata-fn",
    ),
    row("python", "-c -m -W -X --check-hash-based-pycs"),
    row(
        "gem",
        "-v --version -i --install-dir -n --bindir -s --source -p --http-proxy --platform -P --trust-policy --document \
         --build-root -g --file --config-file",
    ),
    row(
        "bundle bundler",
        "-j --jobs --path --without --with --gemfile --retry --shebang --trust-policy -P --target-rbconfig",
    ),
    row(
        "cargo",
        "--manifest-path --target -F --features -p --package --bin --example --test --bench --path --version --vers --root \
         --target-dir --profile -j --jobs --color --config -Z -C --git --branch --tag --rev --registry --index \
         --recipe-path --exclude --lockfile-path",
    ),
    row("rustup", "--default-toolchain --profile -c --component -t --target --toolchain --default-host"),
    row(
        "composer",
        "-d --working-dir --prefer-install --repository --repository-url -s --stability --ignore-platform-req",
    ),
    row(
        "mvn mvnw",
        "-f --file -s --settings -gs --global-settings -t --toolchains -pl --projects -rf --resume-from -T --threads -P \
         --activate-profiles -l --log-file -b --builder -D --define",
    ),
    row(
        "gradle gradlew",
        "-p --project-dir -b --build-file -c --settings-file -g --gradle-user-home -I --init-script -x --exclude-task \
         --console --include-build --project-cache-dir --max-workers --warning-mode -D --system-prop -P --project-prop -t \
         -F --dependency-verification -M --write-verification-metadata",
    ),
    row(
        "dotnet",
        "-c --configuration -o --output -r --runtime -f --framework -v --verbosity -s --source --packages --configfile \
         -a --arch --os --version --tool-path --add-source --use-current-runtime --version-suffix --project --property",
    ),
    row(
        "git",
        "-C -c --git-dir --work-tree --namespace -b --branch --depth -o --origin -j --jobs --reference --filter -u -m",
    ),
    row("svn hg", "-r --revision --username --password"),
    row(
        "curl",
        "-o --output -H --header -d --data --data-raw --data-binary --data-urlencode -u --user -X --request -A --user-agent \
         -e --referer -F --form -b --cookie -c --cookie-jar -x --proxy -m --max-time --retry --connect-timeout -T \
         --upload-file -w --write-out --cacert --capath -E --cert --key -K --config --url -r --range -C --continue-at -Y \
         --speed-limit -y --speed-time -z --time-cond --retry-delay --retry-max-time --resolve --connect-to --output-dir \
         --ciphers --tls-max --interface --limit-rate --max-redirs --max-filesize --noproxy --proxy-user -U --unix-socket \
         -D --dump-header -P --stderr --trace --create-file-mode",
    ),
    row(
        "wget",
        "-O --output-document -o --output-file -a --append-output -P --directory-prefix -U --user-agent --header --user \
         --password -t --tries -T --timeout -i --input-file -w --wait --limit-rate -e --execute --post-data --post-file \
         --referer -A --accept -R --reject -D --domains -l --level -Q --quota --ca-certificate --load-cookies \
         --method --body-data --retry-on-http-error --waitretry --dns-timeout --connect-timeout --read-timeout --cut-dirs",
    ),
    row("aria2c", "-o --out -d --dir -x --max-connection-per-server -s --split -j -k -i --header"),
    row(
        "tar bsdtar",
        "-C --directory -f --file -I --use-compress-program -X --exclude-from -T --files-from --exclude --strip-components \
         --transform --owner --group --mode",
    ),
    row("unzip", "-d -x -P"),
    row(
        "gpg gpg2",
        "--keyserver --keyserver-options --homedir -o --output -u --local-user -r --recipient --keyring --recv-keys",
    ),
    row(
        "useradd",
        "-u --uid -g --gid -G --groups -d --home-dir --home -s --shell -c --comment -p --password -e -f -k -K -b -R -P",
    ),
    row("usermod", "-u --uid -g --gid -G --groups -d --home -s --shell -c --comment -p --password -e -f -l --login"),
    row(
        "adduser",
        "-u --uid -h --home -s --shell -S -g --gecos -G --ingroup --gid --firstuid --lastuid -k -c --comment -d",
    ),
    row("groupadd addgroup groupmod", "-g --gid -K --key -p --password -n --new-name"),
    row("chown chgrp chmod touch", "--reference --from -d -t"),
    row("install", "-m --mode -o --owner -g --group -t --target-directory -S --suffix"),
    row("cp mv ln", "-t --target-directory -S --suffix"),
    row("mkdir", "-m --mode"),
    row("head tail", "-n --lines -c --bytes"),
    row("grep egrep fgrep", "-e --regexp -f --file -m --max-count -A -B -C --include --exclude --exclude-dir"),
    row("sed", "-e --expression -f --file -l --line-length"),
    row("make gmake", "-C --directory -f --file --makefile -I --include-dir -o --old-file -W --what-if"),
    row("cmake", "-S -B -G -T -A -D -C -P --build --install --target --prefix --config --preset"),
    row("ssh scp", "-i -p -P -l -o -F -J -L -R"),
    row("su runuser", "-c --command -s --shell -g --group -G --supp-group -w --whitelist-environment"),
    one_dash(
        "go",
        "-C -o -ldflags -tags -mod -p -gcflags -asmflags -buildmode -modfile -run -timeout -count -coverprofile -pkgdir \
         -installsuffix -exec -overlay",
    ),
    one_dash(
        "java javac",
        "-cp -classpath --class-path -p --module-path -m --module --add-modules --add-opens --add-exports -d -s",
    ),
    one_dash("find", "-name -iname -path -type -maxdepth -mindepth -user -group -perm -size -mtime -newer -regex"),
    one_dash("openssl", "-in -out -keyout -subj -days -newkey -config -passin -passout"),
    row("node nodejs", "-r --require -e --eval -p --print --import --loader --env-file -C --conditions"),
    row("php", "-c -d -t -S -r -f -z"),
    row("ruby", "-e -I -r -C -E -x"),
    row("perl", "-e -E -I"),
    row("nginx", "-g -c -p -e -s"),
    row("systemctl", "-t --type -H --host -M --machine -p --property --root"),
    row("flask", "-A --app -e --env-file"),
    row(
        "docker podman",
        "-H --host -c --context -l --log-level --config -f --file -t --tag --target --platform --build-arg",
    ),
    row("kubectl helm", "-n --namespace --context --kubeconfig -f --values --set --version"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_behind_the_name_does_not_matter() {
        assert!(is_version_of("pip3.12", "pip") && is_version_of("clang-15", "clang") && is_version_of("npm", "npm"));
        assert!(!is_version_of("pipx", "pip") && !is_version_of("python2", "python3") && !is_version_of("gpg", "gpg2"));
    }

    #[test]
    fn no_program_has_two_rows() {
        let mut names: Vec<&str> = TOOLS.iter().flat_map(|tool| tool.names.split(' ')).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
