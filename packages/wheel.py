#!/usr/bin/env python3
"""Pack a built binary as a Python wheel: `wheel.py BINARY --out DIR`. Standard library only; prints the wheel's path.

The wheel puts the binary on the PATH of the environment it is installed into, and `python -m layerwise` runs it too.
The same binary gives the same bytes.
"""

import argparse
import base64
import hashlib
import zipfile
from pathlib import Path

import facts

# Zip knows no earlier date; a fixed one keeps the wheel reproducible.
DATE = (1980, 1, 1, 0, 0, 0)


def tags(platform):
    """Platform tags as PyPI and pip read them (PEP 425, 600, 656), joined by dots."""
    if platform.os == "linux":
        machine = {"x64": "x86_64", "arm64": "aarch64"}[platform.cpu]
        if platform.glibc is None:
            return f"manylinux_2_17_{machine}.musllinux_1_1_{machine}"
        return f"manylinux_2_{max(platform.glibc, 17)}_{machine}"
    # macOS: the oldest systems that Rust's own standard library supports.
    return {
        "darwin-x64": "macosx_10_12_x86_64",
        "darwin-arm64": "macosx_11_0_arm64",
        "win32-x64": "win_amd64",
        "win32-arm64": "win_arm64",
    }[platform.name]


def metadata(project):
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project.name}",
        f"Version: {project.version}",
        f"Summary: {project.description}",
        f"Project-URL: Repository, {project.repository}",
        f"License-Expression: {project.license}",
        *(f"License-File: {name}" for name in facts.licenses()),
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + project.readme


def contents(project, platform, binary):
    """Everything in the wheel but RECORD: path to (bytes, mode)."""
    base = f"{project.name}-{project.version}"
    executable = "layerwise.exe" if platform.os == "win32" else "layerwise"
    each_tag = "".join(f"Tag: py3-none-{tag}\n" for tag in tags(platform).split("."))
    wheel = f"Wheel-Version: 1.0\nGenerator: layerwise packages/wheel.py\nRoot-Is-Purelib: false\n{each_tag}"
    files = {f"{base}.data/scripts/{executable}": (binary, 0o755)}
    for module in sorted((facts.ROOT / "packages/wheel/layerwise").glob("*.py")):
        files[f"layerwise/{module.name}"] = (module.read_bytes(), 0o644)
    for name, text in facts.licenses().items():
        files[f"{base}.dist-info/licenses/{name}"] = (text, 0o644)
    files[f"{base}.dist-info/METADATA"] = (metadata(project).encode(), 0o644)
    files[f"{base}.dist-info/WHEEL"] = (wheel.encode(), 0o644)
    return files


def record(files, own_path):
    """The wheel's list of its files with their hashes; its own line has none."""
    lines = []
    for path, (data, _) in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    return "".join(lines) + f"{own_path},,\n"


def build(binary, out, level):
    """Writes the wheel for `binary` (a path) into `out`, and gives its path."""
    project, data = facts.project(), Path(binary).read_bytes()
    platform = facts.platform(data)
    files = contents(project, platform, data)
    own_path = f"{project.name}-{project.version}.dist-info/RECORD"
    files[own_path] = (record(files, own_path).encode(), 0o644)
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{project.name}-{project.version}-py3-none-{tags(platform)}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for path, (data, mode) in files.items():
            entry = zipfile.ZipInfo(path, DATE)
            entry.external_attr = (0o100000 | mode) << 16  # a regular file, and its mode
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help="the layerwise binary, for any platform")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="directory for the wheel")
    parser.add_argument("--level", type=int, default=9, help="how hard to compress, from 1 to 9")
    arguments = parser.parse_args()
    print(build(arguments.binary, arguments.out, arguments.level))
