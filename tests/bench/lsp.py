#!/usr/bin/env python3
"""How long a language server takes from a change of the text to the diagnostics that show it, and how much memory it needs at most.

    tests/bench/lsp.py                     target/release/layerwise, and the others as far as `tests/bench/peers --install` got them or they
                                           are on the PATH
    tests/bench/lsp.py PROGRAM ...         these

Each server gets the same session: a file of 50 lines and one of 2,000, opened, then edited one character at a time. An edit takes the
`#` off a line `#MAINTAINER …`, which every server has something to say about, or puts it back; its time ends with the first diagnostics
that have a finding on that line, or have it no more. So diagnostics of an edit before do not count, whatever version they name. A server
gets each edit in the form that it asks for: what changed, or the whole text. Servers that wait before they answer are measured with
their wait, as that is what a user sees. The processor's time for an edit does not depend on what else the machine does; after each edit
the server gets a moment to finish what it is at.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

EDITS = 40
INCREMENTAL = 2
TARGET = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../target"))
OWN = os.path.join(TARGET, "release/layerwise")
OTHERS = ["tally", "docker-langserver"]
PLACES = os.pathsep.join([f"{TARGET}/peers/bin", f"{TARGET}/peers/node_modules/.bin", os.environ.get("PATH", "")])
ARGUMENTS = {"docker-langserver": ["--stdio"], "tally": ["lsp", "--stdio"]}


def dockerfile(lines):
    """A Dockerfile of so many lines, with something to say about it."""
    block = [
        "FROM debian AS stage{n}",
        "ARG VERSION=1",
        "ENV NAME=value{n} OTHER=$VERSION",
        "WORKDIR /app",
        "COPY package{n}.json ./",
        "RUN apt-get update && apt-get install -y curl",
        "COPY . .",
        "EXPOSE 8080/TCP",
        "#MAINTAINER name{n}",
        'CMD ["node", "main{n}.js"]',
    ]
    return "".join(line.format(n=at // len(block)) + "\n" for at in range(lines) for line in [block[at % len(block)]])


class Server:
    def __init__(self, program):
        name = os.path.basename(program)
        arguments = ARGUMENTS.get(name, ["lsp"])
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.next, self.peak, self.messages = 0, 0, []
        self.arrived = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        """Resident memory of the process and its children; the kernel's high-water mark for a single process."""
        while self.process.poll() is None:
            self.peak = max(self.peak, resident(self.process.pid))
            time.sleep(0.01)

    def read(self):
        while True:
            length = 0
            while (line := self.process.stdout.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            message = json.loads(self.process.stdout.read(length))
            if "id" in message and "method" in message:
                empty = [None] * len(message["params"]["items"]) if message["method"] == "workspace/configuration" else None
                self.send({"id": message["id"], "result": empty})
            with self.arrived:
                self.messages.append(message)
                self.arrived.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def request(self, method, params):
        self.next += 1
        self.send({"id": self.next, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == self.next and "method" not in message)

    def wait(self, wanted, seconds=30):
        end = time.monotonic() + seconds
        with self.arrived:
            while True:
                for at, message in enumerate(self.messages):
                    if wanted(message):
                        del self.messages[: at + 1]
                        return message
                if not self.arrived.wait(end - time.monotonic()):
                    raise TimeoutError

    def diagnostics(self, uri, accept=lambda found: True):
        def wanted(message):
            if message.get("method") != "textDocument/publishDiagnostics" or message["params"]["uri"] != uri:
                return False
            return accept(message["params"]["diagnostics"])

        return self.wait(wanted)["params"]["diagnostics"]


def is_on(line):
    return lambda found: any(each["range"]["start"]["line"] == line for each in found)


def is_off(line):
    return lambda found: not is_on(line)(found)


def resident(pid):
    total = 0
    try:
        with open(f"/proc/{pid}/status") as status:
            total += sum(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            total += sum(resident(int(child)) for child in children.read().split())
    except OSError:
        pass
    return total


def processor(pid):
    """Milliseconds that the threads of the process and its children have run on a processor."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as stat:
            total += int(stat.read().split()[0]) / 1e6
        with open(f"/proc/{pid}/task/{task}/children") as children:
            total += sum(processor(int(child)) for child in children.read().split())
    return total


def measure(program, lines):
    server = Server(program)
    answer = server.request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": {}})
    sync = answer["result"]["capabilities"]["textDocumentSync"]
    takes_parts = (sync["change"] if isinstance(sync, dict) else sync) == INCREMENTAL
    server.send({"method": "initialized", "params": {}})
    uri, text = "untitled:Dockerfile", dockerfile(lines)
    item = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": text}
    server.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    count = len(server.diagnostics(uri))
    time.sleep(0.5)
    server.messages.clear()
    text = text.split("\n")
    marks = [at for at, line in enumerate(text) if line.startswith("#MAINTAINER")]
    times, before = [], processor(server.process.pid)
    for version in range(2, EDITS + 2):
        line = marks[version // 2 * 37 % len(marks)]
        takes_off = version % 2 == 0
        text[line] = text[line][1:] if takes_off else "#" + text[line]
        place = [{"line": line, "character": 0}, {"line": line, "character": 1 if takes_off else 0}]
        part = {"range": {"start": place[0], "end": place[1]}, "text": "" if takes_off else "#"}
        change = part if takes_parts else {"text": "\n".join(text)}
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
        start = time.perf_counter()
        server.send({"method": "textDocument/didChange", "params": params})
        server.diagnostics(uri, is_on(line) if takes_off else is_off(line))
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    worked = (processor(server.process.pid) - before) / EDITS
    peak = server.peak
    server.request("shutdown", None)
    server.send({"method": "exit", "params": None})
    server.process.wait(5)
    return times, worked, peak, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", default=[OWN, *OTHERS])
    programs = parser.parse_args().programs
    print(f"{'server':28} {'lines':>6} {'findings':>9} {'median ms':>10} {'p95 ms':>8} {'CPU ms':>8} {'peak MB':>8}")
    for program in programs:
        found = shutil.which(program, path=PLACES)
        if not found:
            print(f"{program} is not there")
            continue
        program = found
        for lines in (50, 2000):
            name = os.path.basename(program)
            try:
                times, worked, peak, count = measure(program, lines)
            except (TimeoutError, BrokenPipeError, OSError) as error:
                print(f"{name:28} {lines:6} gives no diagnostics: {type(error).__name__}")
                continue
            p95 = sorted(times)[int(len(times) * 0.95)]
            print(f"{name:28} {lines:6} {count:9} {statistics.median(times):10.2f} {p95:8.2f} {worked:8.2f} {peak / 1000:8.1f}")


if __name__ == "__main__":
    main()
