//! What stands against a release, and that then nothing changes.

use std::fs;

use super::repository::{commit, content, entry, git, release, repository, text};
use crate::site::{CONFIG, Site, files};

#[test]
fn a_call_that_cannot_be_meant_is_refused() {
    let site = repository();
    for (arguments, said) in [
        (&["auto"][..], "nothing waits to be released"),
        (&["1.0.0"], "1.0.0 is released, and nothing waits to join it"),
        (&["1.0"], "1.0 is released as 1.0.0"),
        (&["mjaor"], "did you mean `major`?"),
        (&["1/2"], "\"1/2\" is no version: it has `/`"),
        (&[".."], "\"..\" is no version: it does not begin with a number"),
        (&[".1"], "\".1\" is no version: it does not begin with a number"),
        (&["v"], "\"v\" is no version: it does not begin with a number"),
        (&[""], "\"\" is no version: it is empty"),
        (&["1.0\n2"], "\"1.0\\n2\" is no version: it has '\\n'"),
        (&["a b"], "\"a b\" is no version: it has a space"),
        (&["2,4"], "\"2,4\" is no version: it has `,`"),
        (&["1..2"], "\"1..2\" is no version: its numbers cannot be put in order"),
        (&["Winter"], "write a version such as 2.4.0, 2.4.0-rc.1 or 2026.05, or auto, major, minor or patch"),
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
fn a_release_tells_something_unless_there_is_a_reason() {
    let site = repository();
    let said = "nothing waits to be released as 1.0.1";
    release(&site, &["patch"])
        .ends_with(2)
        .says(said)
        .says("or a sentence about it in changelog/unreleased/release.md, or say why");
    release(&site, &["patch", "--dry-run"]).is_fine().says(&format!("would be refused: {said}\n"));
    release(&site, &["patch", "--pre", "rc"]).ends_with(2).says("nothing waits to be released as 1.0.1-rc.1");
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
    // A title says nothing of what has changed, a sentence does.
    site.write("changelog/unreleased/release.md", "+++\ntitle = \"Autumn\"\n+++\n");
    commit(&site, "A title");
    release(&site, &["patch"]).ends_with(2).says(said);
    site.write("changelog/unreleased/release.md", "Built anew for a new processor.\n");
    commit(&site, "A reason");
    release(&site, &["auto"]).ends_with(2).says("what waits is no change by which the next version could be counted");
    release(&site, &["patch"]).is_fine();
    commit(&site, "Release 1.0.1");
    release(&site, &["patch", "--force", "a rebuild"]).is_fine().says("forced (a rebuild): nothing waits");
}

#[test]
fn what_is_released_has_no_more_pre_releases() {
    let site = repository();
    for (version, day) in [("2.0.0-rc.2", "2026-06-01"), ("2.0.0", "2026-06-15")] {
        site.write(&format!("changelog/{version}.md"), format!("+++\ndate = {day}\n+++\n## Added\n- All of it.\n"));
    }
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    commit(&site, "Two");
    let said = "2.0.0-rc.3 would be a pre-release of 2.0.0, which is released";
    release(&site, &["2.0.0-rc.3"]).ends_with(2).says(said).says("--force \"REASON\"");
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
    for version in ["2.0.1-rc.1", "2.1.0-rc.1"] {
        release(&site, &[version, "--dry-run"]).is_fine().is_silent_on("would be refused");
    }
    release(&site, &["2.0.0-rc.3", "--force", "a test"]).is_fine().says(said);
}

#[test]
fn a_version_and_its_day_follow_the_others() {
    let site = repository();
    site.write("changelog/1.9.4.md", "+++\ndate = 2026-03-01\n+++\n## Fixed\n- It.\n");
    site.write("changelog/2.0.0.md", "+++\ndate = 2026-04-01\n+++\n## Added\n- All of it.\n");
    site.write("changelog/unreleased/a.md", entry("fixed", "", "A repair."));
    site.write("tidings.toml", CONFIG);
    commit(&site, "Two");
    for (arguments, said) in [
        (&["1.9.3"][..], "1.9.3 of 2026-06-15 would follow 1.9.4 of 2026-03-01, a later version"),
        (&["1.9.3"], "name a version after 2.0.0, or with --date the day on which it came out, or say why"),
        (&["2.0.0-rc.1"], "2.0.0-rc.1 of 2026-06-15 would follow 2.0.0 of 2026-04-01, a later version"),
        (&["2.0.1", "--date", "2026-03-31"], "2.0.1 would be of 2026-03-31, before 2.0.0 of 2026-04-01"),
    ] {
        release(&site, arguments).ends_with(2).says(said);
    }
    assert_eq!(git(site.root(), &["status", "--porcelain"]), "");
    for arguments in [&["1.9.5"][..], &["1.0.1"], &["1.9.3", "--date", "2026-02-01"], &["2.0.1"]] {
        release(&site, &[arguments, &["--dry-run"]].concat()).is_fine().is_silent_on("would be refused");
    }
}

#[test]
fn a_missing_day_is_asked_for_in_the_format_of_the_file() {
    let site = Site::new();
    site.write("changelog/0.8.0.md", "---\ntitle: Old\n---\n- One.\n");
    site.write("changelog/0.9.0.md", "+++\ntitle = \"New\"\n+++\n- Two.\n");
    let built = site.build();
    built.says("add `date: 2026-05-04` to the front matter of changelog/0.8.0.md");
    built.says("add `date = 2026-05-04` to the front matter of changelog/0.9.0.md");
}
