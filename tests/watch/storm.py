"""Replays what editors and git do to a site while it is served, and compares with a fresh build after each.

    python3 storm.py --binary TIDINGS [--entries N] [--saves N] [--rounds N] [--many N]
                     [--folder FOLDER] [--tap FILE]

Each check is a line of TAP. Ends with `N passed, N failed`, and with how many were skipped if any were.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from branches import Site, entry
from saves import AWAY, PATTERNS, real_vim
from server import Poller, Server, memory, until

# Each save is two events or more, of which the system remembers 16,384 (`max_queued_events` in `inotify(7)`).
STORM = 20_000


# A file that is away for longer, in seconds, was deleted: whoever asks for its page may be told so.
LONGEST_AWAY = 0.1


class Skip(Exception):
    """Why a check cannot be made here."""


class Storm:
    """The checks, each a method that raises what is wrong and may return what it measured."""

    def __init__(self, options):
        self.options, self.passed, self.failed, self.skipped = options, 0, 0, 0
        self.tap = open(options.tap, "w", encoding="utf-8") if options.tap else None
        self.folder = Path(tempfile.mkdtemp(prefix="tidings-storm-", dir=options.folder))
        self.number = 0

    def say(self, line):
        print(line, flush=True)
        if self.tap:
            print(line, file=self.tap, flush=True)

    def check(self, name, what, *args):
        started, number = time.monotonic(), self.passed + self.failed + self.skipped + 1
        try:
            told = what(*args)
        except Skip as why:
            self.skipped += 1
            return self.say(f"ok {number} - {name} # SKIP {why}")
        except Exception as fault:  # Whatever it is, the checks that follow are made.
            self.failed += 1
            self.say(f"not ok {number} - {name}")
            return self.say(f"  # {type(fault).__name__}: {fault}")
        self.passed += 1
        took = f"{time.monotonic() - started:.1f} s"
        self.say(f"ok {number} - {name} # {f'{told}; ' if told else ''}{took}")

    def run(self):
        site = Site(self.folder / "site", self.options.entries)
        self.say(f"# {self.options.entries} entries, {site.difference()} paths differ between the branches")
        self.check("the branches differ in twice as many paths as there are entries", differ_enough, site)
        with self.serve(site) as server:
            self.single(site, server)
            self.storms(site, server)
            self.places(site, server)
        with self.serve(site, "--poll", "100") as server:
            self.check("with --poll: saves and a checkout show", self.polling, site, server)
        small = Site(self.folder / "small", 300) if self.options.entries > 300 else site
        for kind, told in (("watches", "max_user_watches"), ("instances", "max_user_instances")):
            self.check(f"at the limit of {told} it says so and misses nothing", self.limited, small, kind, told)
        with self.serve(small) as server:
            self.check("memory and open files stay flat", self.flat, small, server)

    def serve(self, site, *args, before=()):
        return Server(self.options.binary, site.root, args, before)

    def end(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.say(f"1..{self.passed + self.failed + self.skipped}")
        self.say(f"# pass {self.passed}")
        self.say(f"# fail {self.failed}")
        self.say(f"# skipped {self.skipped}")
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        self.say(f"{self.passed} passed, {self.failed} failed{skipped}")
        return 0 if self.failed == 0 else 1

    def settled(self, server):
        """Waits until nothing is built any more; how many builds there were."""
        return server.settles(self.options.quiet)

    def text(self):
        """A new entry, and the words by which it is known."""
        self.number += 1
        words = f"Save number {self.number} is whole."
        return entry("Watched", words).encode(), words

    # Single saves.

    def single(self, site, server):
        self.check("at first it serves what a build makes", server.equals_a_build, True)
        self.check("it reads and is read without building again", self.idle, site, server)
        site.write("changelog/1.0.0/watched.md", entry("Watched", "Save number 0 is whole."))
        server.shows("/entries/watched/", "Save number 0 is whole.")
        self.settled(server)
        patterns = dict(PATTERNS)
        for name, settings in (("Vim", ()), ("Vim with backupcopy=yes", ("writebackup", "backupcopy=yes"))):
            patterns[name] = real_vim(*settings) if shutil.which("vim") else None
        for name, save in patterns.items():
            self.check(f"{name}: one build a save, and it shows", self.saves, site, server, save)
        self.check("saves that change nothing build nothing", self.nothing, site, server)
        self.check("between save and reload there is no 404 and no half page", self.seamless, site, server)
        self.check("a broken save leaves the last good page, and a fix mends it", self.broken, site, server)

    def idle(self, site, server):
        before = len(server.said)
        subprocess.run([self.options.binary, "build", site.root], check=True, capture_output=True)
        server.fresh()
        count = self.settled(server) - before
        shutil.rmtree(site.path("public"))
        expect(count, 0, "builds")

    def saves(self, site, server, save):
        if save is None:
            raise Skip("there is no vim")
        path = site.path("changelog/1.0.0/watched.md")
        before, times = len(server.said), []
        for _ in range(self.options.saves):
            text, words = self.text()
            save(path, text)
            times.append(server.shows("/entries/watched/", words))
        count = self.settled(server) - before
        for left in path.parent.glob("*~"):
            left.unlink()
        server.equals_a_build()
        expect(count, self.options.saves, "builds")
        built = statistics.median(line["milliseconds"] for line in server.said[before:])
        return f"{timing(times)}, built in {built:.0f} ms"

    def nothing(self, site, server):
        path = site.path("changelog/1.0.0/watched.md")
        text, words = self.text()
        path.write_bytes(text)
        server.shows("/entries/watched/", words)
        before = self.settled(server)
        for change in (path.touch, lambda: path.write_bytes(text), lambda: path.chmod(0o600), path.read_bytes):
            change()
            time.sleep(0.1)
        expect(self.settled(server) - before, 0, "builds")

    def seamless(self, site, server):
        for _ in range(4):
            AWAY.clear()
            poller, times = self.polled(site, server)
            if max(AWAY) < LONGEST_AWAY:
                poller.is_good()
                return f"{poller.asked} answers; {times}"
        raise Skip(f"the machine is too busy to save in time: a file was away for {max(AWAY) * 1000:.0f} ms")

    def polled(self, site, server):
        """Saves, and what those who ask meanwhile are answered."""
        path, times = site.path("changelog/1.0.0/watched.md"), []
        patterns = [save for name, save in PATTERNS.items() if "sed" not in name]
        with Poller(server, ["/entries/watched/", "/", "/atom.xml", "/feed.json"]) as poller:
            for number in range(200):
                text, words = self.text()
                patterns[number % len(patterns)](path, text)
                times.append(server.shows("/entries/watched/", words))
        for left in path.parent.glob("*~"):
            left.unlink()
        self.settled(server)
        server.equals_a_build()
        return poller, timing(times)

    def broken(self, site, server):
        path = site.path("changelog/1.0.0/watched.md")
        with Poller(server, ["/entries/watched/", "/", "/atom.xml"]) as poller:
            for text in ("+++\ntitle = \n+++\nNo.\n", "+++\ntags = 7\n+++\n", "+++\n"):
                since = len(server.said)
                path.write_text(text)
                server.says("an error", lambda line: line["errors"] > 0, since)
                text, words = self.text()
                path.write_bytes(text)
                server.shows("/entries/watched/", words)
        poller.is_good()
        self.settled(server)
        server.equals_a_build()

    # Storms.

    def storms(self, site, server):
        site.path("changelog/1.0.0/watched.md").unlink()
        self.settled(server)
        for number in range(self.options.rounds):
            for branch, title in (("other", "Other branch"), ("main", "Main branch")):
                self.check(f"git checkout {branch}, round {number + 1}", self.checkout, site, server, branch, title)
        self.check("git stash and git stash pop", self.stash, site, server)
        self.check("more events than the system remembers", self.and_back, self.overflow, site, server)

    def checkout(self, site, server, branch, title):
        return self.stormy(server, lambda: site.git("checkout", "--quiet", branch), lambda: server.shows("/", title))

    def stormy(self, server, change, shown):
        """At most two builds, then every file is what a build makes."""
        before = len(server.said)
        started = time.monotonic()
        change()
        changed = time.monotonic() - started
        shown()
        took = time.monotonic() - started - changed
        count = self.settled(server) - before
        server.equals_a_build(every=True)
        if not 1 <= count <= 2:
            raise AssertionError(f"{count} builds, not one or two")
        return f"{count} builds; the change took {changed * 1000:.0f} ms, and showed {took * 1000:.0f} ms later"

    def stash(self, site, server):
        for name in site.names()[::3]:
            site.write(name, entry("Stashed", "To be stashed."))
            site.write(name.replace("entry", "untracked"), entry("Untracked", "To be stashed, too."))
        page = site.page(0)
        server.shows(page, "To be stashed.")
        self.settled(server)
        away = self.stormy(
            server, lambda: site.git("stash", "--quiet", "--include-untracked"), lambda: server.shows(page, "First")
        )
        back = self.stormy(server, lambda: site.git("stash", "pop", "--quiet"), lambda: server.shows(page, "To be"))
        site.git("checkout", "--quiet", ".")
        site.git("clean", "--quiet", "--force", "-d")
        server.shows(page, "First")
        self.settled(server)
        return f"away: {away}; back: {back}"

    def overflow(self, site, server):
        page = site.page(site.entries - 1)
        told = self.stormy(server, lambda: self.storm(site, server), lambda: server.shows(page, "The last of the storm."))
        site.write("changelog/9.0.0/new-in-storm.md", entry("New", "Edited after the storm."))
        server.shows("/entries/new-in-storm/", "Edited after the storm.")
        return told

    def storm(self, site, server):
        """Writes while the server is stopped."""
        names = site.names()
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            for number in range(max(STORM, queue())):
                text = entry(f"Storm {number}", "In the storm.").encode()
                # Not emptied first: some file systems then write through to the disk.
                with open(site.path(names[number % len(names)]), "r+b", buffering=0) as file:
                    file.write(text)
                    file.truncate(len(text))
            site.write(names[-1], entry("Storm", "The last of the storm."))
            site.write("changelog/9.0.0/new-in-storm.md", entry("New", "New in the storm."))
            site.path(names[0]).unlink()
        finally:
            os.kill(server.process.pid, signal.SIGCONT)

    def restore(self, site, server):
        """The branch as it was committed."""
        site.git("checkout", "--quiet", "--force", "main")
        site.git("clean", "--quiet", "--force", "-d", "-x")
        self.settled(server)
        server.equals_a_build()

    # Places.

    def places(self, site, server):
        for what in (
            self.folders, self.new_folders, self.linked_folder, self.linked_files, self.configuration, self.theme, self.root
        ):
            self.check(what.__doc__.rstrip("."), self.and_back, what, site, server)

    def and_back(self, what, site, server):
        try:
            return what(site, server)
        finally:
            self.restore(site, server)

    def edits(self, site, server, name, page):
        """One build for an edit of a file that something happened to before."""
        before = self.settled(server)
        text, words = self.text()
        site.path(name).write_bytes(text)
        server.shows(page, words)
        expect(self.settled(server) - before, 1, "builds for an edit")
        server.equals_a_build()

    def folders(self, site, server):
        """Moved and removed folders."""
        old, new = site.path("changelog/1.0.0"), site.path("changelog/8.0.0")
        name = Path(site.name(0)).name
        old.rename(new)
        until("the version changes", lambda: "8.0.0" in server.text(site.page(0)))
        self.edits(site, server, f"changelog/8.0.0/{name}", site.page(0))
        outside = site.path("aside")
        new.rename(outside)
        server.loses(site.page(0))
        self.settled(server)
        server.equals_a_build()
        outside.rename(old)
        server.shows(site.page(0), "Save number")
        self.edits(site, server, site.name(0), site.page(0))
        shutil.rmtree(old)
        server.loses(site.page(0))
        site.path("changelog").rename(site.path("elsewhere"))
        server.loses(site.page(IN_ANOTHER))
        site.path("elsewhere").rename(site.path("changelog"))
        server.shows(site.page(IN_ANOTHER), "First")
        self.edits(site, server, site.name(IN_ANOTHER), site.page(IN_ANOTHER))

    def new_folders(self, site, server):
        """New folders, files in them at once, and some later."""
        for number in range(20):
            site.write(f"changelog/atlas/7.{number}.0/in-a-new-folder-{number}.md", entry("New", "At once."))
            site.write(f"changelog/atlas/7.{number}.0/later-{number}.md", entry("New", "At once."))
            time.sleep(number / 1000)
        server.shows("/entries/later-19/", "At once.")
        self.edits(site, server, "changelog/atlas/7.0.0/later-0.md", "/entries/later-0/")
        for number in range(20):
            site.write(f"changelog/atlas/7.{number}.0/one-more-{number}.md", entry("New", "Later."))
        server.shows("/entries/one-more-19/", "Later.")
        self.settled(server)
        server.equals_a_build()

    def linked_folder(self, site, server):
        """A content folder becomes a link to a folder inside the site."""
        content, real = site.path("changelog"), site.path("docs/changes")
        real.parent.mkdir()
        content.rename(real)
        content.symlink_to("docs/changes")
        self.edits(site, server, "docs/changes" + site.name(0).removeprefix("changelog"), site.page(0))
        # The link leads elsewhere, by one step.
        other = site.path("docs/other")
        site.write("docs/other/1.0.0/elsewhere.md", entry("Elsewhere", "In another folder."))
        site.path("docs/link").symlink_to("docs/other")
        site.path("docs/link").rename(content)
        server.shows("/entries/elsewhere/", "In another folder.")
        self.edits(site, server, "docs/other/1.0.0/elsewhere.md", "/entries/elsewhere/")
        content.unlink()
        real.rename(content)
        shutil.rmtree(other)
        server.loses("/entries/elsewhere/")
        self.edits(site, server, site.name(0), site.page(0))

    def linked_files(self, site, server):
        """Links to files and folders outside of content, edited at their targets."""
        site.write("notes/linked.md", entry("Linked", "In a file that is linked."))
        site.write("parts/in-a-folder.md", entry("In a folder", "In a folder that is linked."))
        site.path("changelog/1.0.0/linked.md").symlink_to("../../notes/linked.md")
        site.path("changelog/6.0.0").symlink_to("../parts")
        server.shows("/entries/linked/", "In a file that is linked.")
        server.shows("/entries/in-a-folder/", "In a folder that is linked.")
        self.settled(server)
        for save in (PATTERNS["VS Code: in place"], PATTERNS["Vim's pattern"], PATTERNS["JetBrains"]):
            for name, page in (("notes/linked.md", "/entries/linked/"), ("parts/in-a-folder.md", "/entries/in-a-folder/")):
                before = len(server.said)
                text, words = self.text()
                save(site.path(name), text)
                server.shows(page, words)
                expect(self.settled(server) - before, 1, f"builds for {name}")
        server.equals_a_build()
        site.path("notes/linked.md").rename(site.path("notes/away.md"))
        server.says("that the link leads nowhere", lambda line: line["errors"] > 0, len(server.said) - 1)
        site.path("notes/away.md").rename(site.path("notes/linked.md"))
        self.edits(site, server, "notes/linked.md", "/entries/linked/")

    def configuration(self, site, server):
        """The site's file is deleted and made again."""
        config = site.path("tidings.toml")
        text = config.read_text()
        with Poller(server, ["/", "/atom.xml"]) as poller:
            for title in ("Made again", "And again"):
                since = len(server.said)
                config.unlink()
                server.says("that it is missing", lambda line: line["errors"] > 0, since)
                config.write_text(text.replace("Main branch", title))
                server.shows("/", title)
        if poller.faults:
            raise AssertionError("; ".join(poller.faults[:5]))
        self.settled(server)
        server.equals_a_build()

    def theme(self, site, server):
        """Templates, strings, styles and pictures come, change and go."""
        page = site.page(0)
        own = '{{% extends "base.html" %}}{{% block content %}}<b>{}</b>{{% endblock %}}'
        site.write("templates/entry.html", own.format("mine"))
        server.shows(page, "<b>mine</b>")
        site.write("templates/entry.html", own.format("yours"))
        server.shows(page, "<b>yours</b>")
        self.settled(server)
        server.equals_a_build()
        shutil.rmtree(site.path("templates"))
        server.shows(page, "First")
        site.write("tidings.toml", 'theme = "own"\n' + site.path("tidings.toml").read_text())
        site.write("themes/own/assets/style.css", "b { color: red }")
        site.write("i18n/en.toml", '[nav]\nchangelog = "Lately"\n')
        server.shows("/", "Lately")
        self.settled(server)
        server.equals_a_build()
        site.write("themes/own/assets/style.css", "b { color: blue }")
        site.write("static/note-0.txt", "changed")
        server.shows("/note-0.txt", "changed")
        self.settled(server)
        server.equals_a_build()

    def root(self, site, server):
        """The site's whole folder is replaced by another one, and comes back."""
        aside = site.root.with_name("aside")
        site.root.rename(aside)
        time.sleep(0.05)
        shutil.copytree(aside, site.root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        site.write("tidings.toml", site.path("tidings.toml").read_text().replace("Main branch", "Another root"))
        server.shows("/", "Another root")
        self.edits(site, server, site.name(0), site.page(0))
        shutil.rmtree(site.root)
        aside.rename(site.root)
        server.shows("/", "Main branch")
        self.edits(site, server, site.name(0), site.page(0))

    # Other servers.

    def polling(self, site, server):
        for number, save in enumerate(PATTERNS.values()):
            text, words = self.text()
            save(site.path(site.name(number)), text)
            server.shows(site.page(number), words)
        for left in site.path("changelog").rglob("*~"):
            left.unlink()
        server.equals_a_build()
        site.git("checkout", "--quiet", "--force", "other")
        server.shows("/", "Other branch")
        self.settled(server)
        server.equals_a_build()
        self.restore(site, server)

    def limited(self, site, kind, setting):
        """Little is allowed in a namespace of its own, which needs no rights and touches nobody else."""
        little = f'echo {3 if kind == "watches" else 0} >/proc/sys/user/max_inotify_{kind} && exec "$@"'
        before = ["unshare", "--user", "--map-root-user", "sh", "-c", little, "sh"]
        if subprocess.run([*before, "true"], capture_output=True).returncode != 0:
            raise Skip("no namespace of its own, so the limit cannot be lowered")
        told = self.told(site, before)
        value = Path(f"/proc/sys/fs/inotify/{setting}").read_text().strip()
        for part in (f"fs.inotify.{setting} = {value}", f"sudo sysctl fs.inotify.{setting}="):
            expect(told.count(part), 1, f"times `{part}` in {told!r}")
        with self.serve(site, before=before) as server:
            text, words = self.text()
            site.path(site.name(0)).write_bytes(text)
            server.shows(site.page(0), words)
            site.git("checkout", "--quiet", "--force", "other")
            server.shows("/", "Other branch")
            self.settled(server)
            server.equals_a_build()
            site.git("checkout", "--quiet", "--force", "main")
            server.shows("/", "Main branch")
            self.settled(server)
            server.equals_a_build()

    def told(self, site, before):
        """What people are told within a moment of the start."""
        command = [*before, self.options.binary, "serve", site.root, "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            process.stdout.readline()
            time.sleep(1)
            process.terminate()
            return process.communicate()[1]

    def flat(self, site, server):
        path, measured = site.path(site.name(0)), []
        for number in range(1, self.options.many + 1):
            text, words = self.text()
            path.write_bytes(text)
            server.shows(site.page(0), words)
            if number in (self.options.many // 4, self.options.many):
                measured.append(server.memory_and_files())
        (memory, files), (later, files_later) = measured
        if later > memory * 1.1:
            raise AssertionError(f"{memory} KiB grew to {later} KiB")
        expect(files_later, files, "open files")
        return f"{self.options.many} saves; {memory} and {later} KiB; {files} files"


# The number of an entry that is in another folder than the first one.
IN_ANOTHER = 60


def differ_enough(site):
    if site.difference() < 2 * site.entries:
        raise AssertionError(f"only {site.difference()}")


def expect(is_so, should, what):
    if is_so != should:
        raise AssertionError(f"{is_so} {what}, not {should}")


def timing(times):
    return f"shown after {statistics.median(times) * 1000:.0f} ms, at most {max(times) * 1000:.0f} ms"


def queue():
    """How many events the system remembers."""
    try:
        return int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    except OSError:
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=10, help="of each editor")
    parser.add_argument("--rounds", type=int, default=5, help="of git checkout there and back")
    parser.add_argument("--many", type=int, default=2_000, help="saves while memory is watched")
    parser.add_argument("--quiet", type=float, default=1.5, help="seconds after which nothing is built any more")
    parser.add_argument("--folder", type=Path, default=memory(), help="where the site is made [default: in memory]")
    parser.add_argument("--tap", type=Path, help="a file for the same lines")
    options = parser.parse_args()
    options.binary = options.binary.resolve(strict=True)
    # Ended from outside, it still ends its servers and removes its sites.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    storm = Storm(options)
    try:
        storm.run()
    finally:
        code = storm.end()
    sys.exit(code)


if __name__ == "__main__":
    main()
