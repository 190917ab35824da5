"""Turns trees of real release notes and roadmaps into site folders that Tidings can build.

    python3 convert.py CORPORA OUT [NAME ...]

CORPORA is the folder with `A-entries` and `A-roadmap`. For each tree, OUT/NAME/site is the site and
OUT/NAME/manifest.json tells which file came from what: README.md lists the mapping. Nothing is made
right on the way: what an author wrote wrongly (a month 14) is carried over as it stands.
"""
import json
import re
import shutil
import sys
import unicodedata
import urllib.parse
from pathlib import Path

import yaml

MONTHS = {name: number for number, names in enumerate(
    ["january enero", "february febrero", "march marzo", "april abril", "may mayo", "june junio", "july julio",
     "august agosto", "september septiembre", "october octubre", "november noviembre", "december diciembre"], 1)
    for name in names.split()}


class Site:
    """A site folder in the making. Front matter is written in TOML for one tree and YAML for another."""

    def __init__(self, folder, title, syntax, links="entries"):
        self.folder, self.syntax, self.links = folder, syntax, links
        self.config = [f"title = {quoted(title)}", 'base_url = "https://corpus.example/"', ""]
        self.products, self.components, self.statuses = {}, {}, {}
        self.items, self.slugs = [], set()

    def product(self, name):
        # Tidings has pages of its own at /api/.
        own = {"api": "platform-api"}.get(slug(name), slug(name))
        return self.products.setdefault(own, name) and own

    def component(self, name):
        return self.components.setdefault(slug(name), name) and slug(name)

    def status(self, name):
        return self.statuses.setdefault(slug(name), name) and slug(name)

    def add(self, origin, path, fields, body, date_key="date"):
        """Writes one file; `origin` is the id that the facts know it by."""
        own = slug(fields.get("slug") or Path(path).stem)
        while own in self.slugs:
            own += "-2"
        self.slugs.add(own)
        fields = {key: value for key, value in {**fields, "slug": own}.items() if value not in (None, "", [])}
        lines = [self.line(key, value) for key, value in fields.items()]
        mark = "+++" if self.syntax == "toml" else "---"
        text = "\n".join([mark, *lines, mark, "", body.strip("\n"), ""])
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            raise SystemExit(f"{file}: written twice")
        file.write_text(text, encoding="utf-8")
        date_line = 2 + list(fields).index(date_key) if date_key in fields else None
        self.items.append({"id": origin, "path": path, "slug": own, "version": fields.get("version"), "date_line": date_line})

    def line(self, key, value):
        if key in ("date", "updated") and self.syntax == "toml" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return f"{key} = {value}"
        return f"{key} = {quoted(value)}" if self.syntax == "toml" else f"{key}: {quoted(value)}"

    def close(self, **more):
        for kind, table in (("products", self.products), ("components", self.components)):
            for key, name in sorted(table.items()):
                self.config += [f"[{kind}.{key}]", f"name = {quoted(name)}", ""]
        roles = {"implemented": "shipped", "withdrawn": "declined", "rejected": "declined"}
        if self.statuses and "shipped" not in self.statuses:
            self.statuses["shipped"] = "Shipped"
            roles["shipped"] = "shipped"
        for key, name in self.statuses.items():
            self.config += ["[[roadmap.statuses]]", f"id = {quoted(key)}", f"title = {quoted(name)}"]
            self.config += [f"role = {quoted(roles[key])}"] if key in roles else []
            self.config.append("")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "tidings.toml").write_text("\n".join(self.config), encoding="utf-8")
        manifest = {"links": self.links, "statuses": list(self.statuses.values()), "items": self.items, **more}
        (self.folder.parent / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False))


def quoted(value):
    """A string, number, boolean or list of them: JSON is the same in TOML and in YAML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def slug(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:90].strip("-")


def split(text):
    """Front matter between `---` lines as strings, and the body."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    front, body = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*\n?(.*)", text, re.S).groups()
    return yaml.load(front, yaml.BaseLoader) or {}, body


def listed(value):
    if value in (None, "", "null"):
        return []
    return [str(item) for item in value if item] if isinstance(value, list) else [value]


LINK = re.compile(r"""(\]\(<?|^[ ]{0,3}\[[^\]]+\]:\s*<?|\b(?:href|src)=["'])([^)\s>"']+)""", re.M)


def absolute(body, host, files=()):
    """Links out of the tree as links to the site that the text comes from; those to `files` stay as they are."""
    def address(link):
        before, target = link.groups()
        path = target.split("#")[0]
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#", target, re.I) or path.removeprefix("./") in files:
            return link.group(0)
        return before + urllib.parse.urljoin(host + "/", target)

    # Every second piece is a fence of code.
    pieces = re.split(r"(^ *```.*?^ *```[^\n]*$)", body, flags=re.S | re.M)
    return "".join(piece if index % 2 else LINK.sub(address, piece) for index, piece in enumerate(pieces))


def version_in(title):
    found = re.search(r"\bv?(\d+\.\d+(?:\.\d+)?(?:-[0-9A-Za-z.]+)?)\b", title or "")
    return found and found.group(1)


def box(source, site):
    for file in sorted(source.rglob("*.md")):
        fields, body = split(file.read_text(encoding="utf-8"))
        month, day = re.match(r"(\d+)-(\d+)-", file.name).groups()
        heading = re.search(r"^# +(.+?)\s*$", body, re.M)
        areas = listed(fields.get("applies_to"))
        title = heading.group(1) if heading else file.stem
        if heading:
            body = body[:heading.start()] + body[heading.end():]
        marker = body.find("<!-- more -->")
        own = slug(re.sub(r"^\d+-\d+-", "", file.stem)) + f"-{file.parent.name}-{int(month):02}-{int(day):02}"
        site.add(str(file.relative_to(source)), f"changelog/{site.product(areas[-1])}/{own}.md", {
            "title": title.replace("`", "") if heading else title,
            "date": f"{file.parent.name}-{int(month):02}-{int(day):02}",
            "version": version_in(title) if re.search(r"\breleased\b", title) else None,
            "type": "added" if fields.get("is_new_feature") == "true" else "changed",
            "components": [site.component(area) for area in areas],
            "breaking": fields.get("is_impactful") == "true" or None,
            "summary": plain(body[:marker]) if marker > 0 else None,
            "slug": own,
        }, absolute(body, "https://developer.box.com"))
    site.close(area_link="/components/{}/")


def plain(markdown):
    text = re.sub(r"\[([^\]]*)\](\[[^\]]*\]|\([^)]*\))", r"\1", markdown)
    return " ".join(re.sub(r"[`*_#]", "", text).split())[:280]


def jekyll_posts(source, site):
    for file in sorted(source.iterdir()):
        fields, body = split(file.read_text(encoding="utf-8"))
        tags = listed(fields.get("category")) + listed(fields.get("categories"))
        site.add(file.name, f"changelog/{file.stem}.md", {
            "title": fields["title"],
            "date": (fields.get("date") or file.name)[:10],
            "version": fields.get("version"),
            "authors": listed(fields.get("author")),
            "tags": sorted(set(tags)),
            "slug": file.stem[11:],
        }, absolute(body, "https://jekyllrb.com"))
    site.close()


def eslint_blog(source, site):
    for file in sorted(source.iterdir()):
        fields, body = split(file.read_text(encoding="utf-8"))
        released = "released" in fields["title"]
        site.add(file.name, f"changelog/{file.stem}.md", {
            "title": fields["title"],
            "date": file.name[:10],
            "version": version_in(fields["title"]) if released else None,
            "summary": fields.get("teaser"),
            "authors": listed(fields.get("authors")),
            "tags": sorted(set(map(slug, listed(fields.get("tags")) + listed(fields.get("categories"))))),
            "slug": file.stem[11:],
        }, absolute(body, "https://eslint.org"))
    site.close()


def rust_blog_releases(source, site):
    for file in sorted((source / "content").glob("*.md")):
        if file.name == "_index.md":
            continue
        front, body = re.match(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", file.read_text(encoding="utf-8"), re.S).groups()
        # The few keys of this blog; its front matter is TOML of the plainest kind.
        value = lambda key: re.search(rf'^{key} = "(.*)"$', front, re.M)
        path = value("path").group(1)
        title = value("title").group(1)
        site.add(f"content/{file.name}", f"changelog/{file.stem}.md", {
            "title": title,
            "date": "-".join(path.split("/")[:3]),
            "version": version_in(title),
            "authors": re.findall(r'"([^"]*)"', re.search(r"^authors = \[(.*?)\]", front, re.M | re.S).group(1)),
            # Its own `aliases` (releases/1.90.0) are what Tidings calls the release; the old address is `path`.
            "aliases": [f"/{path}/"],
            "slug": file.stem,
        }, absolute(body, "https://blog.rust-lang.org"))
    site.close()


def cloudflare_release_notes(source, site):
    for file in sorted((source / "changelogs").glob("*.yaml")):
        data = next(doc for doc in yaml.load_all(file.read_text(encoding="utf-8"), yaml.BaseLoader) if doc)
        product = site.product(data["productName"])
        for index, entry in enumerate(data["entries"]):
            scheduled = entry.get("scheduled") == "true"
            link = entry.get("link") or data.get("link") or ""
            body = entry.get("description") or f"See [the notes](https://developers.cloudflare.com{link})."
            own = f"{file.stem}-{entry['publish_date']}-{index}"
            site.add(f"{file.name}#{index}", f"changelog/{product}/{own}.md", {
                "title": entry.get("title") or f"{data['productName']}, {entry['publish_date']}",
                "date": entry["publish_date"],
                "tags": [slug(data["productArea"])] + (["scheduled"] if scheduled else []),
                "slug": own,
            }, absolute(body, "https://developers.cloudflare.com"))
    site.close(area_link="/{}/")


def mintlify_changelog(source, site):
    for name in ("changelog.mdx", "es/changelog.mdx"):
        text = (source / name).read_text(encoding="utf-8")
        language = "es" if name.startswith("es/") else "en"
        for index, (attributes, inner) in enumerate(re.findall(r"^<Update\b(.*?)>\n(.*?)^</Update>", text, re.S | re.M)):
            label = re.search(r'label="([^"]*)"', attributes).group(1)
            title = re.search(r'rss=\{\{\s*title:\s*"([^"]*)"', attributes)
            tags = re.search(r"tags=\{\[(.*?)\]\}", attributes)
            date = long_date(label)
            own = f"{language}-{date}-{index}"
            site.add(f"{name}#{index}", f"changelog/{own}.md", {
                "title": title.group(1) if title else label,
                "date": date,
                "tags": [slug(tag) for tag in re.findall(r'"([^"]*)"', tags.group(1))] if tags else [],
                "components": [site.component({"en": "English", "es": "Spanish"}[language])],
                "slug": own,
            }, without_jsx(absolute(inner, "https://www.mintlify.com/docs")))
    site.close()


def long_date(label):
    """`August 21, 2026`, `21 de agosto de 2026`, `January 2024`: a month without a day is its first."""
    month = next(MONTHS[word] for word in re.findall(r"[a-z]+", label.lower()) if word in MONTHS)
    year = re.search(r"\b(\d{4})\b", label).group(1)
    day = re.search(r"\b(\d{1,2})\b", label)
    return f"{year}-{month:02}-{int(day.group(1)) if day else 1:02}"


def without_jsx(inner):
    """The inner markdown, two spaces to the left, without lines that hold nothing but components."""
    lines = [line[2:] if line.startswith("  ") else line for line in inner.split("\n")]
    code, kept = False, []
    for line in lines:
        code ^= line.lstrip().startswith("```")
        if not code and re.fullmatch(r"\s*(</?[A-Z][^>]*>\s*)+", line):
            continue
        kept.append(line)
    return "\n".join(kept)


STAGES = {"alpha": "alpha", "beta": "beta", "stable": "ga", "deprecated": "deprecated", "removed": "retired", "disabled": "retired"}


def keps(source, site):
    for file in sorted(source.rglob("kep.yaml")):
        kep = yaml.load(file.read_text(encoding="utf-8-sig"), yaml.BaseLoader)
        origin = str(file.relative_to(source))
        milestone = kep.get("milestone")
        milestone = milestone if isinstance(milestone, dict) else {}
        target = next((milestone[stage] for stage in ("stable", "beta", "alpha") if re.fullmatch(r"v?1\.\d+", milestone.get(stage) or "")), None)
        created = kep.get("creation-date") or ""
        site.add(origin, f"roadmap/{slug(str(Path(origin).parent))}.md", {
            "title": kep["title"],
            "status": site.status(kep["status"]),
            "stage": STAGES.get(kep.get("stage")),
            "target": target,
            "product": site.product(kep["owning-sig"]),
            "owner": listed(kep.get("authors")),
            "tags": [slug(sig) for sig in listed(kep.get("participating-sigs")) if slug(sig)],
            # A roadmap item has no date of birth; `last-updated` is missing from two thirds of them.
            "updated": re.sub(r"-(\d)\b", r"-0\1", created) if re.match(r"\d", created) else None,
        }, f"Enhancement {kep['kep-number']}.", date_key="updated")
    site.close(area_link="/{}/")


def rust_project_goals(source, site):
    files = sorted((source / "2026").glob("*.md"))
    for file in files:
        text = file.read_text(encoding="utf-8")
        heading = re.search(r"^# +(.+?)\s*$", text, re.M)
        head, body = text[heading.end():], text[heading.end():]
        rows = []
        table = re.match(r"\s*\n((?:\|.*\n)+)", head)
        if table:
            cells = [[cell.strip() for cell in row.strip().strip("|").split("|", 1)] for row in table.group(1).splitlines()]
            rows = [(row[0], row[1].rstrip("| ").strip()) for row in cells if len(row) == 2]
            body = head[table.end():]
        first = lambda key: next((value for name, value in rows if name == key and value), None)
        roadmaps = [value for name, value in rows if name == "Roadmap" and value]
        issue = re.search(r"\[rust-lang/([\w-]+)#(\d+)\]", first("Tracking issue") or "")
        # A readme is not an item.
        name = file.name.replace("README", "summary")
        site.add(f"2026/{file.name}", f"roadmap/{name}", {
            "title": plain_title(heading.group(1)),
            "status": site.status(first("Status") or "Page"),
            "owner": re.findall(r"@[\w-]+", first("Point of contact") or ""),
            "theme": plain(roadmaps[0]) if roadmaps else None,
            "components": [site.component(plain(name)) for name in roadmaps],
            "discussion": issue and f"https://github.com/rust-lang/{issue.group(1)}/issues/{issue.group(2)}",
        }, absolute(body, "https://rust-lang.github.io/rust-project-goals/2026", {file.name for file in files if file.name != "README.md"}), date_key="updated")
    site.close(area_link="/components/{}/")


def plain_title(title):
    """A title as plain text: without the marks of links and code."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "")


CORPORA = {
    "box": ("A-entries/box", box, "toml", "entries"),
    "cloudflare-release-notes": ("A-entries/cloudflare-release-notes", cloudflare_release_notes, "yaml", "entries"),
    "eslint-blog": ("A-entries/eslint-blog", eslint_blog, "toml", "entries"),
    "jekyll-posts": ("A-entries/jekyll-posts", jekyll_posts, "yaml", "entries"),
    "keps": ("A-roadmap/keps", keps, "yaml", "roadmap"),
    "mintlify-changelog": ("A-entries/mintlify-changelog", mintlify_changelog, "yaml", "entries"),
    "rust-blog-releases": ("A-entries/rust-blog-releases", rust_blog_releases, "toml", "entries"),
    "rust-project-goals-2026": ("A-roadmap/rust-project-goals-2026", rust_project_goals, "toml", "roadmap"),
}


def convert(corpora, out, names):
    for name in names or CORPORA:
        folder, read, syntax, links = CORPORA[name]
        if (out / name).exists():
            shutil.rmtree(out / name)
        (out / name / "site").mkdir(parents=True)
        read(corpora / folder, Site(out / name / "site", name, syntax, links))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    convert(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
