//! A day in a repository, as a story.

use super::repository::{command, commit, content, git, release, repository, text};

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
