//! A site written from the contract alone: the right pages, every mistake told at its place, nothing leaked.

use crate::cases::{golden, transcript};
use crate::site::{NOW, Site, entry, files, fixture, holding, run};

fn never_seen() -> Site {
    Site::copy_of(&fixture("never-seen"))
}

#[test]
fn the_never_seen_site_has_the_pages_that_the_contract_promises() {
    let site = never_seen();
    let pages = site.built();
    for path in [
        "index.html",
        "lamp/index.html",
        "bridge/index.html",
        "lamp/releases/2.0.0/index.html",
        "lamp/releases/1.10.1/index.html",
        "lamp/releases/1.10.0/index.html",
        "lamp/releases/1.9.0/index.html",
        "entries/sunset/index.html",
        "entries/html/index.html",
        "archive/2026/index.html",
        "types/added/index.html",
        "tags/radio/index.html",
        "tags/field-notes/index.html",
        "roadmap/index.html",
        "roadmap/follow-the-sun/index.html",
        "feeds/index.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        "old/bridges/index.html",
        "CHECK.txt",
        "atom.xml",
        "rss.xml",
        "feed.json",
        "lamp/atom.xml",
        "roadmap/atom.xml",
    ] {
        assert!(pages.contains_key(path), "{path} is missing; there are {:#?}", pages.keys());
    }
}

#[test]
fn the_never_seen_site_lies_below_its_base_path() {
    let site = never_seen();
    for (path, bytes) in site.built() {
        if !path.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for attribute in ["href=\"/", "src=\"/"] {
            for (at, _) in text.match_indices(attribute) {
                let address = &text[at + attribute.len() - 1..];
                assert!(address.starts_with("/news/"), "{path}: {}", address.chars().take(60).collect::<String>());
            }
        }
    }
    assert!(site.page("index.html").contains("https://docs.lumen.example/news/"));
}

#[test]
fn a_released_entry_ships_its_roadmap_item() {
    let site = never_seen();
    site.built();
    let item = site.page("roadmap/follow-the-sun/index.html");
    assert!(item.contains("/news/entries/sunset/") && item.contains("2.0.0"), "{item}");
    assert!(site.page("entries/sunset/index.html").contains("/news/roadmap/follow-the-sun/"));
}

#[test]
fn versions_order_by_number_and_a_yanked_one_names_its_heir() {
    let site = never_seen();
    site.built();
    let list = site.page("lamp/index.html");
    let at = |version: &str| list.find(&format!("/news/lamp/releases/{version}/")).expect(version);
    assert!(at("2.0.0") < at("1.10.1") && at("1.10.1") < at("1.10.0") && at("1.10.0") < at("1.9.0"));
    let yanked = site.page("lamp/releases/1.10.0/index.html");
    assert!(yanked.contains("Lamps forgot their names.") && yanked.contains("/news/lamp/releases/1.10.1/"));
}

/// The canaries of `tests/sites/never-seen` and what lets each out.
const CANARIES: [(&str, &[&str]); 5] = [
    ("canary-draft", &["--drafts"]),
    ("canary-scheduled", &["--future"]),
    ("canary-future", &["--future"]),
    ("canary-expired", &["--now", "2026-04-20T00:00:00Z"]),
    ("canary-partners", &["--audience", "partners"]),
];

#[test]
fn what_is_not_public_is_in_no_output() {
    let site = never_seen();
    let pages = site.built();
    for (canary, _) in CANARIES {
        assert_eq!(holding(&pages, canary), Vec::<&str>::new(), "{canary} leaked");
    }
}

#[test]
fn only_its_own_flag_lets_out_what_is_not_public() {
    for (canary, flags) in CANARIES {
        let site = never_seen();
        let now: &[&str] = if flags.contains(&"--now") { &[] } else { &["--now", NOW] };
        site.build_with(&[now, flags].concat()).is_fine();
        let pages = files(&site.out());
        assert!(!holding(&pages, canary).is_empty(), "{canary} does not show with {flags:?}");
        for (other, others) in CANARIES.iter().filter(|(_, others)| others[0] != flags[0]) {
            let shown = holding(&pages, other);
            assert!(shown.is_empty(), "{other} (for {others:?}) shows with {flags:?}: {shown:?}");
        }
    }
}

#[test]
fn what_becomes_private_is_gone_after_the_next_build() {
    let state = |front: &str| {
        format!(
            "---\ntitle: Canary-state in the title\nslug: canary-state\ndate: 2026-05-05\ntags: [canary-state]\n{front}---\nCanary-state.\n"
        )
    };
    for (front, flags) in [
        ("draft: true\n", vec![]),
        ("audience: [partners]\n", vec![]),
        ("publish_at: 2027-01-01\n", vec![]),
        ("expires: 2026-06-01\n", vec![]),
        ("", vec!["--now", "2026-05-01T00:00:00Z"]),
    ] {
        let site = never_seen();
        site.write("changelog/bridge/state.md", state(""));
        assert!(holding(&site.built(), "canary-state").len() > 3, "it shows at first");
        site.write("changelog/bridge/state.md", state(front));
        let flags = if flags.is_empty() { vec!["--now", NOW] } else { flags };
        site.build_with(&flags).is_fine();
        assert_eq!(holding(&files(&site.out()), "canary-state"), Vec::<&str>::new(), "after {front:?} {flags:?}");
    }
    let site = never_seen();
    site.write("changelog/bridge/state.md", state(""));
    site.built();
    site.remove("changelog/bridge/state.md");
    assert_eq!(holding(&site.built(), "canary-state"), Vec::<&str>::new(), "after its file is gone");
}

#[test]
fn every_mistake_of_the_never_seen_site_is_told_at_its_place() {
    let site = never_seen();
    site.built();
    let before = files(&site.out());
    for (path, bytes) in files(&fixture("never-seen-mistakes")) {
        if path != "expected.txt" {
            site.write(&path, bytes);
        }
    }
    let ran = site.build();
    ran.ends_with(1);
    if let Some(fault) = golden(&fixture("never-seen-mistakes").join("expected.txt"), &transcript(&ran, &site)) {
        panic!("{fault}");
    }
    assert!(files(&site.out()) == before, "a failed build leaves the old site as it was");
}

#[test]
fn errors_of_entries_and_templates_are_told_together_and_the_old_site_stays() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    site.built();
    let before = files(&site.out());
    site.write("changelog/one.md", "+++\ntitle = 1\n+++\n").write("changelog/two.md", "---\ntitle: [\n---\n");
    site.write("changelog/three.md", "+++\ntitle = \"never closed\n");
    site.write("templates/entry.html", "{% extends \"base.html\" %}{% block content %}{% if %}{% endblock %}");
    let ran = site.build();
    ran.ends_with(1).says("changelog/one.md").says("changelog/two.md").says("changelog/three.md");
    ran.says("templates/entry.html");
    assert!(files(&site.out()) == before);
}

#[test]
fn nothing_of_the_machine_is_in_the_output() {
    let site = never_seen();
    let root = site.root();
    let secret = "canary-secret-of-the-environment";
    run(site.command().args(["--now", NOW]).env("TIDINGS_TOKEN", secret).env("API_KEY", secret)).is_fine();
    let pages = files(&site.out());
    for word in [
        secret,
        &*root.to_string_lossy(),
        &*std::env::var("HOME").map(|home| home + "/").unwrap_or("/home/".to_owned()),
    ] {
        assert_eq!(holding(&pages, word), Vec::<&str>::new(), "{word}");
    }
}
