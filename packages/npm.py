#!/usr/bin/env python3
"""Pack built binaries as npm packages: `npm.py BINARY... --out DIR`. Standard library only; prints the packages' paths.

Each binary becomes `@layerwise/OS-CPU`, which npm installs only where it runs. The package `layerwise` names them all as
optional dependencies and starts the one that is there; nothing is fetched or run at installation.
"""

import argparse
import gzip
import io
import json
import tarfile
from pathlib import Path

import facts


def description(project, **more):
    """A package.json; what is not given stays as in the project."""
    return {
        "version": project.version,
        "description": project.description,
        "repository": {"type": "git", "url": f"git+{project.repository}.git"},
        "license": f"({project.license})",
        "preferUnplugged": True,
        **more,
    }


def platform_package(project, binary):
    """The package that carries one binary: its package.json, and its files with their modes."""
    platform = facts.platform(binary)
    executable = "layerwise.exe" if platform.os == "win32" else "layerwise"
    about = description(project, name=f"@layerwise/{platform.name}", os=[platform.os], cpu=[platform.cpu])
    if platform.glibc is not None:
        about["libc"] = ["glibc"]
    return about, {executable: (binary, 0o755)}


def main_package(project):
    """The package that people install: its package.json, and its files with their modes."""
    about = description(
        project,
        name="layerwise",
        keywords=["docker", "dockerfile", "lint", "cache", "buildkit"],
        bin={"layerwise": "layerwise.js"},
        engines={"node": ">=16"},
        optionalDependencies={f"@layerwise/{name}": project.version for name in facts.RELEASED},
    )
    launcher = (facts.ROOT / "packages/npm/layerwise.js").read_bytes()
    return about, {"layerwise.js": (launcher, 0o755), "README.md": (project.readme.encode(), 0o644)}


def write(about, files, out, level):
    """Writes one package as `npm pack` would, with the same bytes each time, and gives its path."""
    licenses = {name: (text, 0o644) for name, text in facts.licenses().items()}
    files = {"package.json": (json.dumps(about, indent=2).encode(), 0o644), **files, **licenses}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, (data, mode) in files.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{about['name'].replace('@', '').replace('/', '-')}-{about['version']}.tgz"
    target.write_bytes(gzip.compress(plain.getvalue(), level, mtime=0))
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, nargs="+", help="layerwise binaries, one per platform")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="directory for the packages")
    parser.add_argument("--level", type=int, default=9, help="how hard to compress, from 1 to 9")
    arguments = parser.parse_args()
    project, out, level = facts.project(), arguments.out, arguments.level
    for binary in arguments.binary:
        print(write(*platform_package(project, binary.read_bytes()), out, level))
    print(write(*main_package(project), out, level))
