"""What both package builders need to know: about the project (from Cargo.toml) and about a binary (from its own header).

A binary says itself what it runs on, so a package can't be tagged for another platform than the one it works on.
"""

import re
import struct
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a release consists of, in Node's words; Linux binaries are static there, and so need no second package for musl.
RELEASED = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64", "win32-arm64"]


@dataclass(frozen=True)
class Project:
    name: str
    version: str
    description: str
    license: str
    repository: str
    readme: str


def project():
    """The project as Cargo.toml describes it."""
    cargo = tomllib.loads((ROOT / "Cargo.toml").read_text("utf-8"))
    shared = cargo["workspace"]["package"]
    readme = ROOT / "README.md"
    return Project(
        name=cargo["package"]["name"],
        version=shared["version"],
        description=cargo["package"]["description"],
        license=shared["license"],
        repository=shared["repository"],
        readme=readme.read_text("utf-8") if readme.exists() else "",
    )


def licenses():
    """The files that every package carries, by name."""
    return {name: (ROOT / name).read_bytes() for name in ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE")}


@dataclass(frozen=True)
class Platform:
    os: str  # linux, darwin, win32: Node's names
    cpu: str  # x64, arm64: Node's names
    glibc: int | None = None  # 2.N, the oldest glibc the binary runs with; None when it needs none

    @property
    def name(self):
        return f"{self.os}-{self.cpu}"


def platform(binary):
    """What an ELF, Mach-O or PE binary (bytes) runs on."""
    if binary[:4] == b"\x7fELF":
        (machine,) = struct.unpack_from("<H", binary, 18)
        return Platform("linux", cpu(machine, {62: "x64", 183: "arm64"}), glibc(binary))
    if binary[:4] == b"\xcf\xfa\xed\xfe":
        (machine,) = struct.unpack_from("<I", binary, 4)
        return Platform("darwin", cpu(machine, {0x0100_0007: "x64", 0x0100_000C: "arm64"}))
    if binary[:2] == b"MZ":
        (header,) = struct.unpack_from("<I", binary, 0x3C)
        (machine,) = struct.unpack_from("<H", binary, header + 4)
        return Platform("win32", cpu(machine, {0x8664: "x64", 0xAA64: "arm64"}))
    raise SystemExit("error: the binary is neither ELF, Mach-O nor PE")


def cpu(machine, known):
    if machine not in known:
        raise SystemExit(f"error: no package for machine type {machine:#x}")
    return known[machine]


def glibc(elf):
    """The newest glibc symbol version that an ELF binary asks for; None for a static one."""
    (offset,) = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    kinds = [struct.unpack_from("<I", elf, offset + at * size)[0] for at in range(count)]
    interpreter = 3  # PT_INTERP: the dynamic loader's path, which a static binary lacks
    if interpreter not in kinds:
        return None
    versions = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", elf)]
    if not versions:
        raise SystemExit("error: a dynamic binary without glibc runs on musl only; link it statically")
    return max(versions)
