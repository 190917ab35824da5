"""A terminal with somebody at it: runs a command in one, waits for words and types answers.

Standard input is an object: `command`, `folder`, `environment`, `columns`, and `talk`, pairs of what is waited for and
what is typed then. Standard output is one: the `code` that a shell would report, and the `screen`, all that was written.
"""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

# What takes longer hangs; far beyond what a busy machine needs.
HANGS = 60


class Terminal:
    def __init__(self, asked):
        size = struct.pack("HHHH", 24, asked["columns"], 0, 0)
        self.child, self.end = pty.fork()
        if self.child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            # What is started in the background ignores it, and so would what it starts.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir(asked["folder"])
            for name, value in asked["environment"].items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            os.execv(asked["command"][0], asked["command"])
        self.written = b""
        self.deadline = time.monotonic() + HANGS

    def read(self):
        """More of what the command writes; false when it writes no more."""
        if not select.select([self.end], [], [], max(0, self.deadline - time.monotonic()))[0]:
            self.fail("nothing comes")
        try:
            piece = os.read(self.end, 65536)
        except OSError:
            return False
        self.written += piece
        return bool(piece)

    def answer(self, words, typed):
        start = len(self.written)
        while words.encode() not in self.written[start:]:
            if not self.read():
                self.fail(f"it ended before {words!r}")
        os.write(self.end, typed.encode())

    def ended(self):
        while self.read():
            pass
        code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return code if code >= 0 else 128 - code

    def fail(self, why):
        try:
            os.kill(self.child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        sys.exit(f"{why}; on the screen is:\n{self.written.decode(errors='replace')}")


def main():
    asked = json.load(sys.stdin)
    terminal = Terminal(asked)
    for words, typed in asked["talk"]:
        terminal.answer(words, typed)
    code = terminal.ended()
    json.dump({"code": code, "screen": terminal.written.decode().replace("\r\n", "\n")}, sys.stdout)


main()
