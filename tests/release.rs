//! `tidings release` on real repositories: what waits becomes a version, all of it or nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::site::{CONFIG, NOW, Ran, Site, files, run, tidings};

/// A site in a repository of its own, on its branch `main`, with one release behind it.
fn repository() -> Site {
    let site = Site::new();
    let config = "[release]\nchangelog = \"CHANGELOG.md\"\n[release.files]\n\"Cargo.toml\" = \"package.version\"\n\"README.md\" = [\"acme@{version}\"]\n";
    site.write("tidings.toml", format!("{CONFIG}{config}"));
    site.write("Cargo.toml", "[package]\nname = \"acme\"\nversion = \"1.0.0\" # kept by tidings\n");
    site.write("README.md", "Install acme@1.0.0, or acme@next.\n");
    site.write("changelog/1.0.0/release.md", "+++\ndate = 2026-01-10\n+++\n");
    site.write("changelog/1.0.0/first.md", "+++\ntype = \"added\"\n+++\nEverything.\n");
    site.write(
        "roadmap/offline.md",
        "+++\ntitle = \"Offline mode\"\nstatus = \"planned\" # for now\n+++\nWithout a network.\n",
    );
    git(site.root(), &["init", "--quiet", "--initial-branch=main"]);
    commit(&site, "Begin");
    site
}

fn git(folder: impl AsRef<Path>, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
    ran.stdout
}

fn commit(site: &Site, message: &str) {
    git(site.root(), &["add", "--all"]);
    git(site.root(), &["commit", "--quiet", "-m", message]);
}

fn command(site: &Site, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.args(arguments).current_dir(site.root()).stdin(Stdio::null());
    // 2026-06-15, as in NOW.
    command.env("SOURCE_DATE_EPOCH", "1781524800").env("GIT_CONFIG_GLOBAL", "/dev/null");
    run(&mut command)
}

fn release(site: &Site, arguments: &[&str]) -> Ran {
    command(site, &[&["release"], arguments].concat())
}

fn text(site: &Site, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn content(site: &Site) -> Vec<String> {
    files(&site.root()).into_keys().filter(|path| path.starts_with("changelog/")).collect()
}

fn entry(kind: &str, more: &str, body: &str) -> String {
    format!("+++\ntype = \"{kind}\"\n{more}+++\n{body}\n")
}

#[test]
fn what_waits_becomes_a_release() {
    let site = repository();
    site.write("changelog/unreleased/sync.md", entry("added", "roadmap = [\"offline\"]\n", "![Shot](sync.png) Sync."));
    site.write("changelog/unreleased/sync.png", b"\x89PNG no picture");
    site.write("changelog/unreleased/later.md", entry("added", "draft = true\n", "Not yet."));
    commit(&site, "Sync");
    let ran = release(&site, &["auto", "--title", "Summer"]);
    assert_eq!(
        ran.is_fine().stdout,
        "Released 1.1.0: 1 entry; shipped: Offline mode

What to do next:
  git add --all changelog roadmap Cargo.toml README.md CHANGELOG.md
  git commit -m 'Release 1.1.0'
  git tag v1.1.0
  git push origin HEAD v1.1.0
"
    );
    let expected = [
        "1.0.0/first.md",
        "1.0.0/release.md",
        "1.1.0/release.md",
        "1.1.0/sync.md",
        "1.1.0/sync.png",
        "unreleased/later.md",
    ];
    assert_eq!(content(&site), expected.map(|path| format!("changelog/{path}")));
    let said = "+++\ndate = 2026-06-15\ntitle = \"Summer\"\nid = \"releases/1.1.0\"\n+++\n";
    assert_eq!(text(&site, "changelog/1.1.0/release.md"), said);
    assert!(text(&site, "roadmap/offline.md").contains("status = \"shipped\" # for now\n"));
    assert!(text(&site, "Cargo.toml").contains("version = \"1.1.0\" # kept by tidings\n"));
    assert_eq!(text(&site, "README.md"), "Install acme@1.1.0, or acme@next.\n");
    let changelog = text(&site, "CHANGELOG.md");
    assert!(changelog.contains("\n## 1.1.0 - 2026-06-15 - Summer\n"), "{changelog}");
    let staged = git(site.root(), &["diff", "--cached", "--name-status", "-M"]);
    assert_eq!(staged.matches("R100\tchangelog/unreleased/sync.").count(), 2, "{staged}");
    // What it says to do next can be done.
    for step in ran.stdout.lines().filter_map(|line| line.strip_prefix("  git ")).take(3) {
        let words = step.replace('\'', "\"");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("git -c user.name=Ada -c user.email=a@acme.example {words}")])
            .current_dir(site.root());
        run(&mut shell).is_fine();
    }
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
    site.build().is_fine();
    assert!(site.page("releases/1.1.0/index.html").contains("Summer"));
}

#[test]
fn the_version_follows_from_what_waits() {
    for (entries, asked, version) in [
        (&[("fixed", "")][..], "auto", "1.0.1"),
        (&[("fixed", ""), ("changed", "")], "auto", "1.1.0"),
        (&[("fixed", "breaking = true\n")], "auto", "2.0.0"),
        (&[("removed", "")], "auto", "2.0.0"),
        (&[("fixed", "")], "minor", "1.1.0"),
        (&[("fixed", "")], "v3.1", "3.1"),
        (&[], "patch", "1.0.1"),
    ] {
        let site = repository();
        for (index, (kind, more)) in entries.iter().enumerate() {
            site.write(&format!("changelog/unreleased/{index}.md"), entry(kind, more, "A change."));
        }
        let ran = release(&site, &[asked, "--force", "a test"]);
        assert!(ran.is_fine().stdout.starts_with(&format!("Released {version}: ")), "{asked}: {}", ran.stdout);
        site.build().is_fine();
    }
}

#[test]
fn a_call_that_cannot_be_meant_is_refused() {
    let site = repository();
    for (arguments, said) in [
        (&["auto"][..], "nothing waits to be released"),
        (&["1.0.0"], "1.0.0 is released, and nothing waits to join it"),
        (&["1.0"], "1.0 is released as 1.0.0"),
        (&["mjaor"], "did you mean `major`?"),
        (&["1/2"], "\"1/2\" is no version"),
        (&[".."], "no folder can be called by the version \"..\": it has a part that is `.` or `..`"),
        (&[".1"], "no folder can be called by the version \".1\": it begins with a dot"),
        (&["1.0\n2"], "no folder can be called by the version \"1.0\\n2\": it has a backslash or a control character"),
        (&["patch", "--pre", "a".repeat(230).as_str()], ": it is too long"),
        (&["patch", "--pre", "1"], "\"1\" is no label of a pre-release"),
        (&["patch", "--product", "app"], "the site has no products: leave --product out"),
    ] {
        release(&site, arguments).ends_with(2).says(said);
    }
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
}

#[test]
fn what_is_named_must_be_there() {
    let site = repository();
    fs::remove_file(site.root().join("README.md")).unwrap();
    release(&site, &["patch"]).ends_with(2).says("there is no file README.md, which [release.files] names");
    site.write("README.md", "Nothing of a version.\n");
    release(&site, &["patch"]).ends_with(2).says("README.md has nothing like `acme@{version}`");
}

#[test]
fn a_file_that_waits_as_a_whole_becomes_the_release() {
    let site = Site::new();
    site.write("changelog/unreleased.md", "## Added\n- One thing.\n\n## Fixed\n- Another.\n");
    site.write("changelog/unreleased/b.md", entry("added", "", "A third."));
    let said = release(&site, &["auto", "--pre", "beta"]).is_fine().stdout.clone();
    assert!(said.starts_with("Pre-released 0.1.0-beta.1: 1 entry and 2 changes in its own file, which wait"), "{said}");
    let told = text(&site, "changelog/0.1.0-beta.1/release.md");
    assert!(told.ends_with("+++\n## Added\n- One thing.\n\n## Fixed\n- Another.\n\n## Added\n- A third.\n"), "{told}");
    release(&site, &["auto"]).is_fine();
    assert_eq!(
        content(&site),
        ["0.1.0-beta.1/release.md", "0.1.0.md", "0.1.0/b.md"].map(|path| format!("changelog/{path}"))
    );
    assert!(
        text(&site, "changelog/0.1.0.md")
            .starts_with("+++\ndate = 2026-06-15\nid = \"releases/0.1.0\"\n+++\n## Added\n")
    );
    site.build_with(&["--strict", "--now", NOW]).is_fine();
    site.write("changelog/unreleased.md", "## Added\n- Late.\n");
    release(&site, &["0.1.0"]).ends_with(2).says("both tell of 0.1.0").says("put them together by hand");
}

/// A pre-release copies texts into a file that everybody sees.
#[test]
fn a_pre_release_tells_nothing_that_is_withheld() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}audiences = [\"staff\"]\n[release]\nchangelog = \"CHANGELOG.md\"\n"));
    site.write("changelog/unreleased/open.md", entry("added", "", "Seen: `Vec<T>`."));
    site.write("changelog/unreleased/few.md", entry("added", "audience = [\"staff\"]\n", "Hidden."));
    site.write(
        "changelog/unreleased/later.md",
        entry("added", "publish_at = 2030-01-01\nroadmap = [\"maps\"]\n", "Hidden."),
    );
    site.write("roadmap/maps.md", "+++\ntitle = \"Maps\"\nstatus = \"planned\"\n+++\nMaps.\n");
    let said = release(&site, &["auto", "--pre", "rc"]).is_fine().stdout.clone();
    assert!(said.starts_with("Pre-released 0.1.0-rc.1: 1 entry, which wait"), "{said}");
    // The release takes them along, each with what keeps it from the public; the roadmap does not tell before them.
    let said = release(&site, &["auto"]).is_fine().stdout.clone();
    assert!(said.starts_with("Released 0.1.0: 3 entries\n"), "{said}");
    assert!(text(&site, "roadmap/maps.md").contains("\"planned\""));
    for path in ["changelog/0.1.0-rc.1/release.md", "CHANGELOG.md"] {
        let told = text(&site, path);
        assert!(told.contains("- Seen: Vec\\<T>.") && !told.contains("Hidden"), "{path}: {told}");
    }
}

#[test]
fn a_pre_release_of_a_first_version_leads_to_it() {
    let site = Site::new();
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    release(&site, &["1.0.0", "--pre", "rc"]).is_fine();
    let said = release(&site, &["auto", "--pre", "rc", "--dry-run"]).is_fine().stdout.clone();
    assert!(said.contains("Pre-released 1.0.0-rc.2: "), "{said}");
    let said = release(&site, &["auto"]).is_fine().stdout.clone();
    assert!(said.starts_with("Released 1.0.0: "), "{said}");
}

#[test]
fn a_gate_is_passed_only_with_a_reason() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    site.write("notes.txt", "of my own");
    let ran = release(&site, &["auto"]);
    ran.ends_with(2).says("there are uncommitted changes: changelog/unreleased/a.md").is_silent_on("notes.txt");
    ran.says("--force \"REASON\"");
    assert!(site.root().join("changelog/unreleased/a.md").exists());
    release(&site, &["auto", "--dry-run"]).is_fine().says("would be refused: there are uncommitted changes");
    release(&site, &["auto", "--force", "hotfix at night"])
        .is_fine()
        .says("forced (hotfix at night): there are uncommitted changes");
}

#[test]
fn what_the_site_wants_as_an_error_closes_the_gate() {
    let site = Site::new();
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    site.write("changelog/0.9.0/b.md", entry("fixed", "", "Another."));
    let refused = "`tidings check` finds an error";
    release(&site, &["auto", "--dry-run"]).is_fine().is_silent_on(refused);
    site.write("tidings.toml", format!("{CONFIG}[check]\nundated-release = \"error\"\n"));
    release(&site, &["auto"]).ends_with(2).says(refused).says("the release 0.9.0 has no date");
    assert!(site.root().join("changelog/unreleased/a.md").exists());
}

#[test]
fn a_version_that_is_counted_is_not_one_that_git_has_a_tag_of() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    commit(&site, "A");
    git(site.root(), &["tag", "v1.0.1"]);
    release(&site, &["auto"]).ends_with(2).says("git has the tag v1.0.1 already").says("--force \"REASON\"");
    release(&site, &["auto", "--dry-run"]).is_fine().says("would be refused: git has the tag v1.0.1 already");
    // Who names the version knows it: the tag may have been made first.
    release(&site, &["1.0.1"]).is_fine();
}

#[test]
fn an_old_line_does_not_take_files_back() {
    let site = repository();
    site.write("changelog/2.0.0.md", "+++\ndate = 2026-03-01\n+++\n## Added\n- All of it.\n");
    site.write("Cargo.toml", "[package]\nversion = \"2.0.0\"\n");
    site.write("changelog/unreleased/late.md", entry("fixed", "", "Forgotten before."));
    commit(&site, "Two");
    let ran = release(&site, &["1.0.0"]);
    ran.is_fine().says("Cargo.toml stays as it is: it says 2.0.0, which is newer");
    assert!(ran.stdout.starts_with("Joined 1.0.0: 1 entry\n") && !ran.stdout.contains("Cargo.toml"), "{}", ran.stdout);
    site.write("changelog/unreleased/fix.md", entry("fixed", "", "A repair."));
    commit(&site, "Fix");
    // What is at no newer release follows, as in a branch of the old line.
    release(&site, &["1.0.1"]).is_fine().is_silent_on("README.md stays");
    assert_eq!(text(&site, "Cargo.toml"), "[package]\nversion = \"2.0.0\"\n");
    assert_eq!(text(&site, "README.md"), "Install acme@1.0.1, or acme@next.\n");
}

#[test]
fn a_site_with_errors_is_not_released() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixd", "", "A repair."));
    commit(&site, "A");
    let ran = release(&site, &["1.0.1", "--force", "whatever"]);
    ran.ends_with(1).says("did you mean `fixed`?").says("nothing was changed");
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
}

/// Everybody sees a CHANGELOG.md, and so what it is made from must be a site without what is for few.
#[test]
fn a_changelog_that_cannot_be_written_is_no_release() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}audiences = [\"staff\"]\n[release]\nchangelog = \"CHANGELOG.md\"\n"));
    site.write("changelog/unreleased/few.md", entry("added", "title = \"Few\"\naudience = [\"staff\"]\n", "Hidden."));
    site.write("changelog/unreleased/a.md", entry("added", "", "See [it](few.md)."));
    release(&site, &["auto"]).ends_with(1).says("error[hidden-link]").says("nothing was changed");
    assert_eq!(content(&site).len(), 2);
}

#[test]
fn a_dry_run_shows_the_whole_difference_and_changes_nothing() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixed", "version = \"unreleased\"\n", "A repair."));
    commit(&site, "A");
    let ran = release(&site, &["auto", "--dry-run"]);
    for part in [
        "This would be:\nReleased 1.0.1: 1 entry\n",
        "rename changelog/unreleased/a.md → changelog/1.0.1/a.md\n@@ -1,5 +1,4 @@\n +++\n type = \"fixed\"\n-version = \"unreleased\"\n +++\n",
        "new changelog/1.0.1/release.md\n@@ -0,0 +1,4 @@\n++++\n+date = 2026-06-15\n",
        "edit Cargo.toml\n@@ -1,3 +1,3 @@\n [package]\n name = \"acme\"\n-version = \"1.0.0\" # kept by tidings\n+version = \"1.0.1\"",
    ] {
        assert!(ran.is_fine().stdout.contains(part), "no {part} in\n{}", ran.stdout);
    }
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
}

#[test]
fn a_release_that_fails_in_the_middle_leaves_everything_as_it_was() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    // The name of the file that is to take another's place would be too long.
    let name = format!("{}.md", "n".repeat(250));
    site.write(&name, "acme@1.0.0\n");
    let config = text(&site, "tidings.toml").replace("README.md", &name);
    site.write("tidings.toml", config);
    commit(&site, "A");
    let before = files(&site.root());
    release(&site, &["auto"]).ends_with(3).says("cannot write ").says("file name too long");
    assert_eq!(files(&site.root()), before);
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
    site.write("Cargo.toml", "[package]\nname = \"acme\"\n");
    release(&site, &["auto", "--force", "test"]).ends_with(2).says("Cargo.toml has no key `package.version`");
    assert!(site.root().join("changelog/unreleased/a.md").exists());
}

#[test]
fn languages_and_notes_come_along() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[languages.de]\n"));
    site.write("changelog/unreleased/release.md", "---\nsummary: A quiet one.\n---\nNotes.\n");
    site.write("changelog/unreleased/release.de.md", "---\nsummary: Eine stille.\n---\nWorte.\n");
    site.write("changelog/unreleased/a.md", "---\ntype: added\n---\nSome.\n");
    site.write("changelog/unreleased/a.de.md", "Etwas.\n");
    release(&site, &["auto"]).is_fine();
    assert_eq!(
        content(&site),
        ["a.de.md", "a.md", "release.de.md", "release.md"].map(|name| format!("changelog/0.1.0/{name}"))
    );
    let said = "---\nsummary: A quiet one.\ndate: 2026-06-15\nid: releases/0.1.0\n---\nNotes.\n";
    assert_eq!(text(&site, "changelog/0.1.0/release.md"), said);
    site.build_with(&["--strict", "--now", NOW]).is_fine();
}

#[test]
fn a_translated_file_of_what_waits_keeps_its_translation() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[languages.de]\n[languages.ja]\n"));
    site.write("changelog/unreleased.md", "## Added\n- One thing.\n");
    site.write("changelog/unreleased.de.md", "## Added\n- Eine Sache.\n");
    site.write("changelog/0.1.0.md", "---\ndate: 2026-01-02\n---\n## Added\n- All.\n");
    site.write("changelog/0.1.0.de.md", "## Added\n- Alles.\n").write("changelog/shot.png", "beside");
    release(&site, &["auto"]).is_fine();
    let expected = ["0.1.0.de.md", "0.1.0.md", "0.2.0.de.md", "0.2.0.md", "shot.png"];
    assert_eq!(content(&site), expected.map(|path| format!("changelog/{path}")));
    site.build_with(&["--strict", "--now", NOW]).is_fine();
}

#[test]
fn products_are_released_one_by_one() {
    let site = Site::new();
    let config = "[products.app]\ntag = \"app-{version}\"\n[products.cli]\n[release.products.app.files]\n\"../app/package.json\" = \"version\"\n";
    site.write("tidings.toml", format!("{CONFIG}{config}"));
    site.write("../app/package.json", "{\n\t\"version\": \"0.1.0\"\n}\n");
    site.write("changelog/app/unreleased/a.md", entry("added", "", "In the app."));
    site.write("changelog/cli/unreleased/b.md", entry("added", "", "In the tool."));
    release(&site, &["auto"]).ends_with(2).says("entries wait for `app`, `cli`: name one with --product");
    release(&site, &["auto", "-p", "ap"]).ends_with(2).says("did you mean `app`?");
    site.write("changelog/unreleased/c.md", entry("added", "", "In none."));
    release(&site, &["auto"])
        .ends_with(2)
        .says("name one with --product, and then release what waits for none without it");
    fs::remove_file(site.root().join("changelog/unreleased/c.md")).unwrap();
    let said = release(&site, &["2.0.0", "-p", "app", "--message-format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&said.is_fine().stdout).unwrap();
    assert_eq!((told["version"].as_str(), told["tag"].as_str()), (Some("2.0.0"), Some("app-2.0.0")));
    let expected = ["app/2.0.0/a.md", "app/2.0.0/release.md", "cli/unreleased/b.md"];
    assert_eq!(content(&site), expected.map(|path| format!("changelog/{path}")));
    assert_eq!(text(&site, "../app/package.json"), "{\n\t\"version\": \"2.0.0\"\n}\n");
    assert!(text(&site, "changelog/app/2.0.0/release.md").contains("id = \"app/releases/2.0.0\"\n"));
}

/// Branches, a pre-release, a release, a late entry and a hotfix, with the site after each of them.
#[test]
fn a_day_in_a_repository() {
    let site = repository();
    let root = site.root();
    let write = |name: &str, kind: &str, words: &str| {
        command(&site, &["new", "entry", "-t", kind, "-b", words, "--name", name]).is_fine();
    };
    let shown = |page: &str, words: &str| {
        site.build().is_fine();
        assert!(site.page(page).contains(words), "no {words:?} on {page}");
    };

    // Two branches, each with its entry, made from the same state: they merge without a conflict.
    for (branch, kind, words) in [("search", "added", "Search answers at once."), ("crash", "fixed", "No more crash.")]
    {
        git(&root, &["switch", "--quiet", "--create", branch, "main"]);
        write(branch, kind, words);
        commit(&site, words);
    }
    git(&root, &["switch", "--quiet", "main"]);
    git(&root, &["merge", "--quiet", "--no-edit", "search", "crash"]);
    shown("unreleased/index.html", "Search answers at once.");

    // A pre-release tells what is coming and leaves it waiting.
    let said = release(&site, &["auto", "--pre", "rc"]).is_fine().stdout.clone();
    assert!(said.starts_with("Pre-released 1.1.0-rc.1: 2 entries, which wait for 1.1.0 still\n"), "{said}");
    commit(&site, "Release 1.1.0-rc.1");
    shown("releases/1.1.0-rc.1/index.html", "No more crash.");
    shown("unreleased/index.html", "No more crash.");
    let said = release(&site, &["auto", "--pre", "rc", "--dry-run"]).is_fine().stdout.clone();
    assert!(said.contains("Pre-released 1.1.0-rc.2: "), "{said}");

    // The release takes them.
    release(&site, &["auto"]).is_fine();
    commit(&site, "Release 1.1.0");
    git(&root, &["tag", "v1.1.0"]);
    shown("releases/1.1.0/index.html", "Search answers at once.");
    assert_eq!(content(&site).iter().filter(|path| path.contains("unreleased")).count(), 0);

    // A late entry joins it, and the release stays of its day.
    write("late", "fixed", "Forgotten before.");
    commit(&site, "Late");
    let before = text(&site, "changelog/1.1.0/release.md");
    let said = release(&site, &["1.1.0"]).is_fine().stdout.clone();
    assert!(said.starts_with("Joined 1.1.0: 1 entry\n") && !said.contains("git tag"), "{said}");
    assert_eq!(text(&site, "changelog/1.1.0/release.md"), before);
    commit(&site, "Late entry of 1.1.0");
    shown("releases/1.1.0/index.html", "Forgotten before.");

    // Work goes on, while a hotfix is made from the tag and merged back.
    write("next", "added", "For the next one.");
    commit(&site, "Next");
    git(&root, &["switch", "--quiet", "--create", "hotfix", "v1.1.0"]);
    write("leak", "security", "No more leak.");
    commit(&site, "Leak");
    let said = release(&site, &["auto"]).is_fine().stdout.clone();
    assert!(said.starts_with("Released 1.1.1: 1 entry\n"), "{said}");
    commit(&site, "Release 1.1.1");
    git(&root, &["switch", "--quiet", "main"]);
    git(&root, &["merge", "--quiet", "--no-edit", "hotfix"]);
    shown("releases/1.1.1/index.html", "No more leak.");
    shown("unreleased/index.html", "For the next one.");
    let said = release(&site, &["auto"]).is_fine().stdout.clone();
    assert!(said.starts_with("Released 1.2.0: 1 entry\n"), "{said}");
    commit(&site, "Release 1.2.0");
    site.build().is_fine();
    let latest = site.page("latest/index.html");
    assert!(latest.contains("1.2.0"), "{latest}");
    assert_eq!(git(&root, &["status", "--porcelain"]), "");
}
