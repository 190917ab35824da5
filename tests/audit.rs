//! `tidings audit`: what git knows of changes, against what entries tell.

use crate::check::{commit, git};
use crate::site::{Site, run, tidings};

#[test]
fn changes_and_entries_belong_together() {
    let site = Site::new();
    site.write("changelog/unreleased/first.md", "The map turns.\n").write("src/a.rs", "1\n");
    git(&site, "2026-01-01", &["init", "-q"]);
    commit(&site, "2026-01-01", "Start");
    git(&site, "2026-01-01", &["tag", "v1.0.0"]);
    let step = |day: &str, message: &str, files: &[(&str, &str)]| {
        for (path, text) in files {
            site.write(path, text);
        }
        commit(&site, day, message);
    };
    step("2026-01-02", "Turn it (#1)", &[("src/a.rs", "2\n"), ("changelog/unreleased/a.md", "It turns.\n")]);
    step("2026-01-03", "Make it dark (#2)", &[("src/a.rs", "3\n")]);
    step("2026-01-04", "Make it blue (#3)", &[("src/a.rs", "4\n")]);
    step("2026-01-05", "Tell of it", &[("changelog/unreleased/b.md", "+++\npull_requests = [2]\n+++\nIt is dark.\n")]);
    step("2026-01-06", "Tell of nothing", &[("changelog/unreleased/c.md", "It is green.\n")]);
    step("2026-01-07", "Tidy\n\nChangelog: none", &[("src/a.rs", "5\n")]);
    let audit =
        |arguments: &[&str]| run(tidings().arg("audit").args(&arguments[..1]).arg(site.root()).args(&arguments[1..]));
    let said = audit(&["v1.0.0.."]).is_fine().stdout.clone();
    let lines: Vec<&str> = said.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 5, "{said}");
    assert_eq!((lines[0], lines[1]), ("6 commits", "Merged, and no entry tells of it:"));
    assert!(lines[2].ends_with(" Make it blue (#3)"), "{said}");
    assert_eq!(lines[3..], ["Told, and no merged change belongs to it:", "  changelog/unreleased/c.md"]);
    audit(&["v1.0.0..", "--strict"]).ends_with(1);
    let json: serde_json::Value = serde_json::from_str(&audit(&["v1.0.0..", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["without_change"][0], "changelog/unreleased/c.md");
    let fine = audit(&["v1.0.0..v1.0.0"]).is_fine().stdout.clone();
    assert_eq!(fine, "0 commits: every change has its entry, and every entry its change\n");
    audit(&["v9..v1.0.0"]).ends_with(2).says("git knows no commit \"v9\"");
}
