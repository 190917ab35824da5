//! The project keeps its own changelog and roadmap in `site/`, the way that it tells others to.

use std::path::Path;

use crate::cases::golden;
use crate::site::{run, tidings};

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
