#!/usr/bin/env python3
"""Deterministic changelog workload generator (Python >= 3.8, standard library only).

    genload.py --entries N --products P --tags T --roadmap R --out DIR --format FORMAT
               [--highlight on|off] [--index-body full|summary] [--seed S]

FORMAT is one of
    tidings          changelog/, roadmap/, tidings.toml, and templates of equal work
    tidings-default  the same with the default theme and all of its feeds
    hugo             content/, layouts/, hugo.toml (hugo >= 0.146 layout names)
    eleventy         content/, _includes/, eleventy.config.js (eleventy 3, ES modules)
    zola             content/, templates/, zola.toml (valid for tera 1 and tera 2)

The same seed and N give the same titles, dates, versions, tags and bodies byte for byte in every
format; only the front matter syntax and the templates differ. Entry i's body depends on (seed, i)
only; its date depends on N too (N entries are spread evenly over ten years).

What every peer must produce (the "equal work" contract, checked by `check` in bench.py); addresses may differ:
    /<year>/<slug>/           one page an entry: full body, prev/next, tags, product, authors
    /, /page/2/ ...           paginated changelog, 20 an entry page, newest first, FULL bodies
    /tags/, /tags/<t>/...     list of tags; per tag paginated (20) list with summaries
    /products/<p>/...         the same per product
    /<year>/                  archive: title and date of each entry of that year
    /roadmap/                 R items grouped in 4 status columns, bodies rendered from markdown
    /atom.xml                 latest 30 entries with full content
    /sitemap.xml              every page
    every page has the ~100-line base layout with a product loop (nav) and a tag loop (footer)
"""
import argparse
import datetime as dt
import functools
import json
import os
import random
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PER_PAGE = 20
FEED_LIMIT = 30
YEARS = 10
EPOCH = dt.datetime(2016, 7, 1)          # first entry's window opens here
SPAN_MIN = YEARS * 365 * 24 * 60         # minutes covered by the N entries

# ---------------------------------------------------------------- vocabulary
PRODUCTS = ["Atlas", "Beacon", "Courier", "Dynamo", "Ember", "Flux", "Grove", "Harbor", "Iris", "Juno",
            "Krypton", "Lumen", "Mosaic", "Nimbus", "Orbit", "Prism", "Quartz", "Relay", "Summit", "Tempo"]
KINDS = ["Added", "Changed", "Fixed", "Deprecated", "Removed", "Security", "Performance"]
AREAS = ["API", "Dashboard", "Billing", "Mobile", "Integrations", "CLI", "Docs", "Search", "Webhooks", "SSO",
         "Exports", "Notifications", "Permissions", "Reports", "Imports", "Localization", "Accessibility",
         "Onboarding", "Editor", "Storage", "Analytics", "Audit log", "Terraform", "SDK", "Automation",
         "Sandbox", "Migrations", "Observability", "Rate limits", "Templates", "Comments", "Workflows"]
AUTHORS = ["Ada Moreno", "Björn Åkesson", "Chiara Rossi", "Deepa Nair", "Elif Yıldız", "François Lefèvre",
           "Grace Kim", "Hiroshi Tanaka", "Inês Carvalho", "Jan Novák", "Katya Orlova", "Liam O’Brien"]
TOPICS = ["audit log exports", "faster dashboards", "webhook retries", "scheduled reports", "bulk edits",
          "single sign-on groups", "usage alerts", "inline comments", "keyboard shortcuts", "API pagination",
          "dark mode", "custom roles", "CSV imports", "sandbox environments", "token rotation",
          "search relevance", "mobile offline mode", "release rollbacks", "billing statements", "status badges",
          "deployment gates", "saved filters", "email digests", "read replicas", "regional storage",
          "feature flags", "approval workflows", "template gallery", "rate limit headers", "session limits"]
LEADS = ["Introducing", "Improved", "New:", "Better", "Reworked", "Preview of", "Fixes for", "Support for",
         "Changes to", "Simplified"]
SUBJ = ["the export job", "the billing worker", "every workspace admin", "the public API", "the new editor",
        "our ingestion pipeline", "the dashboard", "each webhook delivery", "the mobile client",
        "the permissions model", "the search index", "the audit trail", "the CLI", "the scheduler",
        "the notification service", "a shared view", "the onboarding checklist", "the rollout controller"]
VERB = ["now retries", "no longer blocks", "groups", "streams", "validates", "caches", "records", "surfaces",
        "keeps", "rejects", "batches", "prefetches", "respects", "reports", "restores", "previews",
        "synchronises", "deduplicates"]
OBJ = ["large result sets", "expired tokens", "pending invitations", "partial failures", "time zone changes",
       "duplicate events", "long-running queries", "custom fields", "archived projects", "nested folders",
       "failed payments", "draft releases", "unsaved edits", "malformed headers", "stale sessions",
       "cross-region traffic", "release checklists", "rollback plans"]
TAIL = ["without a page reload", "in under a second", "for every plan", "when the connection drops",
        "before the deploy window opens", "even for teams with thousands of members", "behind a feature flag",
        "as soon as the change is merged", "across all regions", "with the defaults you already use",
        "while the migration is running", "so that nothing is lost", "and writes the result to the audit log",
        "which lowers the change failure rate", "during the staged rollout", "once the canary looks healthy"]
LINKS = [("the documentation", "https://docs.example.com/guides/%d"), ("the API reference", "https://docs.example.com/api/v%d"),
         ("the migration guide", "https://docs.example.com/migrate/%d"), ("our status page", "https://status.example.com/incidents/%d"),
         ("the support article", "https://help.example.com/articles/%d"), ("this discussion", "https://github.com/example/app/discussions/%d")]
IDENT = ["retry_limit", "max_page_size", "export.format", "X-Request-Id", "workspace_id", "cursor", "--dry-run",
         "GET /v2/releases", "POST /v2/exports", "webhooks.secret", "timeout_ms", "region", "ON_CONFLICT",
         "session.ttl", "403 Forbidden", "429", "rollout.percent", "beacon.yml"]
FOREIGN = ["本バージョンでは検索の精度が大幅に向上しました。", "新しい権限モデルをご利用いただけます。",
           "该版本修复了导出任务偶尔失败的问题。", "现在可以为每个工作区设置保留期限。",
           "이번 릴리스에서는 대시보드 로딩 속도가 개선되었습니다.", "Исправлена ошибка при импорте больших файлов.",
           "Les équipes françaises peuvent désormais exporter leurs données à l’échelle.",
           "Die Größe der Anhänge wird künftig überprüft — auch für Überträge.",
           "Η αναζήτηση είναι πλέον ταχύτερη.", "يدعم هذا الإصدار الاتجاه من اليمين إلى اليسار."]
EMOJI = ["🎉", "🚀", "🐛", "🔒", "⚡", "✨", "🧪", "📦", "🛠️", "👩‍💻"]
STATUSES = ["Under consideration", "Planned", "In progress", "Shipped"]


def slugify(text):
    out = []
    for ch in text.lower():
        out.append(ch if ch.isascii() and ch.isalnum() else "-")
    return "-".join(p for p in "".join(out).split("-") if p)


# ---------------------------------------------------------------- bodies
def sentence(r):
    s = "%s %s %s %s." % (r.choice(SUBJ), r.choice(VERB), r.choice(OBJ), r.choice(TAIL))
    s = s[0].upper() + s[1:]
    k = r.random()
    if k < 0.10:
        name, url = r.choice(LINKS)
        s += " See [%s](%s) for details." % (name, url % r.randrange(1, 9000))
    elif k < 0.22:
        s += " Set `%s` to `%d` to opt in." % (r.choice(IDENT), r.randrange(1, 600))
    elif k < 0.28:
        s += " This is **%s** and *%s*." % (r.choice(["on by default", "opt-in", "reversible"]), r.choice(["rolling out this week", "available today"]))
    elif k < 0.31:
        s += " " + r.choice(FOREIGN)
    elif k < 0.34:
        s += " " + r.choice(EMOJI)
    return s


def para(r, n):
    return " ".join(sentence(r) for _ in range(n))


def ident(r):
    return r.choice(["release", "export", "rollout", "entry", "token", "webhook", "digest", "cursor"]) + "_" + \
        r.choice(["count", "limit", "state", "window", "batch", "index", "owner", "policy"])


def code_rust(r):
    f, a, b, n = ident(r), ident(r), ident(r), r.randrange(2, 5000)
    lines = ["use std::time::Duration;", "",
             "/// Retries the %s until it settles." % a.replace("_", " "),
             "pub fn %s(%s: &str, %s: usize) -> Result<usize, Error> {" % (f, a, b),
             "    let deadline = Duration::from_millis(%d);" % n,
             "    for attempt in 0..%d {" % r.randrange(2, 9),
             "        match client.send(%s, deadline) {" % a,
             "            Ok(reply) if reply.status() == %d => return Ok(reply.len() + %s)," % (r.choice([200, 201, 204]), b),
             "            Ok(reply) => log::warn!(\"attempt {attempt}: {}\", reply.status()),",
             "            Err(e) => return Err(Error::from(e)),",
             "        }", "    }",
             "    Err(Error::Timeout(\"%s\".into()))" % a, "}"]
    return "rust", lines


def code_js(r):
    f, a, n = ident(r), ident(r), r.randrange(2, 5000)
    lines = ["import { createClient } from '@example/sdk';", "",
             "const client = createClient({ token: process.env.TOKEN, retries: %d });" % r.randrange(1, 9), "",
             "export async function %s(%s) {" % (f, a),
             "  const page = await client.releases.list({ limit: %d, product: '%s' });" % (n % 100 + 1, r.choice(PRODUCTS).lower()),
             "  // only the entries that are already public",
             "  return page.items", "    .filter((item) => item.published && item.%s > %d)" % (a, n),
             "    .map((item) => `${item.version}: ${item.title}`);", "}"]
    return "js", lines[:r.randrange(8, 12)] if r.random() < 0.5 else lines


def code_bash(r):
    lines = ["#!/usr/bin/env bash", "set -euo pipefail",
             "export BEACON_REGION=\"%s\"" % r.choice(["eu-west-1", "us-east-2", "ap-south-1"]),
             "beacon login --token \"$BEACON_TOKEN\" --timeout %d" % r.randrange(5, 90),
             "for id in $(beacon releases list --limit %d --json | jq -r '.[].id'); do" % r.randrange(5, 90),
             "  beacon releases export \"$id\" > \"out/${id}-%s.json\"  # resumable" % ident(r), "done"]
    return "bash", lines[r.randrange(0, 3):]


def code_json(r):
    o = {"version": "%d.%d.%d" % (r.randrange(1, 9), r.randrange(20), r.randrange(9)), "product": r.choice(PRODUCTS).lower(),
         "published": r.random() < 0.7, ident(r): r.randrange(5000), "tags": r.sample(KINDS, 3),
         "links": [{"rel": "self", "href": "https://api.example.com/v2/releases/%d" % r.randrange(99999)}], "rollback": None}
    return "json", json.dumps(o, indent=2).split("\n")


def code_yaml(r):
    lines = ["# %s" % ident(r), "rollout:", "  strategy: %s" % r.choice(["canary", "blue-green", "rolling"]),
             "  percent: [%d, %d, 100]" % (r.randrange(1, 9), r.randrange(10, 60)), "  %s: %d" % (ident(r), r.randrange(900)),
             "  gates:", "    - name: \"error-rate\"", "      max: 0.%02d" % r.randrange(1, 99), "    - name: latency-p95",
             "      max: %dms" % r.randrange(50, 900), "notify: &team", "  channels: ['#releases', \"#%s\"]" % ident(r),
             "  on_failure: true"]
    return "yaml", lines[:r.randrange(7, 14)]


CODE = [code_rust, code_js, code_bash, code_json, code_yaml]


def body(r, i):
    """One entry body: 150-600 words, 1-2 fenced blocks, lists, links, sometimes a table / quote / image."""
    target = int(150 + 450 * min(1.0, r.betavariate(1.6, 3.0)))
    out, words = [], 0

    def add(block):
        nonlocal words
        out.append(block)
        words += len(block.split())

    add(para(r, r.randrange(2, 4)))
    if r.random() < 0.4:
        add("![%s](/img/shot-%02d.svg)" % ("Screenshot of " + r.choice(TOPICS), r.randrange(12)))
    add("## What’s new")
    add("\n".join("- **%s** — %s" % (r.choice(AREAS), sentence(r)) for _ in range(r.randrange(3, 6))))
    codes = r.randrange(1, 3)
    for _ in range(codes):
        lang, lines = r.choice(CODE)(r)
        add("### %s" % r.choice(["How to use it", "Example", "Before you upgrade", "Configuration"]))
        add(sentence(r))
        out.append("```%s\n%s\n```" % (lang, "\n".join(lines)))
    if r.random() < 0.25:
        rows = "\n".join("| `%s` | %d ms | %d ms | %s |" % (r.choice(IDENT), r.randrange(100, 900), r.randrange(10, 100), r.choice(["yes", "no", "beta"]))
                         for _ in range(r.randrange(3, 7)))
        add("| Operation | Before | Now | Default |\n|---|---:|---:|:---:|\n" + rows)
    if r.random() < 0.2:
        add("> " + para(r, 2))
    add("## Fixes")
    add("\n".join("%d. %s ([#%d](https://github.com/example/app/issues/%d))" % (k + 1, sentence(r), n, n)
                  for k, n in enumerate(r.randrange(100, 99999) for _ in range(r.randrange(2, 6)))))
    while words < target:
        add(para(r, r.randrange(2, 5)))
        if words < target and r.random() < 0.3:
            add("\n".join("* " + sentence(r) for _ in range(2)))
    return "\n\n".join(out) + "\n"


def entries(n, products, tags, seed):
    """Yields dicts, oldest first."""
    kinds, areas = tags[:len(KINDS)], tags[len(KINDS):]
    counter = {}
    step = SPAN_MIN / n
    for i in range(n):
        r = random.Random(seed * 1_000_003 + i)
        p = products[min(int(r.expovariate(1.2) / 3 * len(products)), len(products) - 1)]   # skewed: some products ship more
        k = counter[p] = counter.get(p, 0) + 1
        version = "%d.%d.%d" % (1 + k // 60, (k % 60) // 4, k % 4)
        topic = r.choice(TOPICS)
        chosen = r.sample(kinds, min(len(kinds), 1 + (r.random() < 0.35)))
        if areas:
            chosen += r.sample(areas, min(len(areas), r.randrange(0, 3)))
        date = EPOCH + dt.timedelta(minutes=int(i * step))
        title = "%s %s" % (r.choice(LEADS), topic)
        if r.random() < 0.08:
            title += " " + r.choice(EMOJI)
        yield {
            "i": i, "title": title, "date": date, "version": version, "product": p, "tags": chosen,
            "summary": sentence(r).replace("`", "").replace("*", "").split(" See [")[0],
            "authors": r.sample(AUTHORS, 1 + (r.random() < 0.3)),
            "slug": "%s-%s-%s" % (slugify(p), version.replace(".", "-"), slugify(topic)),
            "body": body(r, i),
        }


def roadmap(n, products, tags, seed):
    for i in range(n):
        r = random.Random(seed * 7_000_003 + i)
        yield {"i": i, "title": "%s %s" % (r.choice(["Explore", "Build", "Ship", "Redesign", "Open up"]), r.choice(TOPICS)),
               "slug": "item-%04d" % i, "status": STATUSES[min(int(r.expovariate(1.0) * 1.6), 3)], "quarter": "%d-Q%d" % (r.randrange(2025, 2028), r.randrange(1, 5)),
               "product": r.choice(products), "tags": r.sample(tags, 2), "order": i, "votes": r.randrange(0, 900), "body": para(r, r.randrange(1, 4)) + "\n"}


# ---------------------------------------------------------------- front matter
def q(s):
    return json.dumps(s, ensure_ascii=False)      # a JSON string is a valid TOML basic string and YAML scalar for our text


def iso(d):
    return d.strftime("%Y-%m-%dT%H:%M:%SZ")


def qlist(xs):
    return "[" + ", ".join(q(x) for x in xs) + "]"


def fm_zola(e):
    return "+++\ntitle = %s\ndate = %s\ndescription = %s\nauthors = %s\n[taxonomies]\ntags = %s\nproducts = %s\n[extra]\nversion = %s\n+++\n\n" % (
        q(e["title"]), iso(e["date"]), q(e["summary"]), qlist(e["authors"]), qlist(e["tags"]), qlist([e["product"]]), q(e["version"]))


def fm_hugo(e):
    return "+++\ntitle = %s\ndate = %s\nversion = %s\nproducts = %s\ntags = %s\ndescription = %s\nauthors = %s\n+++\n\n" % (
        q(e["title"]), iso(e["date"]), q(e["version"]), qlist([e["product"]]), qlist(e["tags"]), q(e["summary"]), qlist(e["authors"]))


def fm_yaml(e):
    return "---\ntitle: %s\ndate: %s\nversion: %s\nproduct: %s\nlabels: %s\nsummary: %s\nauthors: %s\n---\n\n" % (
        q(e["title"]), iso(e["date"]), q(e["version"]), q(e["product"]), qlist(e["tags"]), q(e["summary"]), qlist(e["authors"]))


def fm_tidings(e):
    """The first of the entry's kinds is its type; all else that it is labelled with are tags."""
    kind = next(t for t in e["tags"] if t in KINDS)
    return "+++\ntitle = %s\ndate = %s\ntype = %s\ntags = %s\nsummary = %s\nauthors = %s\n[extra]\nversion = %s\n+++\n\n" % (
        q(e["title"]), iso(e["date"]), q(tidings_type(kind)["id"]), qlist(t for t in e["tags"] if t != kind), q(e["summary"]), qlist(e["authors"]), q(e["version"]))


# Where the source of an entry lies, its front matter, and the address of its page.
LAYOUT = {
    "tidings": (lambda e: "changelog/%s/%s-%s.md" % (slugify(e["product"]), e["date"].strftime("%Y-%m-%d"), e["slug"]), fm_tidings,
                lambda e: "/entries/%s/" % e["slug"]),
    "hugo": (lambda e: "content/%d/%s.md" % (e["date"].year, e["slug"]), fm_hugo, lambda e: "/%d/%s/" % (e["date"].year, e["slug"])),
    "eleventy": (lambda e: "content/%d/%s.md" % (e["date"].year, e["slug"]), fm_yaml, lambda e: "/%d/%s/" % (e["date"].year, e["slug"])),
    "zola": (lambda e: "content/%d/%s.md" % (e["date"].year, e["slug"]), fm_zola, lambda e: "/%d/%s/" % (e["date"].year, e["slug"])),
}
LAYOUT["tidings-default"] = LAYOUT["tidings"]


# ---------------------------------------------------------------- configuration of Tidings
def tidings_type(kind):
    """The bodies have a heading "Fixes". It is a plain heading for the others, so no type may have a name like it."""
    name = "Repaired" if kind == "Fixed" else kind
    return {"id": slugify(name), "title": name}


def tidings_tables(products):
    """Types of change, products and the columns of the roadmap, for the end of tidings.toml."""
    lines = []
    for kind in map(tidings_type, KINDS):
        lines += ["[[types]]", "id = %s" % q(kind["id"]), "title = %s" % q(kind["title"]), "aliases = []", ""]
    for p in products:
        lines += ["[products.%s]" % slugify(p), "name = %s" % q(p), ""]
    for status in STATUSES:
        lines += ["[[roadmap.statuses]]", "id = %s" % q(slugify(status)), "title = %s" % q(status),
                  "role = %s" % q("shipped" if status == "Shipped" else "open"), ""]
    return "\n".join(lines)


def tidings_tag(name):
    """A line of the footer's list of topics."""
    url = "/types/%s/" % tidings_type(name)["id"] if name in KINDS else "/tags/%s/" % slugify(name)
    return "{ name = %s, slug = %s, url = %s }" % (q(name), q(slugify(name)), q(url))


# ---------------------------------------------------------------- writers
class Out:
    def __init__(self, root):
        self.root, self.dirs, self.files, self.bytes = root, set(), 0, 0

    def write(self, rel, text):
        path = os.path.join(self.root, rel)
        d = os.path.dirname(path)
        if d not in self.dirs:
            os.makedirs(d, exist_ok=True)
            self.dirs.add(d)
        data = text.encode()
        with open(path, "wb") as f:
            f.write(data)
        self.files += 1
        self.bytes += len(data)


def static_files(out, base):
    css = ["/* changelog benchmark theme */"]
    for k in range(160):
        css.append(".c%d{padding:%dpx;margin:%dpx;color:#%06x;border-radius:%dpx}" % (k, k % 24, k % 16, (k * 7919) % 0xffffff, k % 9))
    out.write(base + "/style.css", "\n".join(css) + "\n")
    for k in range(12):
        rects = "".join('<rect x="%d" y="%d" width="%d" height="12" fill="#%06x"/>' % ((j * 37 + k) % 600, (j * 53) % 360, 40 + j % 90, (j * 104729 + k) % 0xffffff)
                        for j in range(200))
        out.write(base + "/img/shot-%02d.svg" % k, '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="380">%s</svg>\n' % rects)


def copy_templates(name, out, subst, without=()):
    """Copies templates/<name>/** into the site root, replacing @@KEY@@ marks; leaves out the folders `without`."""
    src = os.path.join(HERE, "templates", name)
    for d, folders, names in os.walk(src):
        folders[:] = [f for f in folders if f not in without]
        for n in sorted(names):
            p = os.path.join(d, n)
            with open(p, encoding="utf-8") as f:
                text = f.read()
            for k, v in subst.items():
                text = text.replace("@@%s@@" % k, v)
            out.write(os.path.relpath(p, src), text)


def roadmap_head(x, names, more=""):
    """TOML front matter of a roadmap item: `names` gives the generator's names of the fields, `more` further lines."""
    fields = {"status": q(x["status"]), "quarter": q(x["quarter"]), "product": q(x["product"]), "tags": qlist(x["tags"]), "votes": str(x["votes"])}
    return "+++\ntitle = %s\n%s%s+++\n\n" % (q(x["title"]), more, "".join("%s = %s\n" % (names.get(k, k), v) for k, v in fields.items()))


def write_tidings(out, subst, years, items, without=()):
    copy_templates("tidings", out, subst, without)
    for x in items:
        out.write("roadmap/%s.md" % x["slug"], roadmap_head(dict(x, product=slugify(x["product"])), {"quarter": "target"}) + x["body"])


def write_hugo(out, subst, years, items):
    copy_templates("hugo", out, subst)
    out.write("content/_index.md", '+++\ntitle = "Changelog"\n+++\n')
    for y in years:
        out.write("content/%d/_index.md" % y, '+++\ntitle = "%d"\n+++\n' % y)
    out.write("content/roadmap/_index.md", '+++\ntitle = "Roadmap"\n[[cascade]]\n[cascade.build]\nrender = "never"\nlist = "local"\n[cascade.target]\nkind = "page"\n+++\n')
    for x in items:
        out.write("content/roadmap/%s.md" % x["slug"], roadmap_head(x, {"tags": "labels"}, "weight = %d\n" % (x["order"] + 1)) + x["body"])


def write_eleventy(out, subst, years, items):
    copy_templates("eleventy", out, subst)
    for x in items:
        out.write("roadmap-items/%s.md" % x["slug"],
                  "---\ntitle: %s\norder: %d\nstatus: %s\nquarter: %s\nproduct: %s\nlabels: %s\nvotes: %d\n---\n\n%s" % (
                      q(x["title"]), x["order"] + 1, q(x["status"]), q(x["quarter"]), q(x["product"]), qlist(x["tags"]), x["votes"], x["body"]))


def write_zola(out, subst, years, items):
    copy_templates("zola", out, subst)
    out.write("content/_index.md", '+++\ntitle = "Changelog"\nsort_by = "date"\npaginate_by = %d\n+++\n' % PER_PAGE)
    for y in years:
        out.write("content/%d/_index.md" % y, '+++\ntitle = "%d"\nsort_by = "date"\ntransparent = true\ntemplate = "year.html"\npage_template = "page.html"\n+++\n' % y)
    out.write("content/roadmap/_index.md", '+++\ntitle = "Roadmap"\nsort_by = "weight"\ntemplate = "roadmap.html"\n+++\n')
    # zola leaves pages with `render = false` out of their section, so the items come from a data file (load_data)
    out.write("roadmap.toml", "\n".join("[[items]]\ntitle = %s\nstatus = %s\nquarter = %s\nproduct = %s\ntags = %s\nvotes = %d\nbody = %s\n" % (
        q(x["title"]), q(x["status"]), q(x["quarter"]), q(x["product"]), qlist(x["tags"]), x["votes"], q(x["body"])) for x in items))


WRITERS = {"tidings": write_tidings, "tidings-default": functools.partial(write_tidings, without=("templates",)), "hugo": write_hugo, "eleventy": write_eleventy, "zola": write_zola}


def substitutions(a, products, tags, years):
    """What the @@KEY@@ marks of the templates stand for."""
    hl, full = a.highlight == "on", a.index_body == "full"
    return {
        "PRODUCTS_TOML": "[" + ", ".join("{ name = %s, slug = %s }" % (q(p), q(slugify(p))) for p in products) + "]",
        "TAGS_TOML": "[" + ", ".join("{ name = %s, slug = %s }" % (q(t), q(slugify(t))) for t in tags) + "]",
        "YEARS_TOML": "[" + ", ".join(str(y) for y in reversed(years)) + "]",
        "SITE_JSON": json.dumps({"products": [{"name": p, "slug": slugify(p)} for p in products],
                                 "tags": [{"name": t, "slug": slugify(t)} for t in tags], "years": years[::-1]}, indent=1),
        "TIDINGS_TABLES": tidings_tables(products),
        "TIDINGS_TAGS": "[" + ", ".join(map(tidings_tag, tags)) + "]",
        "TIDINGS_FEEDS": 'formats = ["atom"]\nlists = ["home"]\narchive = false\n' if a.format == "tidings" else "",
        "TIDINGS_OUTPUTS": "[outputs]\ncompare = false\nsearch = false\ntwins = false\napi = false\ncards = false\n" if a.format == "tidings" else "",
        "TIDINGS_HL": "true" if hl else "false",
        "ZOLA_HL": '[markdown.highlighting]\ntheme = "catppuccin-mocha"\nstyle = "class"\n' if hl else "",
        "HUGO_HL": "codeFences = true" if hl else "codeFences = false",
        "ELEVENTY_HL": "true" if hl else "false",
        "INDEX_BODY": a.index_body,
        "TIDINGS_INDEX_EXPR": "{{ entry.html | safe }}" if full else "{{ entry.summary }}",
        "ZOLA_INDEX_EXPR": "{{ page.content | safe }}" if full else "{{ page.description }}",
        "HUGO_INDEX_EXPR": "{{ .Content }}" if full else "{{ .Description }}",
        "PER_PAGE": str(PER_PAGE), "FEED_LIMIT": str(FEED_LIMIT),
    }


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--entries", type=int, default=1000)
    ap.add_argument("--products", type=int, default=6)
    ap.add_argument("--tags", type=int, default=24)
    ap.add_argument("--roadmap", type=int, default=80)
    ap.add_argument("--out", required=True)
    ap.add_argument("--format", required=True, choices=sorted(WRITERS))
    ap.add_argument("--highlight", default="on", choices=["on", "off"])
    ap.add_argument("--index-body", default="full", choices=["full", "summary"])
    ap.add_argument("--seed", type=int, default=42)
    return ap.parse_args()


def main():
    a = arguments()
    if os.path.exists(a.out):
        shutil.rmtree(a.out)
    products = [PRODUCTS[i] if i < len(PRODUCTS) else "Product %d" % (i + 1) for i in range(a.products)]
    base_tags = KINDS + AREAS
    tags = [base_tags[i] if i < len(base_tags) else "Topic %d" % (i + 1) for i in range(a.tags)]
    years = sorted({(EPOCH + dt.timedelta(minutes=int(i * SPAN_MIN / a.entries))).year for i in range(a.entries)})
    out = Out(a.out)
    place, front_matter, url = LAYOUT[a.format]
    words = 0
    for e in entries(a.entries, products, tags, a.seed):
        assert "{{" not in e["body"] and "{%" not in e["body"] and "{#" not in e["body"], e["slug"]
        words += len(e["body"].split())
        out.write(place(e), front_matter(e) + e["body"])
        newest = e
    WRITERS[a.format](out, substitutions(a, products, tags, years), years, list(roadmap(a.roadmap, products, tags, a.seed)))
    static_files(out, "static")
    # facts that the harness needs: which file to edit, which page shows it, what must exist
    meta = {"format": a.format, "entries": a.entries, "products": len(products), "tags": len(tags), "roadmap": a.roadmap, "years": years,
            "newest": {"file": place(newest), "url": url(newest), "title": newest["title"]},
            "source_files": out.files, "source_bytes": out.bytes, "body_words_mean": round(words / a.entries, 1)}
    out.write("workload.json", json.dumps(meta, indent=1))
    print(json.dumps(meta))


if __name__ == "__main__":
    main()
