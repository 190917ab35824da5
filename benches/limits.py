#!/usr/bin/env python3
"""Runs a release build of Tidings on hostile input and holds it to limits of time and memory (standard library only, Unix).

  limits.py [--tidings target/release/tidings] [--entries 3000]

Three kinds of limits, which tests cannot hold because they must pass on a busy machine:
  stop          SIGINT at several moments of a build, and to `serve`: it ends within a second, the published site is
                whole, be it the old one or the new, and nothing of the build lies beside it
  front matter  YAML and TOML that explode, nest or never end: refused within 0.2 s and 100 MB, in a short message
  markdown      1 MB of text made to be slow to parse: built or refused within 5 s and 500 MB, and twice the text takes
                less than three times as long

Prints a line for each with its limit; exit status 1 when one is exceeded. Run it on a quiet machine.
"""
import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
GENLOAD = os.path.join(HERE, "compare", "genload.py")
CONFIG = 'title = "Limits"\nbase_url = "https://limits.example"\n'
SIZE = 1_000_000           # bytes of each markdown text
SLOW = 0.5                 # CPU seconds; how time grows is told of texts that take longer than this

STOP_SECONDS = 1.0
FRONT_SECONDS, FRONT_MIB, FRONT_MESSAGE = 0.2, 100, 8192
BODY_SECONDS, BODY_MIB, BODY_GROWTH = 5.0, 500, 3.0


class Limits:
    """Prints what was measured, and remembers whether all of it was within its limits."""

    def __init__(self):
        self.exceeded = 0

    def tell(self, name, *measured):
        """`measured`: (value, limit, unit) each."""
        over = any(value > limit for value, limit, _ in measured)
        self.exceeded += over
        words = ", ".join("%.3g of %g %s" % figure for figure in measured)
        print("%-6s %-44s %s" % ("OVER" if over else "ok", name, words), flush=True)


class Ran(NamedTuple):
    """What became of a command: `cpu` counts user and system, `mib` is the peak, `told` what came on standard error."""
    seconds: float
    cpu: float
    mib: float
    code: int
    told: bytes


def run(argv):
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        return Ran(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, log.read())


def build_one(tidings, text):
    """Builds a site of one entry with this text."""
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site")
        os.makedirs(os.path.join(site, "changelog"))
        for name, content in [("tidings.toml", CONFIG), ("changelog/a.md", text)]:
            with open(os.path.join(site, name), "w", encoding="utf-8") as f:
                f.write(content)
        return run([tidings, "build", site, "--output", os.path.join(folder, "out")])


# ---------------------------------------------------------------- stop
def fingerprint(folder):
    """One text for all files of a folder: their paths and what is in them."""
    digest = hashlib.sha256()
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            digest.update(os.path.relpath(path, folder).encode() + b"\0")
            with open(path, "rb") as f:
                digest.update(hashlib.sha256(f.read()).digest())
    return digest.hexdigest()


def interrupt(argv, ready):
    """Starts it, calls `ready`, sends SIGINT; seconds from the signal to the end, and the exit status."""
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    ready(process)
    sent = time.perf_counter()
    process.send_signal(signal.SIGINT)
    process.communicate()
    return time.perf_counter() - sent, process.returncode


def address_told(process):
    """Waits until a server has told its address."""
    while b"http://" not in (line := process.stdout.readline()) and line:
        pass


def stops(limits, tidings, entries):
    with tempfile.TemporaryDirectory() as folder:
        site, out = os.path.join(folder, "site"), os.path.join(folder, "out")
        subprocess.run([sys.executable, GENLOAD, "--format", "tidings-default", "--entries", str(entries), "--out", site],
                       check=True, stdout=subprocess.DEVNULL)
        config = os.path.join(site, "tidings.toml")
        with open(config, encoding="utf-8") as f:
            plain = f.read()

        def paint(accent):
            """Changes every page."""
            with open(config, "w", encoding="utf-8") as f:
                f.write("%s\n[theme_options]\naccent = \"%s\"\n" % (plain, accent))

        build = [tidings, "build", site, "--output", out]
        whole = set()
        for accent in ["rose", "blue"]:
            paint(accent)
            ran = run(build)
            if ran.code != 0:
                sys.exit("the site cannot be built:\n" + ran.told.decode())
            whole.add(fingerprint(out))
        beside = set(os.listdir(folder))
        for tenth in range(10):
            paint(["rose", "blue"][tenth % 2])
            took, code = interrupt(build, lambda _: time.sleep(ran.seconds * tenth / 10))
            # A signal that comes before it is heeded ends it too; one that comes when all is done changes nothing.
            bad = code not in (0, 130, -signal.SIGINT)
            litter = set(os.listdir(folder)) - beside
            limits.tell("a build, after %d tenths of it" % tenth, (took, STOP_SECONDS, "s"), (int(bad), 0, "bad exits"),
                        (int(fingerprint(out) not in whole), 0, "torn sites"), (len(litter), 0, "left behind"))
        took, code = interrupt([tidings, "serve", site], address_told)
        limits.tell("serve", (took, STOP_SECONDS, "s"), (int(code != 0), 0, "bad exits"))


# ---------------------------------------------------------------- front matter
def fronts():
    """Name and front matter that must be refused."""
    bomb = "".join("a%d: &a%d [%s]\n" % (n, n, ", ".join(["*a%d" % (n - 1)] * 9)) for n in range(1, 12))
    merges = "".join("m%d: &m%d {<<: *m%d}\n" % (n, n, n - 1) for n in range(1, 3000))
    yaml = {
        "aliases of aliases": "a0: &a0 [x, x, x]\n" + bomb,
        "64k brackets": "a: " + "[" * (64 << 10),
        "16k braces": "a: " + "{a: " * (16 << 10),
        "a chain of merges": "m0: &m0 {a: 1}\n" + merges,
        "a line of 100 KB": "titel: " + "x" * (100 << 10),
        "10 MB of keys": "key: value\n" * (900 << 10),
    }
    toml = {
        "60k brackets": "a = " + "[" * (60 << 10),
        "a key of 20k dots": "a" + ".a" * (20 << 10) + " = 1",
        "a line of 100 KB": "titel = \"%s\"" % ("x" * (100 << 10)),
    }
    yield from (("YAML: " + name, "---\n%s\n---\ntext\n" % text) for name, text in yaml.items())
    yield from (("TOML: " + name, "+++\n%s\n+++\ntext\n" % text) for name, text in toml.items())


def front_matter(limits, tidings):
    for name, text in fronts():
        ran = build_one(tidings, text)
        limits.tell(name, (ran.seconds, FRONT_SECONDS, "s"), (ran.mib, FRONT_MIB, "MiB"), (len(ran.told), FRONT_MESSAGE, "bytes told"),
                    (int(ran.code != 1), 0, "let in"))


# ---------------------------------------------------------------- markdown
def repeated(unit):
    return lambda size: unit * (size // len(unit.encode()))


def between(start, unit, end):
    return lambda size: start + unit * (size // len(unit.encode())) + end


def numbered(unit):
    """A unit with a number in it, again and again."""
    def text(size):
        parts, length, n = [], 0, 0
        while length < size:
            parts.append(unit.replace("%", str(n)))
            length += len(parts[-1].encode())
            n += 1
        return "".join(parts)
    return text


def deeper(unit):
    """Each line one step deeper than the last; as many lines as fit."""
    def text(size):
        lines, length = [], 0
        while length < size:
            lines.append("  " * len(lines) + unit)
            length += len(lines[-1]) + 1
        return "\n".join(lines)
    return text


def backticks(size):
    """Runs of backticks, each longer than the last, none closed."""
    runs, length = [], 0
    while length < size:
        runs.append("e" + "`" * len(runs))
        length += len(runs[-1])
    return "".join(runs)


def halves(left, right):
    return lambda size: left * (size // 2 // len(left)) + right * (size // 2 // len(right))


def table(columns):
    """A wide table with as many rows as fit."""
    head = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n"
    return lambda size: head + ("|" + "b|" * columns + "\n") * max(1, (size - len(head)) // (2 * columns + 2))


MARKDOWN = {
    "brackets that open": repeated("["), "brackets that close": repeated("]"), "brackets that open and close": halves("[", "]"),
    "images that open": repeated("!["), "links that open": repeated("[a]("), "images in links": repeated("[![a]("),
    "links in angle brackets that open": repeated("[a](<b"), "links with titles that open": repeated("[a](b \""),
    "parentheses in a link": halves("[a](", ")"), "nested links": halves("[", "](b)"), "link labels with escapes": repeated("[\\["),
    "references to nothing": repeated("[a][b] "), "references to one": between("[a]: b\n\n", "[a]", "\n"),
    "definitions of references": numbered("[a%]: b%\n"), "one definition again and again": repeated("[a]: b\n"),
    "a definition without an end": between("[a", "a", ""), "a title of a definition without an end": between("[a]: b '", "c\n", ""),
    "footnotes that open": repeated("[^"), "footnotes to nothing": repeated("[^a] "), "footnotes and their texts": numbered("[^%]\n\n[^%]: a\n\n"),
    "footnotes in footnotes": numbered("[^%]: [^%]\n"),
    "stars": repeated("*"), "stars that open": repeated("*a "), "stars that close": repeated("a* "), "double stars that open": repeated("**a "),
    "stars of unlike length": repeated("a**b c* "), "stars and underscores": repeated("*a _b "), "stars in words": repeated("a*b"),
    "underscores": repeated("_a "), "many stars around": halves("*", "a*"), "tildes that open": repeated("~~a "), "single tildes": repeated("~a "),
    "stars and brackets": repeated("*[a_ "), "emphasis around nothing": repeated("***_ "),
    "backticks of growing length": backticks, "backticks that open": repeated("`a "), "pairs of backticks that open": repeated("``a`"),
    "escapes": repeated("\\"), "escaped stars": repeated("\\*"), "entities": repeated("&amp;"), "entities that open": repeated("&"),
    "numeric entities": repeated("&#x1F389;"),
    "quotes": repeated(">"), "quotes with spaces": repeated("> "), "quotes, a line each": repeated(">\n"), "quoted lists": repeated("> - "),
    "lists in lists": repeated("- "), "ordered lists in lists": repeated("1. "), "lists, each line deeper": deeper("- a"),
    "items": repeated("- a\n"), "items and empty lines": repeated("-\n\n"), "lists of changing kind": repeated("- a\n+ a\n* a\n"), "task lists": repeated("- [ ] a\n"),
    "definition lists": repeated("a\n: b\n\n"), "definitions of one term": between("a\n", ": b\n", ""),
    "headings": repeated("# a\n"), "headings of one name": repeated("## Fixed\n\n"), "headings with an underline": repeated("a\n-\n"), "rules": repeated("---\n\n"),
    "hashes": repeated("#"), "headings with attributes that open": repeated("# a {#"),
    "fences that open": repeated("```\n\n"), "one fence without an end": between("```rust\n", "fn a() {\n", ""), "one fence, one long line": between("```json\n", "[", "\n```\n"),
    "code by indentation": repeated("    a\n\n"),
    "tables": repeated("|a|\n|-|\n|b|\n\n"), "a wide table": table(2000), "a long table": table(2), "a table without rows": repeated("|a"),
    "pipes in a table": between("|a|\n|-|\n", "\\|", "|\n"), "lines that look like tables": repeated("a|b\n"),
    "elements that open": repeated("<div>"), "elements in lines": repeated("<div>\n\n"), "unknown elements": repeated("<a"), "tags without an end": repeated("<a b='"),
    "comments that open": repeated("<!-- "), "instructions that open": repeated("<?"), "declarations that open": repeated("<!A "),
    "CDATA that opens": repeated("<![CDATA["), "closing tags": repeated("</div>"), "attributes": between("<p ", "a=b ", ">"),
    "spans in spans": halves("<b>", "</b>"), "addresses in angle brackets that open": repeated("<https://a"),
    "addresses": repeated("https://a.example/b "), "one long address": between("https://", "a.", ""), "parentheses after an address": between("https://a.example/", ")", ""),
    "issues": numbered("#% "), "hashes of commits": repeated("0123abcdef "), "advisories": numbered("- CVE-2026-%\n"),
    "alerts": repeated("> [!NOTE]\n> a\n\n"), "breaking changes": repeated("- **Breaking:** a\n"),
    "spaces": repeated(" "), "tabs": repeated("\t"), "lines without text": repeated("\n"), "one word": repeated("a"),
    "hard breaks": repeated("a  \n"), "zero bytes": repeated("\0"), "marks of direction": repeated("\u202e"), "accents": repeated("a\u0301"),
    "emoji joined": repeated("👩\u200d"), "ideographs": repeated("検索"),
}


def markdown(limits, tidings):
    def text(make, size):
        return '---\ntitle: "A"\ndate: 2026-01-01\n---\n\n' + make(size)

    for name, make in MARKDOWN.items():
        ran = build_one(tidings, text(make, SIZE))
        measured = [(ran.seconds, BODY_SECONDS, "s"), (ran.mib, BODY_MIB, "MiB"), (int(ran.code not in (0, 1)), 0, "crashes")]
        if ran.cpu > SLOW:
            half = build_one(tidings, text(make, SIZE // 2))
            measured.append((ran.cpu / half.cpu, BODY_GROWTH, "times the CPU of half of it"))
        limits.tell("markdown: " + name, *measured)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--tidings", default=os.path.join(HERE, os.pardir, "target", "release", "tidings"), help="a release build")
    ap.add_argument("--entries", type=int, default=3000, help="size of the site whose build is stopped")
    a = ap.parse_args()
    tidings = os.path.abspath(a.tidings)
    limits = Limits()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache                  # what Tidings remembers of these builds goes with them
        stops(limits, tidings, a.entries)
        front_matter(limits, tidings)
        markdown(limits, tidings)
    print("%d limits exceeded" % limits.exceeded)
    return 1 if limits.exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
