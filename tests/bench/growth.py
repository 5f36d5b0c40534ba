#!/usr/bin/env python3
"""How the cost of one file grows with its size: each kind of large or nested file at n, 2n and 4n.

    tests/bench/growth.py [--program PROGRAM] [KIND or COMMAND] ...

PROGRAM is target/release/layerwise where none is named; kinds and commands (check, fix, cache, parse) are all where none is.
For each kind and command it prints the processor's seconds at the three sizes and the growth of the last doubling, less what
the program takes to start: 2 is linear, 4 quadratic. What grows faster than `LIMIT` is marked, and so is a run that crashes
or takes longer than `PATIENCE`; then the exit status is 1. `SMALLER=10` divides all sizes, for a program that is not optimised.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Seconds of the processor.
PATIENCE = 20
# What takes less than this says nothing about growth.
NOISE = 0.02
LIMIT = 2.9
SMALLER = int(os.environ.get("SMALLER", "1"))

DEBIAN = "FROM debian:12\n"


def lines(text, count, **more):
    return "".join(text.format(i=i, last=i - 1, half=i // 2, next=i + 1, **more) for i in range(count))


def nested(opening, inside, closing, count):
    return opening * count + inside + closing * count


# Each kind: n, and the Dockerfile of so many parts.
DOCKERFILES = {
    "stages": (2500, lambda n: lines("FROM debian:12 AS s{i}\nCOPY --from=s{half} /a /b{i}\n", n)),
    "stages, each on the last": (2500, lambda n: "FROM debian:12 AS s0\n" + lines("FROM s{i} AS s{next}\nRUN a\n", n)),
    "COPY --from one stage": (5000, lambda n: "FROM debian:12 AS a\nRUN x\n" + DEBIAN + lines("COPY --from=a /a{i} /b{i}\n", n)),
    "COPY --from=0": (5000, lambda n: "FROM debian:12 AS a\nRUN x\n" + DEBIAN + lines("COPY --from=0 /a{i} /b{i}\n", n)),
    "instructions": (25000, lambda n: DEBIAN + lines("COPY a{i} /b{i}/\n", n)),
    "WORKDIRs": (25000, lambda n: DEBIAN + lines("WORKDIR d{i}\n", n)),
    "WORKDIRs, absolute": (25000, lambda n: DEBIAN + lines("WORKDIR /d{i}\n", n)),
    "ENVs with passwords": (10000, lambda n: DEBIAN + lines("ENV U{i}=https://user:pw{i}@host.org/x\n", n)),
    "LABELs": (25000, lambda n: DEBIAN + lines("LABEL l{i}=x\n", n)),
    "EXPOSEs": (10000, lambda n: DEBIAN + lines("EXPOSE {i}\n", n)),
    "USERs": (25000, lambda n: DEBIAN + lines("USER u{i}\n", n)),
    "VOLUMEs": (10000, lambda n: DEBIAN + lines("VOLUME /v{i}\n", n)),
    "VOLUMEs and RUNs": (3000, lambda n: DEBIAN + lines("VOLUME /v{i}\nRUN echo {i} > /v{i}/x\n", n)),
    "CMDs": (10000, lambda n: DEBIAN + lines("CMD x{i}\n", n)),
    "SHELLs": (5000, lambda n: DEBIAN + lines('SHELL ["/bin/bash{i}", "-c"]\nRUN x\n', n)),
    "RUNs": (10000, lambda n: DEBIAN + lines("RUN echo {i}\n", n)),
    "RUNs with installs": (5000, lambda n: DEBIAN + lines("RUN apt-get update && apt-get install -y p{i}\n", n)),
    "RUNs with pip": (5000, lambda n: "FROM python:3.12\n" + lines("RUN pip install p{i}\n", n)),
    "RUNs with cd": (5000, lambda n: DEBIAN + lines("RUN cd /d{i}\n", n)),
    "RUNs with curl": (5000, lambda n: DEBIAN + lines("RUN curl https://example.com/{i} | sh\n", n)),
    "RUNs with cache mounts": (5000, lambda n: DEBIAN + lines("RUN --mount=type=cache,target=/c{i},id=c{half} make\n", n)),
    "mounts of one RUN": (5000, lambda n: DEBIAN + "RUN " + lines("--mount=type=cache,target=/c{i} ", n) + "make\n"),
    "binds from stages": (1000, lambda n: "FROM debian:12 AS a\n" + lines("RUN --mount=type=bind,from=a,target=/c{i} x\n", n)),
    "COPYs and RUNs": (3000, lambda n: DEBIAN + lines("COPY a{i} /b\nRUN npm install\n", n)),
    "COPY . . and RUNs": (3000, lambda n: DEBIAN + lines("COPY . .\nRUN npm ci\n", n)),
    "chmods after COPYs": (3000, lambda n: DEBIAN + lines("COPY a{i} /b{i}\nRUN chmod +x /b{i}\n", n)),
    "removals": (3000, lambda n: DEBIAN + lines("RUN touch /b{i}\nRUN rm -rf /b{i}\n", n)),
    "ADDs of archives": (5000, lambda n: DEBIAN + lines("ADD https://example.com/{i}.tgz /x{i}\nRUN tar xf /x{i}/{i}.tgz\n", n)),
    "sources of one COPY": (10000, lambda n: DEBIAN + "COPY " + lines("a{i} ", n) + "/b/\n"),
    "globs of one COPY": (5000, lambda n: DEBIAN + "COPY " + lines("a*{i} ", n) + "/b/\n"),
    "files in a heredoc COPY": (10000, lambda n: DEBIAN + "COPY " + lines("<<F{i} ", n) + "/b/\n" + lines("x\nF{i}\n", n)),
    "ENVs": (10000, lambda n: DEBIAN + lines("ENV A{i}=x\n", n)),
    "ENVs that use each other": (5000, lambda n: DEBIAN + "ENV A0=x\n" + lines("ENV A{next}=$A{i}\n", n)),
    "ENVs that grow": (100, lambda n: DEBIAN + "ENV A=x\n" + lines("ENV A=$A:y{i}\n", n)),
    "ENV of many": (5000, lambda n: DEBIAN + "ENV " + lines("A{i}=x ", n) + "\n"),
    "ENVs and RUNs": (1500, lambda n: DEBIAN + lines("ENV A{i}=x\nRUN echo $A{i}\n", n)),
    "ARGs and RUNs": (1500, lambda n: DEBIAN + lines("ARG A{i}=x\nRUN echo $A{i}\n", n)),
    "ARGs": (10000, lambda n: DEBIAN + lines("ARG A{i}=x\n", n)),
    "global ARGs": (10000, lambda n: lines("ARG A{i}=x\n", n) + DEBIAN),
    "global ARGs and stages": (1500, lambda n: lines("ARG A{i}=debian:12\n", n) + lines("FROM $A{i}\nARG A{i}\n", n)),
    "one name again": (10000, lambda n: DEBIAN + lines("ENV A=x{i}\n", n)),
    "stage names again": (5000, lambda n: lines("FROM debian:12 AS a\n", n)),
    "ONBUILDs": (5000, lambda n: "FROM debian:12 AS a\n" + lines("ONBUILD COPY a{i} b\n", n) + "FROM a\n"),
    "ONBUILDs of many stages": (50, lambda n: "FROM debian:12 AS a\n" + lines("ONBUILD RUN a{i}\n", n) + lines("FROM a\n", n)),
    "comments": (50000, lambda n: DEBIAN + lines("# comment {i}\n", n) + "RUN x\n"),
    "ignoring comments": (5000, lambda n: DEBIAN + lines("# layerwise: ignore[shell-form]\nRUN cd /x{i}\n", n)),
    "hadolint's comments": (5000, lambda n: DEBIAN + lines("# hadolint ignore=DL3003\nRUN cd /x{i}\n", n)),
    "ignoring comments in a block": (5000, lambda n: DEBIAN + "# layerwise: ignore[shell-form]\n" * n + "RUN cd /x\n"),
    "rules of one comment": (5000, lambda n: DEBIAN + "# layerwise: ignore[" + lines("a{i},", n) + "b]\nRUN cd /x\n"),
    "skipped checks": (5000, lambda n: "# check=skip=" + lines("A{i},", n) + "B\n" + DEBIAN),
    "blank lines": (100000, lambda n: DEBIAN + "\n" * n + "RUN x\n"),
    "blank lines in a RUN": (50000, lambda n: DEBIAN + "RUN x \\\n" + "\n" * n + " y\n"),
    "comments in a RUN": (25000, lambda n: DEBIAN + "RUN x \\\n" + "# c\n" * n + " y\n"),
    "continued lines": (25000, lambda n: DEBIAN + "RUN x" + " \\\n y" * n + "\n"),
    "continued lines of an ENV": (10000, lambda n: DEBIAN + "ENV " + lines("A{i}=x \\\n ", n) + "B=y\n"),
    "continued lines of a LABEL": (10000, lambda n: DEBIAN + "LABEL " + lines("a{i}=x \\\n ", n) + "b=y\n"),
    "words of a RUN": (25000, lambda n: DEBIAN + "RUN echo" + " x" * n + "\n"),
    "packages of a RUN": (10000, lambda n: DEBIAN + "RUN apt-get install -y" + lines(" p{i}", n) + "\n"),
    "packages on lines": (10000, lambda n: DEBIAN + "RUN apt-get install -y" + lines(" \\\n p{i}", n) + "\n"),
    "commands of a RUN": (10000, lambda n: DEBIAN + "RUN a" + " && b" * n + "\n"),
    "commands on lines": (5000, lambda n: DEBIAN + "RUN a" + lines(" \\\n && echo {i}", n) + "\n"),
    "installs of a RUN": (5000, lambda n: DEBIAN + "RUN apt-get update" + lines(" && apt-get install p{i}", n) + "\n"),
    "cds of a RUN": (5000, lambda n: DEBIAN + "RUN a" + lines(" && cd d{i} && make", n) + "\n"),
    "downloads of a RUN": (3000, lambda n: DEBIAN + "RUN a" + lines(" && curl -o f{i} https://example.com/{i} && rm f{i}", n) + "\n"),
    "variables of a RUN": (5000, lambda n: DEBIAN + "RUN a" + lines(" && a{i}=$a{half} && echo $a{i}", n) + "\n"),
    "exports of a RUN": (5000, lambda n: DEBIAN + "RUN a" + lines(" && export a{i}=$(x $a{half})", n) + "\n"),
    "pipes of a RUN": (5000, lambda n: DEBIAN + "RUN a" + " | b" * n + "\n"),
    "semicolons of a RUN": (10000, lambda n: DEBIAN + "RUN a" + "; b" * n + "\n"),
    "ifs of a RUN": (3000, lambda n: DEBIAN + "RUN a" + "; if a; then b; fi" * n + "\n"),
    "functions of a RUN": (2000, lambda n: DEBIAN + "RUN a" + lines("; f{i}() {{ f{half}; }}; f{i}", n) + "\n"),
    "seds of a RUN": (5000, lambda n: DEBIAN + "RUN a" + lines(" && sed -i 's/a{i}/b/' /etc/f", n) + "\n"),
    "backquotes of a RUN": (5000, lambda n: DEBIAN + "RUN a" + " `b`" * n + "\n"),
    "heredocs": (10000, lambda n: DEBIAN + lines("RUN <<E\necho {i}\nE\n", n)),
    "heredocs of one RUN": (3000, lambda n: DEBIAN + "RUN " + lines("<<E{i} ", n) + "\n" + lines("x\nE{i}\n", n)),
    "lines of a heredoc": (10000, lambda n: DEBIAN + "RUN <<E\n" + lines("echo {i}\n", n) + "E\n"),
    "installs in a heredoc": (5000, lambda n: DEBIAN + "RUN <<E\n" + lines("apt-get install p{i}\n", n) + "E\n"),
    "lines of a written file": (50000, lambda n: DEBIAN + "COPY <<E /x\n" + lines("echo {i}\n", n) + "E\n"),
    "opened heredocs": (5000, lambda n: DEBIAN + "RUN <<A <<B\n" * n),
    "opened heredocs, each its own": (5000, lambda n: DEBIAN + lines("RUN <<A{i}\n", n)),
    "heredocs in a heredoc": (2000, lambda n: DEBIAN + "RUN <<E\n" + lines("cat <<F{i}\nx\nF{i}\n", n) + "E\n"),
    "opened heredocs in a heredoc": (2000, lambda n: DEBIAN + "RUN <<E\n" + lines("cat <<F{i}\n", n) + "E\n"),
    "opened quotes": (2500, lambda n: DEBIAN + "RUN echo \"a 'b\nENV a=\"b\n" * n),
    "quotes of a RUN": (10000, lambda n: DEBIAN + "RUN echo " + "\"a 'b' \" 'c'" * n + "\n"),
    "opened substitutions": (5000, lambda n: DEBIAN + "RUN echo $(a `b ${c \"d 'e\n" * n),
    "bytes of a word": (1000000, lambda n: DEBIAN + "RUN echo " + "x" * n + "\n"),
    "bytes of an ENV": (1000000, lambda n: DEBIAN + "ENV A=" + "x" * n + "\n"),
    "bytes of a LABEL": (1000000, lambda n: DEBIAN + 'LABEL a="' + "x " * (n // 2) + '"\n'),
    "bytes of a comment": (1000000, lambda n: "# " + "x " * (n // 2) + "\n" + DEBIAN),
    "bytes of an ignoring comment": (1000000, lambda n: DEBIAN + "# layerwise: ignore[a] -- " + "x " * (n // 2) + "\nRUN cd x\n"),
    "bytes of a keyword": (1000000, lambda n: DEBIAN + "R" * n + " x\n"),
    "bytes of an image": (1000000, lambda n: "FROM " + "x" * n + "\n"),
    "parts of an image": (100000, lambda n: "FROM " + "x/" * n + "x\n"),
    "bytes of a path": (500000, lambda n: DEBIAN + "COPY a /" + "b/" * n + "\n"),
    "dots of a path": (100000, lambda n: DEBIAN + "WORKDIR /" + "b/../" * n + "\n"),
    "backslashes": (500000, lambda n: DEBIAN + "RUN echo " + "\\" * n + "x\n"),
    "dollars": (100000, lambda n: DEBIAN + "RUN echo " + "$" * n + "\n"),
    "backquotes": (10000, lambda n: DEBIAN + "RUN echo " + "`" * n + "\n"),
    "dollars of an ENV": (100000, lambda n: DEBIAN + "ENV A=" + "$A" * n + "\n"),
    "blanks": (1000000, lambda n: DEBIAN + "RUN a" + " " * n + "b\n"),
    "tabs before": (1000000, lambda n: DEBIAN + "\t" * n + "RUN b\n"),
    "less-thans": (100000, lambda n: DEBIAN + "RUN a " + "<" * n + "\n"),
    "stars of a COPY": (10000, lambda n: DEBIAN + "COPY " + "*a" * n + " /b/\n"),
    "words of a list": (10000, lambda n: DEBIAN + "CMD [" + '"a",' * n + '"b"]\n'),
    "flags": (10000, lambda n: DEBIAN + "COPY " + "--chown=a " * n + "a b\n"),
    "unknown flags": (10000, lambda n: DEBIAN + "COPY " + lines("--a{i}=a ", n) + "a b\n"),
    "unknown instructions": (10000, lambda n: DEBIAN + lines("BOGUS{i} x\n", n)),
    "CRLF": (25000, lambda n: (DEBIAN + lines("RUN cd /x{i}\n", n // 5)).replace("\n", "\r\n")),
    "no last line": (25000, lambda n: DEBIAN + lines("RUN x \\\n # {i} \\\n", n)),
    "letters beyond ASCII": (25000, lambda n: DEBIAN + "RUN echo " + "é€😀" * n + "\n"),
    "findings of one line": (5000, lambda n: DEBIAN + "EXPOSE" + lines(" a{i}/bogus", n) + "\n"),
    "invalid UTF-8": (100000, lambda n: DEBIAN + "RUN echo " + "\udcff" * n + "\n"),
    "regular expressions": (5000, lambda n: DEBIAN + lines("LABEL org.example{i}=\"a{i}\"\n", n)),
    "secrets": (5000, lambda n: DEBIAN + lines("ENV PASSWORD{i}=x{i}\n", n)),
    "nested lists": (20000, lambda n: DEBIAN + "CMD " + nested("[", '"a"', "]", n) + "\n"),
    "nested objects": (20000, lambda n: DEBIAN + "CMD " + nested('[{"a":', '"a"', "}]", n) + "\n"),
    "opened lists": (50000, lambda n: DEBIAN + "CMD " + "[" * n + "\n"),
    "nested parentheses": (10000, lambda n: DEBIAN + "RUN " + nested("(", "a", ")", n) + "\n"),
    "nested braces": (5000, lambda n: DEBIAN + "RUN " + nested("{ ", "a", "; }", n) + "\n"),
    "nested substitutions": (5000, lambda n: DEBIAN + "RUN echo " + nested("$(", "a", ")", n) + "\n"),
    "nested substitutions, quoted": (5000, lambda n: DEBIAN + "RUN echo " + nested('"$(', "a", ')"', n) + "\n"),
    "nested arithmetic": (5000, lambda n: DEBIAN + "RUN echo $((" + nested("(", "1", ")", n) + "))\n"),
    "nested substitutions of processes": (5000, lambda n: DEBIAN + 'SHELL ["/bin/bash", "-c"]\nRUN ' + nested("a <(", "a", ")", n) + "\n"),
    "nested defaults": (5000, lambda n: DEBIAN + "RUN echo " + nested("${a:-", "b", "}", n) + "\n"),
    "nested defaults of an ENV": (5000, lambda n: DEBIAN + "ENV A=" + nested("${a:-", "b", "}", n) + "\n"),
    "nested defaults of a FROM": (5000, lambda n: "FROM " + nested("${a:-", "b", "}", n) + "\n"),
    "nested alternatives of an ENV": (5000, lambda n: DEBIAN + "ENV A=" + nested("${a:+", "b", "}", n) + "\n"),
    "nested trimming of an ENV": (5000, lambda n: DEBIAN + "ENV A=" + nested("${A##", "b", "}", n) + "\n"),
    "nested replacing of an ENV": (5000, lambda n: DEBIAN + "ENV A=" + nested("${A/a/", "b", "}", n) + "\n"),
    "opened defaults of an ENV": (10000, lambda n: DEBIAN + "ENV A=" + "${a:-" * n + "\n"),
    "opened substitutions of a RUN": (10000, lambda n: DEBIAN + "RUN echo " + "$(" * n + "\n"),
    "opened expansions of a RUN": (5000, lambda n: DEBIAN + 'RUN ${A["v(' + "$(${ " * n + "\n"),
    "opened groups of a RUN": (5000, lambda n: DEBIAN + "RUN echo ${A##" + "@(" * n + '"x"}\n'),
    "ends of expansions in comments": (5000, lambda n: DEBIAN + 'RUN <<E\n${A["v(' + "${a $( # )}\n" * n + "E\n"),
    "opened parentheses of a RUN": (10000, lambda n: DEBIAN + "RUN " + "(" * n + "\n"),
    "opened braces of a RUN": (10000, lambda n: DEBIAN + "RUN " + "{ " * n + "\n"),
    "opened defaults of a RUN": (10000, lambda n: DEBIAN + "RUN echo " + "${a:-" * n + "\n"),
    "nested ifs": (2000, lambda n: DEBIAN + "RUN " + nested("if a; then ", "b", "; fi", n) + "\n"),
    "opened ifs": (2000, lambda n: DEBIAN + "RUN " + nested("if a; then ", "b", "", n) + "\n"),
    "nested loops": (2000, lambda n: DEBIAN + "RUN " + nested("while a; do ", "b", "; done", n) + "\n"),
    "nested cases": (2000, lambda n: DEBIAN + "RUN " + nested("case a in b) ", "c", ";; esac", n) + "\n"),
    "nested functions": (2000, lambda n: DEBIAN + "RUN " + nested("f() { ", "c", "; }", n) + "\n"),
    "nested shells": (200, lambda n: DEBIAN + "RUN " + nested("sh -c ", "c", "", n) + "\n"),
    "nested sudo": (5000, lambda n: DEBIAN + "RUN " + nested("sudo ", "c", "", n) + "\n"),
    "nested env": (5000, lambda n: DEBIAN + "RUN " + nested("env A=b ", "c", "", n) + "\n"),
    "nots": (5000, lambda n: DEBIAN + "RUN " + "! " * n + "a\n"),
    "nested bash tests": (2000, lambda n: DEBIAN + 'SHELL ["/bin/bash", "-c"]\nRUN [[ ' + nested("( ", "a", " )", n) + " ]]\n"),
    "trims in a pattern": (3000, lambda n: DEBIAN + "ENV A=" + "a" * n + "\nENV B=${A##" + "*a" * 20 + "b}\n"),
    "replaced stars": (3000, lambda n: DEBIAN + "ENV A=" + "a" * n + "\nENV B=${A//" + "*a" * 20 + "b/x}\n"),
    "ONBUILD ONBUILD": (10000, lambda n: DEBIAN + "ONBUILD " * n + "RUN x\n"),
    "PowerShell": (2000, lambda n: "# escape=`\nFROM windows\nSHELL [\"powershell\"]\n" + lines("RUN a{i} ; b `\n c\n", n)),
}

COMMANDS = {
    "check": ["check", "--isolated", "--preset", "all", "FILE"],
    "fix": ["check", "--isolated", "--preset", "all", "--diff", "--unsafe-fixes", "FILE"],
    "cache": ["cache", "--file", "FILE", "--changed", "src/a"],
    "parse": ["parse", "FILE"],
}


class Failed(Exception):
    pass


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))


def cost(program, command, directory):
    """Seconds of the processor."""
    arguments = [program] + [os.path.join(directory, "Dockerfile") if word == "FILE" else word for word in COMMANDS[command]]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(arguments, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=limit)
    if done.returncode == -signal.SIGKILL:
        raise Failed(f"longer than {PATIENCE} s")
    if done.returncode not in (0, 1, 2) or b"panicked" in done.stderr:
        raise Failed(f"status {done.returncode}: {done.stderr.decode(errors='replace').strip()[-200:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=os.path.abspath, default=os.path.join(ROOT, "target", "release", "layerwise"))
    parser.add_argument("wanted", nargs="*", metavar="KIND or COMMAND", help=", ".join([*DOCKERFILES, *COMMANDS]))
    options = parser.parse_args()
    program = options.program
    if not os.path.exists(program):
        parser.error(f"{program} is not there: `cargo build --release` makes it")
    commands = [word for word in options.wanted if word in COMMANDS] or list(COMMANDS)
    kinds = [word for word in options.wanted if word not in COMMANDS] or list(DOCKERFILES)
    unknown = [kind for kind in kinds if kind not in DOCKERFILES]
    if unknown:
        parser.error(f"no such kind: {', '.join(unknown)}")
    faults = 0
    with tempfile.TemporaryDirectory() as directory:
        def write(text):
            with open(os.path.join(directory, "Dockerfile"), "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))

        write(DEBIAN)
        start = {command: min(cost(program, command, directory) for _ in range(3)) for command in commands}
        for kind in kinds:
            count, make = DOCKERFILES[kind]
            count = max(count // SMALLER, 1)
            for command in commands:
                costs = []
                said = ""
                for times in (1, 2, 4):
                    write(make(count * times))
                    try:
                        costs.append(max(cost(program, command, directory) - start[command], 0))
                    except Failed as failure:
                        said = f"at {count * times}: {failure}"
                        break
                growth = None
                if len(costs) == 3:
                    growth = costs[2] / max(costs[1], NOISE)
                if not said and growth > LIMIT:
                    said = "faster than the file"
                faults += bool(said)
                figures = " ".join(f"{seconds:8.3f}" for seconds in costs)
                print(f"{kind:36} {command:6} {count:8} {figures:26} {growth or 0:5.1f} {said}", flush=True)
    sys.exit(1 if faults else 0)


main()
