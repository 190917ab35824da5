//! The project keeps its own changelog and roadmap in `site/`, the way that it tells others to.

use std::path::Path;

use crate::cases::golden;
use crate::site::{Site, run, tidings};

#[test]
fn the_own_changelog_is_the_export_of_the_own_site() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run(tidings().args(["export", "changelog"]).arg(root.join("site")));
    ran.is_fine();
    let fault = golden(&root.join("CHANGELOG.md"), &ran.stdout);
    assert_eq!(fault, None, "(BLESS=1 cargo test own writes it anew)");
}

#[test]
fn the_own_site_has_nothing_to_complain_about() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("site");
    run(tidings().arg("check").arg(site).arg("--strict")).is_fine();
}

/// The next release can be made of it on any day, and the site and the export stay as good as they are.
#[test]
fn the_own_site_can_be_released() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::copy_of(&root.join("site"));
    for file in ["CHANGELOG.md", "Cargo.toml", "Cargo.lock"] {
        site.write(&format!("../{file}"), std::fs::read(root.join(file)).unwrap());
    }
    site.write("changelog/unreleased/of-this-test.md", "+++\ntype = \"fixed\"\n+++\nOne thing more.\n");
    let tidings_there = |arguments: &[&str]| run(tidings().args(arguments).current_dir(site.root()));
    let said = tidings_there(&["release", "auto"]).is_fine().stdout.clone();
    assert!(said.starts_with("Released "), "{said}");
    assert!(!site.root().join("changelog/unreleased").exists());
    let changelog = std::fs::read_to_string(site.root().join("../CHANGELOG.md")).unwrap();
    assert_eq!(tidings_there(&["export", "changelog"]).is_fine().stdout, changelog);
    assert!(!changelog.contains("## Unreleased"), "{changelog}");
    tidings_there(&["check", "--strict"]).is_fine();
}
