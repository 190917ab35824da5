"""Real changelogs, imported: what the facts say of each is what the drafts say.

    imports.py TIDINGS CORPORA WORK

Then each is written into a site and exported, the export is imported into a second site, and both sites must be the
same, release by release. The last line counts both kinds of tests.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

CONFIG = """\
title = "A"
base_url = "https://a.example"
repository = "https://code.example/a/a"
"""


def run(*arguments):
    done = subprocess.run([str(it) for it in arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"exit {done.returncode}: {' '.join(map(str, arguments))}\n{done.stderr[-2000:]}")
    return done.stdout


def new_site(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "tidings.toml").write_text(CONFIG)
    return folder


def drafts_of(tidings, file, site, *flags):
    return json.loads(run(tidings, "import", "changelog", file, site, "--message-format", "json", *flags))["drafts"]


def sections(thing):
    return [(" ".join(it["name"].split()).casefold(), it["items"]) for it in thing["sections"]]


def faults_of_facts(drafts, facts):
    """How the drafts differ from what an independent parser found."""
    if not facts["releases"]:
        # Without a heading of any release, all there is waits for one.
        alone = len(drafts) == 1 and drafts[0]["unreleased"] and drafts[0]["items"] == facts["items_outside_releases"]
        return [] if alone else [f"{len(drafts)} drafts instead of what waits"]
    found = {draft["line"]: draft for draft in drafts}
    faults = []
    lines = [release["line"] for release in facts["releases"]]
    if sorted(found) != sorted(lines):
        faults.append(f"lines {sorted(set(found) ^ set(lines))[:5]}")
    for release in facts["releases"]:
        draft = found.get(release["line"])
        if draft is None:
            continue
        for key in ("version", "date", "yanked", "unreleased", "items", "items_nested"):
            if draft[key] != release[key]:
                faults.append(f"{release['label']}: {key} is {draft[key]}, not {release[key]}")
        if sections(draft) != sections(release):
            faults.append(f"{release['label']}: sections {sections(draft)[:3]}, not {sections(release)[:3]}")
    return faults


# Fragments and releases of other tools: the source, where they lie, and how many the facts count.
OTHERS = [
    ("changesets", "D-fragments/changesets-kit/.changeset", "changesets-kit", lambda facts: facts["count"]),
    ("changie", "D-fragments/changie/.changes", "changie", lambda facts: facts["products"]["."]),
    ("changie", "D-fragments/changie-dbt/.changes", "changie-dbt", lambda facts: 9),
    ("towncrier", "D-fragments/towncrier-attrs/changelog.d", "towncrier-attrs", lambda facts: facts["count"]),
    ("towncrier", "D-fragments/towncrier-pytest/changelog", "towncrier-pytest", lambda facts: facts["count"]),
    ("scriv", "D-fragments/scriv-ggshield/changelog.d", "scriv-ggshield", lambda facts: facts["count"]),
    ("reno", "D-fragments/reno/releasenotes/notes", "reno", lambda facts: facts["count"]),
]


def faults_of_others(tidings, corpora, work, source, folder, facts, count):
    """Whether each fragment becomes an entry, and the site of all builds."""
    site = new_site(work / "others")
    command = [tidings, "import", source, corpora / folder, site, "--message-format", "json"]
    drafts = json.loads(run(*command))["drafts"]
    faults = []
    wanted = count(json.loads((corpora / "facts" / f"{facts}.json").read_text()))
    if len(drafts) != wanted:
        faults.append(f"{len(drafts)} drafts of {wanted}")
    if any(draft["action"] != "unchanged" for draft in json.loads(run(*command))["drafts"]):
        faults.append("imported again, something changed")
    run(tidings, "build", site, "--output", work / "others-site", "--quiet")
    return faults


def faults_of_github(tidings, corpora, work, name, releases):
    """Whether each release of a file of GitHub's is what the facts say."""
    site = new_site(work / "others")
    file = corpora / "C-fixtures/github-releases" / name
    drafts = json.loads(run(tidings, "import", "github", file, site, "--message-format", "json"))["drafts"]
    faults = [f"{len(drafts)} drafts of {len(releases)}"] if len(drafts) != len(releases) else []
    for draft, release in zip(drafts, releases):
        tag = release["tag"].rsplit("@")[-1]
        items = draft["items"] + draft["items_nested"]
        if (draft["version"], draft["date"][:10], items) != (tag, release["date"], release["items"]):
            faults.append(f"{release['tag']}: {draft['version']} {draft['date']} {items} items")
    run(tidings, "build", site, "--output", work / "others-site", "--quiet")
    return faults


def model_of(tidings, site):
    """The site as data, without what names its files."""
    exported = json.loads(run(tidings, "export", "json", site))
    return {(it["product"], it["version"], it["date"]): it for it in exported["releases"]}


def faults_of_round(tidings, file, work):
    """How a site differs from the site that its exported changelog makes."""
    here, there = new_site(work / "here"), new_site(work / "there")
    drafts_of(tidings, file, here)
    again = drafts_of(tidings, file, here)
    if any(draft["action"] != "unchanged" for draft in again):
        return ["imported again, something changed"]
    exported = work / "CHANGELOG.md"
    exported.write_text(run(tidings, "export", "changelog", here))
    drafts_of(tidings, exported, there)
    again = work / "AGAIN.md"
    again.write_text(run(tidings, "export", "changelog", there))
    faults = []
    one, other = model_of(tidings, here), model_of(tidings, there)
    if one.keys() != other.keys():
        faults.append(f"releases {sorted(map(str, one.keys() ^ other.keys()))[:4]}")
    for key in one.keys() & other.keys():
        for field in one[key]:
            if one[key][field] != other[key][field]:
                faults.append(f"{key[1]}: {field} is {str(other[key][field])[:200]}, not {str(one[key][field])[:200]}")
    if exported.read_text() != again.read_text():
        faults.append("the second export differs from the first")
    return faults


def faults_of_place(tidings, file, work):
    """How a site that reads the file in place differs from the one that it is imported into."""
    here, there = new_site(work / "here"), new_site(work / "there" / "site")
    drafts_of(tidings, file, here)
    shutil.copy(file, work / "there" / file.name)
    source = f'\n[[sources]]\nfrom = "changelog"\npath = "../{file.name}"\n'
    (there / "tidings.toml").write_text(CONFIG + source)
    run(tidings, "build", there, "--output", work / "others-site", "--quiet")
    if [it.name for it in there.iterdir()] != ["tidings.toml"]:
        return ["something was written beside the site"]
    one, other = model_of(tidings, here), model_of(tidings, there)
    # A heading under which nothing waits is a file when it is imported, and nothing in place.
    keys = [key for key in one.keys() ^ other.keys() if key[1] != "unreleased"]
    faults = [f"releases {sorted(map(str, keys))[:4]}"] if keys else []
    same = one.keys() & other.keys()
    return faults + [f"{key[1]} differs" for key in same if one[key] != other[key]]


def main():
    tidings, corpora, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    only = sys.argv[4:]
    passed = failed = 0
    for path in sorted((corpora / "facts/B-changelogs").glob("*.json")):
        facts = json.loads(path.read_text())
        if only and facts["id"] not in only:
            continue
        file = corpora / "B-changelogs" / facts["id"] / pathlib.Path(facts["path"]).name
        for name in ("facts", "round", "place"):
            try:
                if name == "facts":
                    site = new_site(work / "facts")
                    faults = faults_of_facts(drafts_of(tidings, file, site, "--dry-run"), facts)
                    if re.search("changelog", " ".join(it.name for it in site.iterdir())):
                        faults.append("a dry run wrote something")
                elif name == "round":
                    faults = faults_of_round(tidings, file, work)
                else:
                    faults = faults_of_place(tidings, file, work)
            except AssertionError as fault:
                faults = [str(fault)]
            passed, failed = passed + (not faults), failed + bool(faults)
            if faults:
                print(f"{facts['id']}: {name}: {len(faults)} faults")
                for fault in faults[:5]:
                    print(f"    {fault}")
    tests = [(f"{it[0]} {it[2]}", faults_of_others, it) for it in OTHERS]
    releases = json.loads((corpora / "facts/github-releases.json").read_text())["releases"]
    tests += [(f"github {it[0]}", faults_of_github, it) for it in releases.items()]
    for name, test, arguments in tests if not only else []:
        try:
            faults = test(tidings, corpora, work, *arguments)
        except AssertionError as fault:
            faults = [str(fault)]
        passed, failed = passed + (not faults), failed + bool(faults)
        if faults:
            print(f"{name}: {faults[:5]}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
