//! Releases whose day lies ahead: what is committed today tells of them, and of nothing else that is scheduled.

use super::repository::{commit, entry, release, repository, text};

#[test]
fn a_changelog_tells_of_the_release_that_is_made_and_of_nothing_else_ahead() {
    let site = repository();
    site.write("changelog/1.1.0/release.md", "+++\ndate = 2026-07-15\n+++\n");
    site.write("changelog/1.1.0/surprise.md", entry("added", "", "A surprise."));
    site.write("changelog/1.0.0/embargo.md", entry("security", "publish_at = 2026-07-20\n", "An embargo."));
    site.write("changelog/unreleased/sync.md", entry("added", "roadmap = [\"offline\"]\n", "Sync."));
    site.write("changelog/unreleased/soon.md", entry("added", "publish_at = 2026-07-20\n", "Soon."));
    site.write("changelog/unreleased/late.md", entry("added", "publish_at = 2026-12-24\n", "For Christmas."));
    commit(&site, "Sync");
    let ran = release(&site, &["2.0.0", "--date", "2026-08-01"]);
    let said = &ran.is_fine().stdout;
    let headline = "Released 2.0.0: 3 entries; public from 2026-08-01 on, which ships: Offline mode\n";
    assert!(said.starts_with(headline), "{said}");
    let told = text(&site, "CHANGELOG.md");
    for words in ["## 2.0.0 - 2026-08-01", "- Sync.", "- Soon.", "## 1.0.0 - 2026-01-10", "- Everything."] {
        assert!(told.contains(words), "no {words} in {told}");
    }
    for words in ["1.1.0", "A surprise.", "An embargo.", "For Christmas."] {
        assert!(!told.contains(words), "{words} in {told}");
    }
    assert!(said.contains("git tag v2.0.0\n  git push origin HEAD\n\nWhat to do on 2026-08-01:\n"), "{said}");
    assert!(said.ends_with(":\n  git push origin v2.0.0\n"), "{said}");
    // Its file says that the day is meant, so that nobody asks.
    let file = text(&site, "changelog/2.0.0/release.md");
    assert!(file.contains("date = 2026-08-01\n") && file.contains("publish_at = 2026-08-01\n"), "{file}");
    // The roadmap says so on its day, and not before.
    assert!(text(&site, "roadmap/offline.md").contains("status = \"planned\" # for now\n"));
    site.build().is_fine();
    assert!(!site.page("roadmap/index.html").contains("2.0.0") && !site.page("index.html").contains("Sync."));
    site.build_with(&["--now", "2026-08-01T00:00:00Z"]).is_fine();
    let item = site.page("roadmap/offline/index.html");
    assert!(item.contains("2.0.0") && site.page("releases/2.0.0/index.html").contains("Soon."), "{item}");
    commit(&site, "Release 2.0.0");
    // What is released meanwhile takes it out again until its day.
    site.write("changelog/unreleased/fix.md", entry("fixed", "", "A repair."));
    commit(&site, "Fix");
    release(&site, &["1.0.1"]).is_fine();
    let told = text(&site, "CHANGELOG.md");
    assert!(told.contains("## 1.0.1 - 2026-06-15") && !told.contains("## 2.0.0"), "{told}");
}
