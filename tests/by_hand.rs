//! CHANGELOG.md edited by hand in real repositories: what was edited is told, and comes back into the site's files.

use std::fs;
use std::process::{Command, Stdio};

use crate::site::{CONFIG, Ran, Site, run, tidings};

/// A site in a repository whose CHANGELOG.md is its export.
fn repository() -> Site {
    let site = Site::new();
    site.write(
        "tidings.toml",
        format!("{CONFIG}repository = \"https://github.com/acme/acme\"\n[release]\nchangelog = \"CHANGELOG.md\"\n"),
    );
    site.write("changelog/1.1.0/release.md", "+++\ndate = 2026-02-10 # a Tuesday\n+++\n");
    site.write(
        "changelog/1.1.0/keys.md",
        "---\ntype: changed\nbreaking: true\nmigration: Do teh thing.\n---\nKeys are other now,\nand wrapped.\n",
    );
    site.write("changelog/1.1.0/many.md", "## Added\n\n- One thing.\n- Another thing.\n");
    site.write("changelog/1.0.0/release.md", "+++\ndate = 2026-01-10\nid = \"releases/1.0.0\"\n+++\nThe first relase.\n\n<!-- for us -->\n## Fixed\n\n- Own bullet.\n");
    site.write(
        "changelog/1.0.0/search.md",
        "+++\ntype = \"added\" # why\n# a comment\nissues = [12]\n+++\nFastre search in all folders.\n",
    );
    site.write(
        "changelog/1.0.0/offline.md",
        "+++\ntitle = \"Offlin mode\"\ntype = \"added\"\n+++\nWork **without** a netwrok. More of it.\n",
    );
    git(&site, &["init", "--quiet", "--initial-branch=main"]);
    command(&site, &["export", "changelog", "-o", "CHANGELOG.md"]).is_fine();
    commit(&site, "Begin");
    site
}

fn git(site: &Site, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .args(arguments)
        .current_dir(site.root())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
        command.env(format!("GIT_{role}_DATE"), "2026-06-01T12:00:00Z");
    }
    assert_eq!(run(&mut command).code, 0, "{arguments:?}");
}

fn commit(site: &Site, message: &str) {
    git(site, &["add", "--all"]);
    git(site, &["commit", "--quiet", "-m", message]);
}

fn command(site: &Site, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.args(arguments).current_dir(site.root()).stdin(Stdio::null());
    // 2026-06-15
    command.env("SOURCE_DATE_EPOCH", "1781524800").env("GIT_CONFIG_GLOBAL", "/dev/null");
    run(&mut command)
}

fn text(site: &Site, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Edits CHANGELOG.md: each pair is what is there, and what is put in its place.
fn edit(site: &Site, edits: &[(&str, &str)]) -> String {
    let mut changelog = text(site, "CHANGELOG.md");
    for (from, to) in edits {
        assert!(changelog.contains(from), "{from} is not in {changelog}");
        changelog = changelog.replacen(from, to, 1);
    }
    site.write("CHANGELOG.md", &changelog);
    changelog
}

fn back(site: &Site) -> Ran {
    command(site, &["import", "changelog", "CHANGELOG.md"])
}

/// The edited file is what is exported, and nothing is told of it any more.
#[track_caller]
fn is_settled(site: &Site, edited: &str) {
    assert_eq!(command(site, &["export", "changelog"]).is_fine().stdout, edited);
    assert_eq!(text(site, "CHANGELOG.md"), edited);
    command(site, &["check"]).is_fine().is_silent_on("changelog]");
}

#[test]
fn what_is_as_written_is_no_edit() {
    let site = repository();
    command(&site, &["check", "--strict"]).is_silent_on("changelog]");
    assert!(back(&site).is_fine().stdout.contains("nothing was edited by hand"));
    // Neither is an entry that has changed since, or is new.
    site.write("changelog/1.0.0/search.md", "+++\ntype = \"added\"\n+++\nSearch is quick.\n");
    site.write("changelog/unreleased/new.md", "+++\ntype = \"added\"\n+++\nNew.\n");
    site.remove("changelog/1.1.0/many.md");
    // Nor what a formatter does to the file.
    edit(
        &site,
        &[
            ("- Own bullet.", "* Own bullet."),
            ("- **[Offlin", "* **[Offlin"),
            ("are other now,\n  and", "are other now, and"),
        ],
    );
    command(&site, &["check"]).is_fine().is_silent_on("changelog]");
    assert!(back(&site).is_fine().stdout.contains("nothing was edited by hand"));
}

#[test]
fn a_mended_word_goes_into_its_entry() {
    let site = repository();
    let edited = edit(&site, &[("Fastre", "Faster")]);
    let ran = command(&site, &["check"]);
    ran.is_fine()
        .says("warning[edited-changelog]: this item was edited by hand; changelog/1.0.0/search.md is its place");
    ran.says("CHANGELOG.md:32:1").says("--- a/changelog/1.0.0/search.md").says("+Faster search in all folders.");
    ran.says("tidings import changelog CHANGELOG.md");
    let dry = command(&site, &["import", "changelog", "CHANGELOG.md", "--dry-run"]);
    assert!(
        dry.is_fine().stdout.contains("-Fastre search in all folders.\n+Faster search in all folders.\n"),
        "{}",
        dry.stdout
    );
    assert!(text(&site, "changelog/1.0.0/search.md").contains("Fastre"));
    back(&site).is_fine();
    let entry = "+++\ntype = \"added\" # why\n# a comment\nissues = [12]\n+++\nFaster search in all folders.\n";
    assert_eq!(text(&site, "changelog/1.0.0/search.md"), entry);
    is_settled(&site, &edited);
}

#[test]
fn everything_that_a_file_can_say_goes_back_into_it() {
    for (edits, path, said) in [
        (&[("Offlin ", "Offline ")][..], "changelog/1.0.0/offline.md", "title = \"Offline mode\""),
        (&[("netwrok", "network")], "changelog/1.0.0/offline.md", "Work **without** a network. More of it."),
        (&[("teh", "the")], "changelog/1.1.0/keys.md", "migration: Do the thing.\n"),
        (&[("other now", "new now"), ("teh", "the")], "changelog/1.1.0/keys.md", "Keys are new now,"),
        (
            &[("- Another thing.", "- Another thing, better.")],
            "changelog/1.1.0/many.md",
            "- One thing.\n- Another thing, better.\n",
        ),
        (
            &[("relase", "release"), ("bullet.", "bullet!")],
            "changelog/1.0.0/release.md",
            "release.\n\n<!-- for us -->\n## Fixed\n\n- Own bullet!\n",
        ),
        (
            &[("- Own bullet.\n", "- Own bullet.\n- Its sister.\n")],
            "changelog/1.0.0/release.md",
            "- Own bullet.\n- Its sister.\n",
        ),
        (&[("### Fixed\n\n- Own bullet.\n\n", "")], "changelog/1.0.0/release.md", "The first relase.\n"),
        (&[("2026-02-10", "2026-02-11")], "changelog/1.1.0/release.md", "date = 2026-02-11 # a Tuesday\n"),
        (&[("2026-02-10", "2026-02-10 - Winter")], "changelog/1.1.0/release.md", "title = \"Winter\"\n"),
        (&[("2026-02-10", "2026-02-10 [YANKED]")], "changelog/1.1.0/release.md", "yanked = true\n"),
        (
            &[("2026-02-10", "2026-02-10 [YANKED]\n\nYanked: It lost notes. (use 1.0.0)")],
            "changelog/1.1.0/release.md",
            "yanked = { reason = \"It lost notes.\", use = \"1.0.0\" }",
        ),
        (&[("2026-02-10\n", "2026-02-10\n\nHello *there*.\n")], "changelog/1.1.0/release.md", "+++\nHello *there*.\n"),
        (
            &[("compare/v1.0.0...v1.1.0", "compare/a...b")],
            "changelog/1.1.0/release.md",
            "compare_url = \"https://github.com/acme/acme/compare/a...b\"",
        ),
        (
            &[("in all folders.", "in all folders, faster than ever.\n  Even at night.")],
            "changelog/1.0.0/search.md",
            "ever.\nEven at night.",
        ),
    ] {
        let site = repository();
        let edited = edit(&site, edits);
        back(&site).is_fine();
        let file = text(&site, path);
        assert!(file.contains(said), "{said} is not in\n{file}");
        is_settled(&site, &edited);
    }
}

#[test]
fn a_new_item_becomes_an_entry_of_its_release() {
    let site = repository();
    edit(
        &site,
        &[
            ("- One thing.", "- Zoom by hand.\n- One thing."),
            ("### Changed", "### Fixed\n\n* Leak _closed_.\n\n### Changed"),
        ],
    );
    command(&site, &["check"]).is_fine().says("this item was added by hand; changelog/1.1.0/zoom-by-hand-");
    let ran = back(&site);
    assert!(
        ran.is_fine().stdout.contains("2 edits came back into the site; CHANGELOG.md was written anew"),
        "{}",
        ran.stdout
    );
    let changelog = text(&site, "CHANGELOG.md");
    assert!(
        changelog.contains("- Zoom by hand.\n") && changelog.contains("### Fixed\n\n- Leak *closed*.\n"),
        "{changelog}"
    );
    is_settled(&site, &changelog);
}

#[test]
fn a_new_release_becomes_one() {
    let site = repository();
    edit(&site, &[("## [1.1.0]", "## 1.2.0 - 2026-03-01\n\n### Added\n\n- Wings.\n\n## [1.1.0]")]);
    back(&site).is_fine();
    assert_eq!(text(&site, "changelog/1.2.0/release.md"), "+++\ndate = 2026-03-01\n+++\n## Added\n\n- Wings.\n");
    is_settled(&site, &text(&site, "CHANGELOG.md"));
}

#[test]
fn what_is_taken_out_is_told_and_stays_in_the_site() {
    let site = repository();
    edit(
        &site,
        &[
            ("- Fastre search in all folders. ([#12](https://github.com/acme/acme/issues/12))\n", ""),
            ("- One thing.\n", ""),
        ],
    );
    let ran = command(&site, &["check"]);
    ran.is_fine().says("if it is to go: git rm changelog/1.0.0/search.md");
    ran.says("take it out of changelog/1.1.0/many.md, which tells of other changes, too");
    back(&site).ends_with(1);
    assert!(text(&site, "changelog/1.0.0/search.md").contains("Fastre"));
    site.remove("changelog/1.0.0/search.md").write("changelog/1.1.0/many.md", "## Added\n\n- Another thing.\n");
    let edited = text(&site, "CHANGELOG.md");
    is_settled(&site, &edited);
}

#[test]
fn what_has_no_place_is_told_and_stays() {
    let site = repository();
    let edited =
        edit(&site, &[("# Changelog\n", "# All changes\n"), ("Fastre", "Faster"), ("### Added", "### Ponies")]);
    let ran = command(&site, &["check", "--verbose"]);
    ran.is_fine().says("CHANGELOG.md:1:1").says("what stands above the releases is written anew each time");
    ran.says("no type is called `Ponies`");
    back(&site).ends_with(1);
    assert_eq!(text(&site, "CHANGELOG.md"), edited);
    assert!(text(&site, "changelog/1.0.0/search.md").contains("Faster"));
}

#[test]
fn an_entry_that_changed_too_is_not_overwritten() {
    let site = repository();
    edit(&site, &[("Fastre", "Faster"), ("relase", "release")]);
    let entry = "+++\ntype = \"added\"\n+++\nSearch is quick.\n";
    site.write("changelog/1.0.0/search.md", entry);
    let notes = text(&site, "changelog/1.0.0/release.md").replace("- Own bullet.", "- Own bullet, edited.");
    site.write("changelog/1.0.0/release.md", &notes);
    command(&site, &["check"]).is_fine().says("changelog/1.0.0/search.md says something else by now");
    back(&site).ends_with(1).says("put the two together in changelog/1.0.0/search.md by hand");
    assert_eq!(text(&site, "changelog/1.0.0/search.md"), entry);
    // Edits of one file at different places meet.
    assert_eq!(text(&site, "changelog/1.0.0/release.md"), notes.replace("relase", "release"));
}

#[test]
fn a_release_does_not_lose_what_was_edited() {
    let site = repository();
    site.write("changelog/unreleased/new.md", "+++\ntype = \"added\"\n+++\nNew.\n");
    commit(&site, "New");
    edit(&site, &[("Fastre", "Faster")]);
    commit(&site, "Mend CHANGELOG.md");
    let ran = command(&site, &["release", "1.2.0"]);
    ran.ends_with(2).says("CHANGELOG.md:32 would be written over: this item was edited by hand");
    ran.says("tidings import changelog CHANGELOG.md").says("--force");
    command(&site, &["release", "1.2.0", "--dry-run"])
        .is_fine()
        .says("would be refused: CHANGELOG.md:32 would be written over");
    back(&site).is_fine();
    commit(&site, "Mend it in its place");
    command(&site, &["release", "1.2.0"]).is_fine();
    assert!(text(&site, "CHANGELOG.md").contains("- Faster search"));
    command(&site, &["check"]).is_fine().is_silent_on("changelog]");
}

#[test]
fn a_release_that_is_made_ahead_of_its_day_is_no_edit() {
    let site = repository();
    site.write("changelog/unreleased/new.md", "+++\ntype = \"added\"\n+++\nNew wigns.\n");
    commit(&site, "New");
    command(&site, &["release", "1.2.0", "--date", "2026-08-01"]).is_fine();
    commit(&site, "Release");
    assert!(text(&site, "CHANGELOG.md").contains("## [1.2.0] - 2026-08-01"));
    command(&site, &["check"]).is_fine().is_silent_on("changelog]");
    let edited = edit(&site, &[("wigns", "wings")]);
    back(&site).is_fine();
    assert!(text(&site, "changelog/1.2.0/new.md").contains("New wings."));
    assert_eq!(text(&site, "CHANGELOG.md"), edited);
    command(&site, &["check"]).is_fine().is_silent_on("changelog]");
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let site = repository();
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    site.write("CHANGELOG.md", "# History\n\n## 0.1.0\n\n- Long ago.\n");
    git(&site, &["init", "--quiet", "--initial-branch=main"]);
    commit(&site, "Begin");
    command(&site, &["check"]).is_fine().says("note[foreign-changelog]");
    site.write("changelog/unreleased/new.md", "New.\n");
    commit(&site, "New");
    command(&site, &["release", "1.2.0"]).ends_with(2).says("CHANGELOG.md was not written by Tidings");
    // It is imported as any other, and what it says is not lost any more.
    back(&site).is_fine();
    assert!(text(&site, "changelog/0.1.0.md").contains("- Long ago."));
    commit(&site, "Import");
    command(&site, &["release", "1.2.0", "--force", "imported"]).is_fine();
    assert!(text(&site, "CHANGELOG.md").contains("- Long ago."));
}

#[test]
fn the_file_may_stand_above_the_site() {
    let site = repository();
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    site.remove("CHANGELOG.md").write("tidings.toml", format!("{CONFIG}[release]\nchangelog = \"../CHANGELOG.md\"\n"));
    command(&site, &["export", "changelog", "-o", "../CHANGELOG.md"]).is_fine();
    let above = site.root().join("..");
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "--all", "."],
        &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "Begin"],
    ] {
        assert_eq!(run(Command::new("git").args(arguments).current_dir(&above)).code, 0);
    }
    let file = above.join("CHANGELOG.md");
    let edited = fs::read_to_string(&file).unwrap().replace("Fastre", "Faster");
    fs::write(&file, &edited).unwrap();
    let ran = run(tidings().args(["check", "site"]).current_dir(&above));
    ran.is_fine().says("warning[edited-changelog]").says("tidings import changelog CHANGELOG.md");
    run(tidings().args(["import", "changelog", "CHANGELOG.md", "site"]).current_dir(&above)).is_fine();
    assert!(text(&site, "changelog/1.0.0/search.md").contains("Faster"));
    run(tidings().args(["check", "site"]).current_dir(&above)).is_fine().is_silent_on("changelog]");
    assert_eq!(fs::read_to_string(&file).unwrap(), edited);
}

#[test]
fn without_history_either_may_be_newer() {
    let site = repository();
    fs::remove_dir_all(site.root().join(".git")).unwrap();
    let edited = edit(&site, &[("Fastre", "Faster")]);
    site.write("changelog/unreleased/new.md", "+++\ntype = \"added\"\n+++\nNew.\n");
    let ran = command(&site, &["check"]);
    ran.is_fine().says("note[differing-changelog]: this item was edited by hand, or the file that says it was");
    back(&site).is_fine();
    assert!(text(&site, "changelog/1.0.0/search.md").contains("Faster"));
    // What waits was not written yet.
    let changelog = text(&site, "CHANGELOG.md");
    assert!(changelog.contains("## [Unreleased]") && changelog.len() > edited.len(), "{changelog}");
}

#[test]
fn an_edit_about_what_is_read_from_elsewhere_is_told() {
    let site = Site::new();
    site.write(
        "old/CHANGELOG.md",
        "# Changelog\n\n## 0.9.0 - 2025-12-01\n\n- Long ago.\n\n## 0.8.0 - 2025-11-01\n\n- First.\n",
    );
    site.write(
        "tidings.toml",
        format!(
            "{CONFIG}[release]\nchangelog = \"CHANGELOG.md\"\n[[sources]]\nfrom = \"changelog\"\npath = \"old/CHANGELOG.md\"\n"
        ),
    );
    git(&site, &["init", "--quiet", "--initial-branch=main"]);
    command(&site, &["export", "changelog", "-o", "CHANGELOG.md"]).is_fine();
    commit(&site, "Begin");
    edit(&site, &[("0.9.0 - 2025-12-01", "0.9.0 - 2025-12-02")]);
    command(&site, &["check"])
        .is_fine()
        .says("the heading of a release was edited by hand")
        .says("is no file of this site: change it where it comes from");
    back(&site).ends_with(1);
}
