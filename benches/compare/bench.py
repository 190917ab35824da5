#!/usr/bin/env python3
"""Compares static site generators on the changelog workload of genload.py (standard library only, Linux).

  bench.py build --peer tidings=PATH --peer hugo=PATH --n 1000,10000 --runs 5
  bench.py serve --peer tidings=PATH --peer hugo=PATH --n 1000,10000 --edits 7
  bench.py report results.jsonl

--peer NAME=PATH, NAME one of
    tidings           the binary, with templates of equal work
    tidings-default   the binary, with the default theme as it comes
    hugo, zola        the binary
    eleventy          a node_modules folder that holds @11ty/eleventy and its syntax highlighting plug-in
A name may carry a suffix to compare two binaries of one kind: tidings@old=PATH tidings@new=PATH.

build  starts the generator, waits, and reads the kernel's accounting of it (wait4: wall, user and system CPU, peak
       resident memory). Runs are interleaved (A B C A B C ...). Nothing of an earlier run is there to be used: each
       run has a new output folder and a new, empty $XDG_CACHE_HOME.
       --mode over builds again over an unchanged output, and what the generator remembers stays.
serve  starts the preview server, waits until the newest entry is served (start), then edits files in place and
       polls over HTTP until the new text is served: 'entry' = the entry's own page, 'list' = the changelog's first
       page (which shows the full body), 'theme' = an edit of the base layout, seen on the entry page. 'cpu' is the
       CPU the server burnt for one entry edit, read once it is quiet again.
report prints medians as Markdown tables, with ratios to --base and exponents of growth.
Results: one JSON object a line, appended to --results.
"""
import argparse
import http.client
import json
import math
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from peers import Peer
from report import report

HERE = os.path.dirname(os.path.abspath(__file__))
GENLOAD = os.path.join(HERE, "genload.py")


def generate(peer, n, a):
    """Writes the source tree once; returns (path, workload facts)."""
    src = os.path.join(a.work, "src", "%s-%d-hl_%s-%s" % (peer.spec["format"], n, a.highlight, a.index_body))
    facts = os.path.join(src, "workload.json")
    if not os.path.exists(facts) or a.regen and src not in a.regenerated:
        subprocess.run([sys.executable, GENLOAD, "--entries", str(n), "--products", str(a.products), "--tags", str(a.tags), "--roadmap", str(a.roadmap),
                        "--out", src, "--format", peer.spec["format"], "--highlight", a.highlight, "--index-body", a.index_body],
                       check=True, stdout=subprocess.DEVNULL)
        a.regenerated.add(src)
    with open(facts, encoding="utf-8") as f:
        return src, json.load(f)


def surroundings(peer, src, out, cache, port=0):
    """How to start a command of the peer: its places, folder and environment; what it remembers goes to `cache`."""
    places = {"src": src, "out": out, "port": port}
    env = dict(os.environ, XDG_CACHE_HOME=cache, **{k: peer.fill(v, **places) for k, v in peer.spec.get("env", {}).items()})
    return places, peer.fill(peer.spec["cwd"], **places) if "cwd" in peer.spec else None, env


def file_system(path):
    """Type of the file system that holds the path."""
    path = os.path.realpath(path)
    with open("/proc/self/mounts") as f:
        mounts = [line.split()[1:3] for line in f]
    within = [(len(place), kind) for place, kind in mounts if os.path.commonpath([place, path]) == place]
    return max(within)[1]


def machine(a):
    """One line on what it is measured on."""
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo") as f:
        memory = int(f.readline().split()[1]) / 2**20
    try:
        system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        system = "Linux"
    return "%s: %d cores of %s, %.0f GiB, %s with Linux %s; sources on %s, outputs on %s." % (
        time.strftime("%Y-%m-%d", time.gmtime()), os.cpu_count(), model, memory, system, platform.release().split("-")[0],
        file_system(a.work), file_system(a.out))


def first_in_line():
    """Runs in the child: on a machine that others use too, put the measured process ahead of them.

    Linux groups processes by session for scheduling (autogroup), so nice alone would not do. Needs root; else no effect.
    """
    try:
        os.nice(-15)
        with open("/proc/self/autogroup", "w") as f:
            f.write("-15")
    except OSError:
        pass


def busy_share(span=0.4):
    """Share of all cores' time that was not idle during `span` seconds."""
    def read():
        with open("/proc/stat") as f:
            v = [int(x) for x in f.readline().split()[1:9]]
        return sum(v), v[3] + v[4]
    (t0, i0), _ = read(), time.sleep(span)
    t1, i1 = read()
    return 1 - (i1 - i0) / max(1, t1 - t0)


def wait_idle(limit):
    """Waits (at most `limit` seconds) for a quiet machine; returns the last busy share, recorded with the run."""
    end = time.time() + limit
    while True:
        b = busy_share()
        if b < 0.06 or time.time() > end:
            return b


def run_once(argv, cwd, env, timeout, log):
    """Starts argv, waits for it with wait4; wall seconds, CPU seconds, peak MiB, exit status."""
    with open(log, "wb") as lf:
        t0 = time.perf_counter()
        pr = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=lf, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=first_in_line)
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(pr.pid, signal.SIGKILL))
        signal.alarm(int(timeout))
        _, status, ru = os.wait4(pr.pid, 0)
        wall = time.perf_counter() - t0
        signal.alarm(0)
    pr.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": wall, "cpu": ru.ru_utime + ru.ru_stime, "user": ru.ru_utime, "sys": ru.ru_stime, "rss_mib": ru.ru_maxrss / 1024, "rc": pr.returncode}


def tree(out):
    files = size = html = 0
    for d, _, names in os.walk(out):
        for n in names:
            files += 1
            html += n.endswith(".html")
            size += os.path.getsize(os.path.join(d, n))
    return {"files": files, "html": html, "bytes": size}


def check(out, w, spec):
    """What is missing of the contract of equal work: fewer pages, an empty feed, no full bodies, no roadmap."""
    bad = []

    def read(rel):
        path = os.path.join(out, rel.strip("/"), *([] if rel.endswith(".xml") else ["index.html"]))
        try:
            with open(path, encoding="utf-8") as f:
                return f.read()
        except OSError:
            bad.append("no " + rel)
            return ""

    want = w["entries"] + math.ceil(w["entries"] / 20)
    html = tree(out)["html"]
    if html < want:
        bad.append("%d html files, expected more than %d" % (html, want))
    feed, road, one, top = read("atom.xml"), read("/roadmap/"), read(w["newest"]["url"]), read("/")
    if feed.count("<entry") != min(30, w["entries"]):
        bad.append("feed has %d entries" % feed.count("<entry"))
    if feed and len(feed) < 30 * 2000 and w["entries"] >= 30:
        bad.append("feed has no full content: %d bytes" % len(feed))
    if road.count(spec["card"]) != w["roadmap"]:
        bad.append("roadmap shows %d items" % road.count(spec["card"]))
    if "What’s new" not in one or "Fixes" not in one:
        bad.append("entry page has no body")
    if top.count(spec["entry"]) != min(20, w["entries"]):
        bad.append("first page shows %d entries" % top.count(spec["entry"]))
    if w["index_body"] == "full" and top.count("What’s new") < min(20, w["entries"]):
        bad.append("first page has no full bodies")
    # Each body has one or two blocks of code; a block that is not highlighted has no <span> in its <pre>.
    if w["highlight"] == "on" and "<span" not in one.partition("<pre")[2].partition("</pre>")[0]:
        bad.append("code is not highlighted")
    for rel in spec["pages"]:
        read(rel.format(year=w["years"][-1]))
    return bad


def emit(a, rec):
    rec["date"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with open(a.results, "a", encoding="utf-8") as f:
        f.write(json.dumps(rec) + "\n")
    print("  " + json.dumps({k: (round(v, 4) if isinstance(v, float) else v) for k, v in rec.items()}), flush=True)


def do_build(a, peers):
    for n in a.n:
        made = {}
        with tempfile.TemporaryDirectory(prefix="outputs-", dir=a.out) as outputs:
            going = list(peers)
            for r in range(-a.warmup, a.runs):
                for p in list(going):
                    if not build_once(a, p, n, r, outputs, made):
                        going.remove(p)


def build_once(a, p, n, r, outputs, made):
    """Run `r` of the peer (a warm-up below 0); whether it is worth another."""
    src, w = generate(p, n, a)
    if a.mode == "clean" or p.name not in made:
        # A new folder for each run, never rm -rf just before: ext4 does not use an inode again within a minute of its
        # release and walks past all of them on each create, so that would time the walk and not the generator.
        made[p.name] = tempfile.mkdtemp(prefix=p.name + "-", dir=outputs)
    out, cache = os.path.join(made[p.name], "site"), os.path.join(made[p.name], "cache")
    os.makedirs(cache, exist_ok=True)
    subprocess.run(["sync", "-f", a.work])                    # earlier writes must not be charged to this run
    places, cwd, env = surroundings(p, src, out, cache)
    others = wait_idle(a.idle)
    log = os.path.join(a.work, "log-%s.txt" % p.name)
    m = run_once(p.fill(p.spec["build"], **places), cwd, env, a.timeout, log)
    if m["rc"] != 0:
        print("%s at N=%d: exit %d, see %s" % (p.name, n, m["rc"], log))
        return False
    rec = {"what": "build", "mode": a.mode, "label": a.label, "peer": p.name, "n": n, "highlight": a.highlight,
           "index_body": a.index_body, "run": r, "busy_before": round(others, 3), **m}
    if r == 0:
        rec.update(tree(out))
        bad = check(out, {**w, "highlight": a.highlight, "index_body": a.index_body}, p.spec)
        if bad:
            rec["bad"] = bad
    if r >= 0:
        emit(a, rec)
    if a.mode == "clean" and file_system(out) == "tmpfs":       # memory, and none of ext4's trouble with it
        shutil.rmtree(made[p.name])
    return m["wall"] * a.runs <= a.budget                      # slow peer: stop after this run


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Poller:
    def __init__(self, port):
        self.port, self.c = port, None

    def get(self, path):
        try:
            if self.c is None:
                self.c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self.c.request("GET", path)
            r = self.c.getresponse()
            body = r.read()
            return body if r.status == 200 else b""
        except (OSError, http.client.HTTPException):
            if self.c:
                self.c.close()
            self.c = None
            return b""


def cpu_of(pid):
    """CPU seconds of a process and of its live children."""
    total, stack = 0.0, [pid]
    hz = os.sysconf("SC_CLK_TCK")
    while stack:
        q = stack.pop()
        try:
            with open("/proc/%d/stat" % q) as f:
                parts = f.read().rsplit(")", 1)[1].split()
            total += (int(parts[11]) + int(parts[12])) / hz
            with open("/proc/%d/task/%d/children" % (q, q)) as f:
                stack += [int(x) for x in f.read().split()]
        except (OSError, IndexError):
            pass
    return total


def quiet(pid, still=0.4, limit=120):
    """Waits until the process burns no CPU for `still` seconds; returns its CPU seconds."""
    end = time.perf_counter() + limit
    last, since = cpu_of(pid), time.perf_counter()
    while time.perf_counter() < end:
        time.sleep(0.05)
        now = cpu_of(pid)
        if now - last > 0.011:
            last, since = now, time.perf_counter()
        elif time.perf_counter() - since > still:
            break
    return cpu_of(pid)


def rss_of(pid):
    try:
        with open("/proc/%d/status" % pid) as f:
            for line in f:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def write_in_place(path, text):
    fd = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.write(fd, text.encode())
    os.close(fd)


def edit_and_wait(poll, path, text, nonce, urls, timeout, step):
    """Writes the file, polls each URL in turn until all show the nonce; seconds from the write to each sight."""
    seen = {}
    t0 = time.perf_counter()
    write_in_place(path, text)
    while len(seen) < len(urls) and time.perf_counter() - t0 < timeout:
        for key, url in urls.items():
            if key not in seen and nonce in poll.get(url):
                seen[key] = time.perf_counter() - t0
        time.sleep(step)
    return seen


def do_serve(a, peers):
    for n in a.n:
        for p in peers:
            for label, cmd in p.spec["serve"].items():
                if not a.only or a.only in label:
                    with tempfile.TemporaryDirectory(prefix="serve-", dir=a.out) as folder:
                        serve_one(a, p, n, label, cmd, folder)


def serve_one(a, p, n, label, cmd, folder):
    """Starts one server, measures its start and the edits, and puts the sources back as they were."""
    src, w = generate(p, n, a)
    port = free_port()
    places, cwd, env = surroundings(p, src, os.path.join(folder, "site"), os.path.join(folder, "cache"), port)
    wait_idle(a.idle)
    base = {"peer": p.label(label), "n": n, "highlight": a.highlight, "index_body": a.index_body}
    entry = Edited(os.path.join(src, w["newest"]["file"]))
    theme, mark = p.spec.get("theme", (None, None))
    theme = Edited(os.path.join(src, theme)) if theme else None
    with open(os.path.join(a.work, "log-serve-%s.txt" % p.name), "wb") as log:
        t0 = time.perf_counter()
        pr = subprocess.Popen(p.fill(cmd, **places), cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                              start_new_session=True, preexec_fn=first_in_line)
        try:
            poll = Poller(port)
            while "What’s new".encode() not in poll.get(w["newest"]["url"]):
                time.sleep(0.005)
                if pr.poll() is not None or time.perf_counter() - t0 > a.timeout:
                    print("%s did not come up: see %s" % (base["peer"], log.name))
                    return
            base["cold"] = time.perf_counter() - t0
            quiet(pr.pid)
            for k in range(-1, a.edits):                      # the first edit is a warm-up
                nonce = "nonce%d" % time.time_ns()
                poll.get("/")
                before = cpu_of(pr.pid)
                seen = edit_and_wait(poll, entry.path, entry.text + "\nPreview " + nonce + ".\n", nonce.encode(),
                                     {"entry": w["newest"]["url"], "list": "/"}, a.edit_timeout, a.step)
                cpu = quiet(pr.pid) - before
                if k >= 0:
                    emit(a, {"what": "serve", **base, "run": k, **seen, "cpu": cpu, "rss_mib": rss_of(pr.pid)})
            for k in range(a.theme_edits if theme else 0):
                nonce = "nonce%d" % time.time_ns()
                seen = edit_and_wait(poll, theme.path, theme.text.replace(mark, "<i hidden>%s</i>%s" % (nonce, mark), 1), nonce.encode(),
                                     {"theme": w["newest"]["url"]}, a.edit_timeout, a.step)
                quiet(pr.pid)
                emit(a, {"what": "serve-theme", **base, "run": k, **seen})
        finally:
            stop(pr)
            for edited in filter(None, [entry, theme]):
                write_in_place(edited.path, edited.text)


class Edited:
    """A file that is edited, and its text before that."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as f:
            self.text = f.read()


def stop(process):
    """Ends the process and its children, by force when it takes longer than ten seconds."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    except ProcessLookupError:
        process.wait()


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=["build", "serve", "report"])
    ap.add_argument("file", nargs="?", help="report: the results file")
    ap.add_argument("--peer", action="append", default=[], metavar="NAME=PATH")
    ap.add_argument("--n", default="1000,10000", help="entry counts, comma separated")
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--warmup", type=int, default=1)
    ap.add_argument("--mode", choices=["clean", "over"], default="clean")
    ap.add_argument("--highlight", choices=["on", "off"], default="on")
    ap.add_argument("--index-body", choices=["full", "summary"], default="full")
    ap.add_argument("--products", type=int, default=6)
    ap.add_argument("--tags", type=int, default=24)
    ap.add_argument("--roadmap", type=int, default=80)
    ap.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "changelog-bench"), help="where the sources go, and the outputs")
    ap.add_argument("--out", help="where the outputs go (default WORK/out); /dev/shm/x takes the disk out of the figures")
    ap.add_argument("--label", default="", help="build: a word to tell apart runs with another --out in the report")
    ap.add_argument("--results", default="results.jsonl")
    ap.add_argument("--timeout", type=float, default=600)
    ap.add_argument("--budget", type=float, default=300, help="a peer whose runs would take longer than this is stopped after one run")
    ap.add_argument("--idle", type=float, default=60, help="wait at most this long for a quiet machine before each run")
    ap.add_argument("--edits", type=int, default=7)
    ap.add_argument("--theme-edits", type=int, default=3)
    ap.add_argument("--edit-timeout", type=float, default=60)
    ap.add_argument("--step", type=float, default=0.002, help="pause between polls, seconds")
    ap.add_argument("--only", help="serve: only the modes whose label contains this (write --only=--fast for one that starts with a dash)")
    ap.add_argument("--base", default="hugo", help="report: the peer that ratios are told to")
    ap.add_argument("--regen", action="store_true", help="write the sources anew")
    a = ap.parse_args()
    a.n = [int(x) for x in a.n.split(",")]
    a.work = os.path.abspath(a.work)
    a.out = os.path.abspath(a.out or os.path.join(a.work, "out"))
    a.regenerated = set()
    if a.mode == "over":
        a.warmup = max(1, a.warmup)                           # the build that the others are built over
    return a


def main():
    a = arguments()
    if a.what == "report":
        return report(a.file or a.results, a.base)
    os.makedirs(a.work, exist_ok=True)
    os.makedirs(a.out, exist_ok=True)
    peers = [Peer(spec, os.path.abspath) for spec in a.peer]
    emit(a, {"what": "machine", "text": machine(a)})
    (do_build if a.what == "build" else do_serve)(a, peers)


if __name__ == "__main__":
    main()
