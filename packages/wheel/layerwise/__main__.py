"""Starts the layerwise binary that was installed with this module."""

import os
import subprocess
import sys
import sysconfig


def binary():
    """The path of the binary: beside this Python, or where `pip install --user` or `--target` puts scripts."""
    name = "layerwise.exe" if os.name == "nt" else "layerwise"
    package = os.path.dirname(os.path.abspath(__file__))
    places = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=f"{os.name}_user"),
        os.path.join(os.path.dirname(package), "bin"),
    ]
    for place in places:
        path = os.path.join(place, name)
        if os.path.isfile(path):
            return path
    sys.exit("error: no `{}` in {}; install layerwise again".format(name, ", ".join(places)))


if __name__ == "__main__":
    command = [binary(), *sys.argv[1:]]
    if os.name == "nt":
        # Windows has no exec: it would give the prompt back before the program ends.
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)
