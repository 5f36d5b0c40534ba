//! Which distribution a base image is made of, as far as its name tells.

use syntax::image::ImageRef;

/// A family of distributions: one package manager, one `/bin/sh`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Debian, Ubuntu and what is made of them: apt, dash.
    Debian,
    /// Alpine: apk, `BusyBox`.
    Alpine,
    /// Fedora, Red Hat, `CentOS`, Rocky, Alma, Amazon, Oracle: dnf, yum or microdnf, bash.
    RedHat,
    /// SUSE: zypper, bash.
    Suse,
    /// Arch: pacman, bash.
    Arch,
    /// `BusyBox` alone.
    Busybox,
    /// Distroless: no shell, no package manager.
    Distroless,
    /// Windows.
    Windows,
}

/// Distributions by the name of their image: an official one, or the last part of a path.
const DISTRIBUTIONS: &[(&str, Family)] = &[
    ("debian", Family::Debian),
    ("ubuntu", Family::Debian),
    ("buildpack-deps", Family::Debian),
    ("alpine", Family::Alpine),
    ("fedora", Family::RedHat),
    ("centos", Family::RedHat),
    ("rockylinux", Family::RedHat),
    ("almalinux", Family::RedHat),
    ("amazonlinux", Family::RedHat),
    ("oraclelinux", Family::RedHat),
    ("ubi8", Family::RedHat),
    ("ubi9", Family::RedHat),
    ("ubi10", Family::RedHat),
    ("ubi-minimal", Family::RedHat),
    ("opensuse", Family::Suse),
    ("leap", Family::Suse),
    ("tumbleweed", Family::Suse),
    ("archlinux", Family::Arch),
    ("busybox", Family::Busybox),
    ("servercore", Family::Windows),
    ("windowsservercore", Family::Windows),
    ("nanoserver", Family::Windows),
];

/// Official images whose tags are Debian's unless they say otherwise.
const MADE_OF_DEBIAN: &[&str] = &[
    "cassandra",
    "drupal",
    "elixir",
    "erlang",
    "gcc",
    "ghost",
    "golang",
    "gradle",
    "haproxy",
    "haskell",
    "httpd",
    "joomla",
    "julia",
    "mariadb",
    "maven",
    "memcached",
    "mono",
    "mongo",
    "nextcloud",
    "nginx",
    "node",
    "openresty",
    "perl",
    "php",
    "postgres",
    "pypy",
    "python",
    "r-base",
    "rabbitmq",
    "redis",
    "ruby",
    "rust",
    "solr",
    "swift",
    "tomcat",
    "wordpress",
];

/// Words of a tag that name a distribution's release.
const RELEASES: &[(&str, Family)] = &[
    ("alpine", Family::Alpine),
    ("buster", Family::Debian),
    ("bullseye", Family::Debian),
    ("bookworm", Family::Debian),
    ("trixie", Family::Debian),
    ("debian", Family::Debian),
    ("ubuntu", Family::Debian),
    ("bionic", Family::Debian),
    ("focal", Family::Debian),
    ("jammy", Family::Debian),
    ("noble", Family::Debian),
    ("slim", Family::Debian),
    ("windowsservercore", Family::Windows),
    ("nanoserver", Family::Windows),
    ("ubi", Family::RedHat),
    ("centos", Family::RedHat),
    ("fedora", Family::RedHat),
    ("amazonlinux", Family::RedHat),
    ("al2023", Family::RedHat),
    ("oraclelinux", Family::RedHat),
    ("oracle", Family::RedHat),
    ("amazoncorretto", Family::RedHat),
    ("corretto", Family::RedHat),
];

impl Family {
    /// The family of an image; `None` when its name does not tell.
    pub fn of_image(image: &str) -> Option<Self> {
        Self::of(&ImageRef::parse(image).ok()?)
    }

    /// As [`Family::of_image`], of a name that is taken apart already.
    pub fn of(image: &ImageRef) -> Option<Self> {
        let name = image.path.rsplit('/').next().unwrap_or_default();
        if image.domain == "gcr.io" && image.path.starts_with("distroless/") {
            return Some(Self::Distroless);
        }
        let tag = image.tag.as_deref().unwrap_or_default();
        let named = |(known, _): &&(&str, Self)| name == *known;
        if let Some((_, family)) = DISTRIBUTIONS.iter().find(named) {
            return Some(*family);
        }
        // The one image of Alpine whose tag does not say so.
        if image.official() == Some("wordpress") && tag.starts_with("cli") {
            return Some(Self::Alpine);
        }
        // A release's name may carry a number: `alpine3.20`, `ubi9`.
        let release = |(word, _): &&(&str, Self)| tag.split(['-', '_']).any(|part| part.starts_with(word));
        let official = image.official().is_some();
        match RELEASES.iter().find(release) {
            // Elsewhere than among the official images `slim` is no promise.
            Some((word, family)) if official || *word != "slim" => Some(*family),
            _ => (official && MADE_OF_DEBIAN.contains(&name)).then_some(Self::Debian),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Family::{self, *};

    #[test]
    fn a_name_or_a_tag_tells_the_family() {
        let cases = [
            ("debian:12", Some(Debian)),
            ("alpine", Some(Alpine)),
            ("node:22", Some(Debian)),
            ("node:22-alpine3.20", Some(Alpine)),
            ("python:3.13-slim", Some(Debian)),
            ("maven:3-amazoncorretto-21", Some(RedHat)),
            ("maven:3-amazoncorretto-21-debian", Some(Debian)),
            ("tomcat:9-jdk17-corretto", Some(RedHat)),
            ("wordpress:cli-2", Some(Alpine)),
            ("mcr.microsoft.com/dotnet/sdk:9.0-bookworm-slim", Some(Debian)),
            ("mcr.microsoft.com/dotnet/sdk:9.0", None),
            ("mcr.microsoft.com/windows/servercore:ltsc2022", Some(Windows)),
            ("registry.access.redhat.com/ubi9/nodejs-20", None),
            ("registry.access.redhat.com/ubi9", Some(RedHat)),
            ("gcr.io/distroless/static-debian12:nonroot", Some(Distroless)),
            ("example.com/team/app:1-slim", None),
        ];
        for (image, family) in cases {
            assert_eq!(Family::of_image(image), family, "{image}");
        }
    }
}
