"""Builds what convert.py made with the real binary, and holds the pages against the facts.

    python3 compare.py TIDINGS CORPORA OUT

TIDINGS is the binary, CORPORA the folder with `facts`, OUT what convert.py filled. What must agree: the
files with invalid dates, each told at its line; the number of pages; of each page its title, date and
product; the order and the versions of the newest thirty. Ends with `N passed, N failed`.
"""
import collections
import html.parser
import json
import re
import subprocess
import sys
from pathlib import Path

from convert import slug

NOW = "2026-12-01T00:00:00Z"


class Page(html.parser.HTMLParser):
    """The first heading, the dates, the links and the terms without a page of their own of a page's main part."""

    def __init__(self, text):
        super().__init__()
        self.title, self.dates, self.links, self.terms, self.text = "", [], [], [], []
        self.inside, self.heading, self.term = False, False, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "main":
            self.inside = True
        elif self.inside and tag == "h1" and not self.title:
            self.heading = True
        elif self.inside and tag == "time":
            self.dates.append(attributes.get("datetime", "")[:10])
        elif self.inside and tag == "span" and attributes.get("class") == "chip":
            self.term = True
        elif self.inside and tag == "a":
            self.links.append(attributes.get("href") or "")

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside = False
        elif tag == "h1":
            self.heading = False
        elif tag == "span":
            self.term = False

    def handle_data(self, data):
        if self.heading:
            self.title += data
        if self.term:
            self.terms.append(slug(plain(data)))
        if self.inside:
            self.text.append(data)


class Judge:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, faults):
        """One line for a check that went wrong, with the first few faults."""
        if faults:
            self.failed += 1
            print(f"FAIL {name}: {len(faults)} faults; {'; '.join(map(str, faults[:4]))}", flush=True)
        else:
            self.passed += 1
            print(f"ok   {name}", flush=True)


def build(tidings, folder):
    command = [tidings, "build", folder / "site", "--output", folder / "public", "--now", NOW, "--message-format", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace")
    said = [json.loads(line) for line in (ran.stdout + ran.stderr).splitlines() if line.startswith("{")]
    return ran.returncode, said, ran.stderr


def place_of(message, folder):
    """Path below the site and line."""
    place = message.get("place") or {}
    return place.get("path", "").removeprefix(f"{folder / 'site'}/"), place.get("line")


def mend(folder, manifest, faulty):
    """Takes the lines with invalid dates out, as their authors would have to."""
    for item in manifest["items"]:
        if item["id"] in faulty:
            file = folder / "site" / item["path"]
            lines = file.read_text(encoding="utf-8").split("\n")
            del lines[item["date_line"] - 1]
            file.write_text("\n".join(lines), encoding="utf-8")


def same(text):
    return " ".join(text.replace("`", "").split())


def compare(judge, tidings, name, corpora, out):
    folder = out / name
    facts = json.loads((corpora / "facts" / f"{name}.json").read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    items = {item["id"]: item for item in manifest["items"]}
    faulty = {error["id"] for error in facts["errors"]}

    if faulty:
        code, said, _ = build(tidings, folder)
        told = {place_of(message, folder) for message in said if message.get("severity") == "error"}
        expected = {(items[id]["path"], items[id]["date_line"]) for id in faulty}
        judge.check(f"{name}: invalid dates are told by file and line", sorted(told ^ expected, key=str) + ([] if code == 1 else [f"exit {code}"]))
        mend(folder, manifest, faulty)

    code, said, stderr = build(tidings, folder)
    errors = [f"{place_of(message, folder)} {message['message']}" for message in said if message.get("severity") == "error"]
    judge.check(f"{name}: builds", (errors or [stderr[-400:]]) if code else [])
    if code:
        return

    at = folder / "public" / manifest["links"]
    # Beside the items' pages stand others: views of the roadmap, pages of lists.
    slugs = {item["slug"] for item in items.values()}
    pages = {path.parent.name: Page(path.read_text(encoding="utf-8")) for path in at.glob("*/index.html") if path.parent.name in slugs}
    missing = [item["path"] for item in items.values() if item["slug"] not in pages]
    judge.check(f"{name}: {facts['count']} pages", missing + ([] if len(items) == facts["count"] else [f"{len(items)} converted"]))

    titles, dates = [], []
    for entry in facts["entries"]:
        page = pages.get(items[entry["id"]]["slug"])
        if page and entry["title"] and same(page.title) != same(entry["title"]):
            titles.append((page.title, entry["title"]))
        if page and entry["date"] and entry["date"] not in page.dates:
            dates.append((entry["id"], page.dates, entry["date"]))
    judge.check(f"{name}: titles", titles)
    judge.check(f"{name}: {facts['dated']} dates", dates)

    if link := manifest.get("area_link"):
        count = collections.Counter()
        for page in pages.values():
            # A component that no entry of the changelog has, has no page to be linked.
            terms = page.terms if link.startswith("/components/") else []
            has = lambda term: link.format(term) in page.links or term in terms
            count.update({area for area in facts["by_product"] if has(slug(plain(area)))})
        wanted = merged(facts["by_product"])
        found = merged(count, most=True)
        judge.check(f"{name}: products", [f"{area}: {found.get(area, 0)}, not {n}" for area, n in wanted.items() if found.get(area, 0) != n])

    if facts["by_status"]:
        count = collections.Counter(status_of(pages[slug], manifest["statuses"]) for slug in pages)
        judge.check(f"{name}: statuses", [f"{status}: {count[status]}, not {n}" for status, n in facts["by_status"].items() if count[status] != n])

    if facts["latest30"]:
        judge.check(f"{name}: the newest thirty", newest(facts["latest30"], items, pages, folder / "public", manifest["links"]))


def plain(area):
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", area)


def merged(counts, most=False):
    """Counts by slug: two spellings of one product are one product."""
    total = {}
    for area, n in counts.items():
        key = slug(plain(area))
        total[key] = max(total.get(key, 0), n) if most else total.get(key, 0) + n
    return total


def status_of(page, statuses):
    """The first of the page's texts that is a status of the board: it stands above the body."""
    names = {status.lower(): status for status in statuses}
    return next((names[same(text).lower()] for text in page.text if same(text).lower() in names), None)


def newest(latest, items, pages, public, links):
    """The newest thirty by the archive (entries) or by the pages' dates (roadmap), as sets within a day."""
    by_slug = {item["slug"]: item for item in items.values()}
    if links == "entries":
        order = [item for address in archived(public) for item in standing_at(address, by_slug, pages)]
    else:
        dated = sorted((slug for slug in pages if pages[slug].dates), key=lambda slug: pages[slug].dates[0], reverse=True)
        order = [by_slug[slug] for slug in dated]
    # The thirtieth may share its day with others: what is compared ends before that day.
    last = min(entry["date"] for entry in latest)
    wanted = [(entry["date"], entry["id"]) for entry in latest if entry["date"] > last]
    day_of = {entry["id"]: entry["date"] for entry in latest}
    found = [(day_of.get(item["id"]), item["id"]) for item in order[:len(wanted)]]
    faults = [f"{pair} is not among them" for pair in wanted if pair not in found]
    if [day for day, _ in found] != [day for day, _ in wanted]:
        faults.append("not newest first")
    for entry in latest:
        page = pages[items[entry["id"]]["slug"]]
        if entry["version"] and not any(entry["version"] in text for text in page.text):
            faults.append(f"{entry['id']} does not show {entry['version']}")
    return faults


def archived(public):
    """The addresses of the archive's lines, newest first."""
    years = sorted((public / "archive").glob("*/index.html"), key=lambda path: path.parent.name, reverse=True)
    return [href for year in years for href in Page(year.read_text(encoding="utf-8")).links]


def release_of(page):
    """The release that a page's entry is of: its first link to one; what to use in its place comes behind."""
    return next((link for link in page.links if "/releases/" in link), None)


def standing_at(address, by_slug, pages):
    """What a line of the archive stands for: an entry, or all that a release holds."""
    if "/releases/" in address:
        return [item for slug, item in by_slug.items() if item["version"] and address == release_of(pages[slug])]
    name = address.strip("/").rsplit("/", 1)[-1]
    return [by_slug[name]] if address.startswith("/entries/") and name in by_slug else []


def main():
    tidings, corpora, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    judge = Judge()
    for folder in sorted(path for path in out.iterdir() if (path / "manifest.json").exists()):
        compare(judge, tidings, folder.name, corpora, out)
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main()
