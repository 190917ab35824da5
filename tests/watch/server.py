"""A running `tidings serve`: what it says, what it answers, and whether that is what a build makes."""
import hashlib
import json
import os
import random
import re
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

from branches import NOW

# Longer than anything takes, also on a busy machine: who waits for so long waits in vain.
PATIENCE = 60
# A connection that was silent for longer may have been closed by the server.
FRESH = 3
# So many files are compared besides those that changed.
SAMPLE = 200
SCRIPT = re.compile(rb'<script src="[^"]*/\.tidings/live\.js"[^>]*></script>\n')


class Server:
    """A server of the site in `root` at a free port; `before` is a command that runs it."""

    def __init__(self, binary, root, args=(), before=()):
        self.binary, self.root = binary, root
        self.said, self.news = [], threading.Condition()
        self.complaints = tempfile.TemporaryFile()
        self.known, self.random = {}, random.Random(1)
        command = [*before, binary, "serve", root, "--port", "0", "--message-format", "json", "--now", NOW, *args]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.complaints)
        threading.Thread(target=self.listen, daemon=True).start()
        with self.news:
            started = self.news.wait_for(lambda: self.said, PATIENCE)
        if not started:
            raise AssertionError(f"it did not start: {self.complained()}")
        self.url = self.said[0]["url"]
        self.port = int(self.url.split(":")[2].split("/")[0])
        self.client = Client(self.port)

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.said.append(json.loads(line))
                self.news.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def complained(self):
        self.complaints.seek(0)
        return self.complaints.read().decode()

    def get(self, path):
        return self.client.get(path)

    def text(self, path):
        return self.get(path)[1].decode("utf-8", "replace")

    def shows(self, path, words):
        """Waits until the page says `words`; seconds."""
        return until(f"{path} says {words!r}", lambda: words in self.text(path))

    def loses(self, path):
        """Waits until there is nothing at the address; seconds."""
        return until(f"{path} is gone", lambda: self.get(path)[0] == 404)

    def says(self, what, is_so, since):
        """Waits for a line about a build, after the first `since` lines."""
        with self.news:
            if not self.news.wait_for(lambda: any(map(is_so, self.said[since:])), PATIENCE):
                raise AssertionError(f"never said: {what}, but {self.said[since:]}")

    def settles(self, quiet):
        """Waits until nothing was built for so many seconds; how many builds there were until then."""
        while True:
            count = len(self.said)
            with self.news:
                if not self.news.wait_for(lambda: len(self.said) > count, quiet):
                    return count

    def fresh(self):
        """All files of a build in a new folder, by path."""
        with tempfile.TemporaryDirectory(dir=memory()) as folder:
            out = Path(folder) / "out"
            command = [self.binary, "build", self.root, "--output", out, "--base-url", self.url, "--now", NOW]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                raise AssertionError(f"the build fails: {done.stderr}")
            return {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}

    def equals_a_build(self, every=False):
        """Files of a fresh build are served with the same bytes, and what an earlier one had is gone. Asked for is
        every file, or all that changed since the last comparison, all that is no entry, and a sample."""
        built = self.fresh()
        del built["tidings-manifest.txt"]
        if len(built) < 20:
            raise AssertionError(f"hardly anything was built: {sorted(built)}")
        digests = {path: hashlib.sha256(bytes).digest() for path, bytes in built.items()}
        wanted = [path for path in sorted(built) if every or not is_entry(path) or digests[path] != self.known.get(path)]
        if not every:
            wanted += self.random.sample(sorted(built), min(SAMPLE, len(built)))
        faults = [fault for path in wanted if (fault := self.fault(path, built[path]))]
        gone = self.known.keys() - built.keys()
        faults += [f"{path} is still there" for path in sorted(gone) if self.get(address(path))[0] != 404]
        self.known = digests
        if faults:
            raise AssertionError(f"{len(faults)} of {len(built)} files differ: {'; '.join(faults[:5])}")
        return f"{len(wanted)} of {len(built)} files compared"

    def fault(self, path, expected):
        status, body = self.get(address(path))
        if status != 200:
            return f"{path} is answered with {status}"
        if path.endswith(".html"):
            body, scripts = SCRIPT.subn(b"", body)
            if scripts != 1:
                return f"{path} has {scripts} scripts"
        return None if body == expected else f"{path} has other bytes"

    def memory_and_files(self):
        """Resident memory in KiB, and how many files are open."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        resident = int(re.search(r"VmRSS:\s*(\d+)", status)[1])
        return resident, len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


class Client:
    """Asks one request after the other over one connection."""

    def __init__(self, port):
        self.port, self.stream, self.used = port, None, 0.0

    def get(self, path):
        """Status and body; an answer that is not whole is an error."""
        if self.stream is None or time.monotonic() - self.used > FRESH:
            self.stream = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.stream.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        bytes = self.stream.recv(1 << 18)
        while (end := bytes.find(b"\r\n\r\n")) < 0:
            bytes += self.more(path)
        head = bytes[:end].decode().lower()
        length = int(re.search(r"\r\ncontent-length: *(\d+)", head)[1])
        parts, have = [bytes[end + 4:]], len(bytes) - end - 4
        while have < length:
            parts.append(self.more(path))
            have += len(parts[-1])
        self.used = time.monotonic()
        return int(head.split(" ")[1]), b"".join(parts)

    def more(self, path):
        bytes = self.stream.recv(1 << 18)
        if not bytes:
            self.stream = None
            raise AssertionError(f"the answer for {path} breaks off")
        return bytes


class Poller:
    """Asks for the same addresses all the time; every answer has to be whole and good."""

    def __init__(self, server, paths):
        self.client, self.paths = Client(server.port), paths
        self.asked, self.faults, self.seen, self.over = 0, [], [], threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def run(self):
        while not self.over.is_set():
            for path in self.paths:
                try:
                    status, body = self.client.get(path)
                except (AssertionError, OSError) as error:
                    self.faults.append(f"{path}: {error}")
                    continue
                self.asked += 1
                if status != 200:
                    self.faults.append(f"{path} is answered with {status}")
                if path.endswith("/") and not body.rstrip().endswith(b"</html>"):
                    self.faults.append(f"{path} is half a page")
                numbers = [int(number) for number in re.findall(rb"Save number (\d+) is whole\.", body)]
                if path == self.paths[0]:
                    self.seen += numbers or [-1]

    def is_good(self):
        """Nothing but good answers, and never an older text after a newer one."""
        if self.faults:
            raise AssertionError(f"{len(self.faults)} of {self.asked} answers: {'; '.join(self.faults[:5])}")
        if -1 in self.seen:
            raise AssertionError(f"{self.seen.count(-1)} of {len(self.seen)} pages without the text")
        if self.seen != sorted(self.seen):
            raise AssertionError("an older text came back")


def address(path):
    return "/" + quote(path.removesuffix("index.html") if path.endswith("index.html") else path)


def is_entry(path):
    return path.startswith("entries/")


def until(what, is_so):
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > PATIENCE:
            raise AssertionError(f"never: {what}")
        time.sleep(0.002)
    return time.monotonic() - started


def memory():
    """A folder whose files are in memory, where there is one; `None` for the usual one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
