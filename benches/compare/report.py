"""Prints what bench.py measured as Markdown tables: medians, ratios to one peer, exponents of growth."""
import json
import math
import statistics

FIRST = 1000       # growth is told from this number of entries up: below it, starting a process weighs most


def median(rows, key):
    values = [r[key] for r in rows if r.get(key) is not None]
    return statistics.median(values) if values else None


def ratio(value, base):
    """How many times `base` it is; small ones with the digits that tell them apart."""
    if not value or not base:
        return "–"
    times = value / base
    return "%.2f" % times if times >= 0.1 else "%.3f" % times


def exponent(sizes, n, key):
    """b of `key` ~ n^b between the smallest size from FIRST up and n."""
    first = min((m for m in sizes if m >= FIRST), default=n)
    if first >= n or not sizes[first][key] or not sizes[n][key]:
        return ""
    return "%.2f" % (math.log(sizes[n][key] / sizes[first][key]) / math.log(n / first))


def table(head, right_from, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join(["---"] * right_from + ["---:"] * (len(head) - right_from)) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def summary(rows):
    """Of the runs of one peer at one size."""
    seen = next((r for r in rows if "files" in r), {})
    walls = [r["wall"] for r in rows]
    return {"wall": statistics.median(walls), "fastest": min(walls), "slowest": max(walls), "cpu": median(rows, "cpu"),
            "rss_mib": median(rows, "rss_mib"), "files": seen.get("files", 0), "html": seen.get("html", 0),
            "mib": seen.get("bytes", 0) / 2**20, "bad": seen.get("bad", []), "runs": len(rows)}


def grouped(rows, keys):
    groups = {}
    for r in rows:
        groups.setdefault(tuple(r.get(k, "") for k in keys), []).append(r)
    return groups


def builds(rows, base):
    head = ["entries", "generator", "wall s", "min–max", "CPU s", "peak MiB", "wall ×", "CPU ×", "memory ×",
            "growth of wall", "of CPU", "of memory", "pages", "files", "MiB written", "runs"]
    clean = {}
    for (mode, label, highlight, index), group in sorted(grouped(rows, ["mode", "label", "highlight", "index_body"]).items()):
        peers = {peer: {n: summary(rs) for (n,), rs in sorted(grouped(of_peer, ["n"]).items())}
                 for (peer,), of_peer in grouped(group, ["peer"]).items()}
        against = "the same peer's clean build" if mode == "over" else base
        print("\n### Build, %s%s, highlighting %s, home page with %s bodies (× %s)\n" % (
            mode, " (%s)" % label if label else "", highlight, index, against))
        if mode == "clean":
            clean[label, highlight, index] = peers
        lines = []
        for n in sorted({r["n"] for r in group}):
            for peer, sizes in peers.items():
                if n not in sizes:
                    continue
                s = sizes[n]
                of = clean.get((label, highlight, index), {}).get(peer, {}) if mode == "over" else peers.get(base, {})
                other = of.get(n, {})
                lines.append(["{:,}".format(n), peer + (" ⚠ " + "; ".join(s["bad"]) if s["bad"] else ""), "%.3f" % s["wall"],
                              "%.3f–%.3f" % (s["fastest"], s["slowest"]), "%.2f" % s["cpu"], "%.0f" % s["rss_mib"]]
                             + [ratio(s[k], other.get(k)) for k in ("wall", "cpu", "rss_mib")]
                             + [exponent(sizes, n, k) for k in ("wall", "cpu", "rss_mib")]
                             + ["{:,}".format(s["html"]), "{:,}".format(s["files"]), "%.1f" % s["mib"], str(s["runs"])])
        table(head, 2, lines)


def servers(rows, base):
    head = ["entries", "server", "start → first page s", "entry edit → its page s", "→ home page s", "CPU s an edit",
            "theme edit → page s", "peak MiB", "start ×", "edit ×", "CPU ×", "edits"]
    seconds = lambda v: "–" if v is None else "%.3f" % v
    for (highlight, index), group in sorted(grouped(rows, ["highlight", "index_body"]).items()):
        print("\n### Preview server, highlighting %s, home page with %s bodies (× %s server)\n" % (highlight, index, base))
        by = grouped(group, ["n", "peer", "what"])
        figures = lambda n, peer: {k: median(by.get((n, peer, "serve"), []), k) for k in ("cold", "entry", "list", "cpu")}
        lines = []
        for n in sorted({r["n"] for r in group}):
            other = figures(n, base + " server")
            for peer in dict.fromkeys(r["peer"] for r in group):
                edits = by.get((n, peer, "serve"), [])
                if not edits:
                    continue
                own = figures(n, peer)
                lines.append(["{:,}".format(n), peer] + [seconds(own[k]) for k in ("cold", "entry", "list", "cpu")]
                             + [seconds(median(by.get((n, peer, "serve-theme"), []), "theme")), "%.0f" % max(r["rss_mib"] for r in edits)]
                             + [ratio(own[k], other[k]) for k in ("cold", "entry", "cpu")] + [str(len(edits))])
        table(head, 2, lines)


def report(path, base):
    with open(path, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    for line in dict.fromkeys(r["text"] for r in rows if r["what"] == "machine"):
        print(line)
    builds([r for r in rows if r["what"] == "build"], base)
    servers([r for r in rows if r["what"].startswith("serve")], base)
