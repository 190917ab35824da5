//! `tidings release` on real repositories: what waits becomes a version, all of it or nothing.

mod ahead;
mod day;
mod refused;
mod repository;
mod steps;

use std::fs;
use std::process::Command;

use self::repository::{commit, content, entry, git, release, repository, text};
use crate::site::{CONFIG, NOW, Site, run};

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
        (&[("fixed", "")], "pkg@3.1.0+linux", "3.1.0+linux"),
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

/// With a pre-release of the next major behind it, nothing is counted that would come out before it.
#[test]
fn what_is_counted_is_no_less_than_what_was_announced() {
    for (kind, more, asked, version) in [
        ("fixed", "", "auto", "2.0.0"),
        ("fixed", "breaking = true\n", "auto", "2.0.0"),
        ("fixed", "", "patch", "1.0.1"),
        ("fixed", "breaking = true\n", "major", "2.0.0"),
    ] {
        let site = repository();
        site.write("changelog/2.0.0-rc.1.md", "+++\ndate = 2026-05-01\n+++\n## Added\n- All.\n");
        site.write("changelog/unreleased/a.md", entry(kind, more, "A change."));
        commit(&site, "A");
        let said = release(&site, &[asked, "--dry-run"]).is_fine().stdout.clone();
        assert!(said.contains(&format!("\nReleased {version}: ")), "{asked} {kind}: {said}");
    }
}

#[test]
fn the_notes_of_a_pre_release_refer_to_what_those_of_the_release_refer_to() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[release]\nchangelog = \"CHANGELOG.md\"\n"));
    let more = "pull_requests = [12]\nissues = [\"acme/app#3\"]\nlinks = [{ title = \"Guide\", url = \"https://acme.example/g\" }]\n";
    site.write("changelog/unreleased/a.md", entry("fixed", more, "A repair."));
    release(&site, &["1.0.0", "--pre", "rc"]).is_fine();
    let line = "- A repair. (acme/app#3, #12, [Guide](https://acme.example/g))\n";
    let told = text(&site, "changelog/1.0.0-rc.1/release.md");
    assert!(told.ends_with(&format!("## Fixed\n{line}")), "{told}");
    release(&site, &["1.0.0"]).is_fine();
    let told = text(&site, "CHANGELOG.md");
    assert_eq!(told.matches(line).count(), 2, "{told}");
}

#[test]
fn programs_are_shown_a_dry_run_as_data() {
    let site = repository();
    site.write("changelog/unreleased/a.md", entry("fixed", "version = \"unreleased\"\n", "A repair."));
    let ran = release(&site, &["auto", "--dry-run", "--message-format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.is_fine().stdout).unwrap();
    assert_eq!(ran.stderr, "");
    for (key, value) in [
        ("kind", serde_json::json!("summary")),
        ("dry_run", serde_json::json!(true)),
        ("version", serde_json::json!("1.0.1")),
        ("date", serde_json::json!("2026-06-15")),
        ("tag", serde_json::json!("v1.0.1")),
        ("entries", serde_json::json!(1)),
        ("refused", serde_json::json!(["there are uncommitted changes: changelog/unreleased/a.md"])),
    ] {
        assert_eq!(told[key], value, "{key}");
    }
    let first = &told["changes"][0];
    assert_eq!(first["what"], "rename");
    assert_eq!(first["from"], "changelog/unreleased/a.md");
    assert_eq!(first["path"], "changelog/1.0.1/a.md");
    assert!(first["diff"].as_str().unwrap().contains("\n-version = \"unreleased\"\n"), "{first}");
    assert_eq!(told["changes"].as_array().unwrap().len(), told["files"].as_array().unwrap().len());
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "?? changelog/unreleased/\n");
}

/// Names may be as long as a file system takes.
#[test]
fn a_long_name_that_is_taken_makes_room_for_its_number() {
    let site = Site::new();
    let long = "ü".repeat(126);
    site.write(&format!("changelog/unreleased/{long}.md"), entry("fixed", "", "A repair."));
    site.write(&format!("changelog/1.0.0/{long}.md"), entry("fixed", "", "Another."));
    site.write("changelog/1.0.0/release.md", "+++\ndate = 2026-06-01\n+++\n");
    release(&site, &["1.0.0"]).is_fine();
    let names = content(&site);
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.contains(&format!("changelog/1.0.0/{}-2.md", "ü".repeat(90))), "{names:?}");
    site.build().is_fine();
}
