"""A site of any size in a git repository with two branches that differ in twice as many paths as it has entries."""
import os
import random
import shutil
import subprocess
from pathlib import Path

NOW = "2026-11-20T00:00:00Z"
# So many entries have one version's folder.
IN_A_FOLDER = 50
WORDS = (
    "the search now finds drafts while exports keep their order and a slow network no longer loses comments "
    "webhooks retry with patience tokens rotate by themselves reports open twice as fast on small machines"
).split()
CONFIG = """title = "{title}"
base_url = "https://acme.example/"
description = "What changed at Acme"

[products.atlas]
name = "Atlas"
[products.beacon]
name = "Beacon"
"""
CODE = '\n```rust\nfn main() {{\n    println!("{number}");\n}}\n```\n'


def entry(title, text, more=""):
    return f'+++\ntitle = "{title}"\n{more}+++\n\n{text}\n'


class Site:
    """A folder with a site and its history; `main` is checked out."""

    def __init__(self, root, entries):
        self.root, self.entries = Path(root), entries
        self.root.mkdir(parents=True)
        self.random = random.Random(entries)
        self.write_main()
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("main")
        self.git("checkout", "--quiet", "-b", "other")
        self.write_other()
        self.commit("other")
        self.git("checkout", "--quiet", "main")

    def git(self, *args):
        """Runs git as nobody configured it; what it says."""
        environment = dict(
            os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1",
            GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@acme.example", GIT_AUTHOR_DATE=NOW,
            GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@acme.example", GIT_COMMITTER_DATE=NOW,
        )
        command = ["git", "-c", "gc.auto=0", "-c", "core.autocrlf=false", *args]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"git {' '.join(args)}: {done.stderr}")
        return done.stdout

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)

    def path(self, name):
        return self.root / name

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def words(self, count):
        return " ".join(self.random.choices(WORDS, k=count)).capitalize() + "."

    def name(self, number):
        """The path of an entry on `main`."""
        product = ("", "atlas/", "beacon/")[number // IN_A_FOLDER % 3]
        version = f"1.{number // IN_A_FOLDER}.0"
        day = f"{2017 + number % 9}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        return f"changelog/{product}{version}/{day}-entry-{number:05}.md"

    def page(self, number):
        """The address of an entry's page on `main`."""
        return f"/entries/entry-{number:05}/"

    def names(self):
        return [self.name(number) for number in range(self.entries)]

    def text(self, number, words="First"):
        more = f'type = "{("added", "fixed", "changed")[number % 3]}"\ntags = ["{WORDS[number % 7]}"]\n'
        if number % 40 == 0:
            more += f'roadmap = ["item-{number // 40 % 20}"]\n'
        text = f"{words} {self.words(12)}\n\n- {self.words(6)}\n- *{self.words(4)}*"
        return entry(f"Entry {number} {self.words(3)}", text + (CODE.format(number=number) if number % 10 == 0 else ""), more)

    def write_main(self):
        self.write("tidings.toml", CONFIG.format(title="Main branch"))
        for number in range(self.entries):
            self.write(self.name(number), self.text(number))
        for number in range(20):
            self.write(f"roadmap/item-{number}.md", entry(f"Item {number}", self.words(20), 'status = "planned"\n'))
        for number in range(10):
            self.write(f"static/note-{number}.txt", self.words(9))
        self.write("themes/own/theme.toml", 'name = "Own"\nparent = "default"\n')

    def write_other(self):
        """Of twenty entries nine get another name, nine another folder, one another text, one goes; two are new."""
        for number, name in enumerate(self.names()):
            old, kind = self.path(name), number % 20
            if kind < 9:
                old.rename(old.with_name(old.name.replace("entry", "renamed")))
            elif kind < 18:
                new = self.path(f"changelog/{name.split('/')[-2].replace('1.', '2.', 1)}/{old.name}")
                new.parent.mkdir(exist_ok=True)
                old.rename(new)
            elif kind == 18:
                self.write(name, self.text(number, "Edited."))
            else:
                old.unlink()
                for new in (2 * number, 2 * number + 1):
                    self.write(f"changelog/3.{number // 100}.0/2026-05-05-new-{new:05}.md", self.text(new))
        self.write("tidings.toml", CONFIG.format(title="Other branch"))
        self.write("templates/roadmap_item.html", '{% extends "base.html" %}{% block content %}<p>own</p>{% endblock %}')
        self.write("static/note-0.txt", "other")
        shutil.rmtree(self.path("themes"))

    def difference(self):
        """How many paths differ between the branches; a move is two."""
        return len(self.git("diff", "--no-renames", "--name-only", "main", "other").splitlines())
