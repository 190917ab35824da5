//! A site in several languages, as it is built and as it is served.

use std::collections::BTreeSet;

use crate::served::Served;
use crate::site::{NOW, Site, entry, files};

const CONFIG: &str = "title = \"Acme\"\nbase_url = \"https://acme.example/changes\"\n";

fn site() -> Site {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[languages.de]\n[languages.ar]\n"));
    site.write("static/img/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("changelog/2026-01-01-maps.md", entry("Maps", "Maps ![here](/img/dot.svg) and ![there](near.svg)."));
    site.write("changelog/near.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\"/>");
    site.write("changelog/2026-01-01-maps.de.md", "+++\ntitle = \"Karten\"\n+++\nKarten ![da](near.svg).\n");
    site.write("changelog/1.0.0.md", "+++\ndate = 2026-01-02\n+++\n## Added\n- First.\n- Second.\n");
    site.write("changelog/1.0.0.de.md", "## Neu\n- Erstens.\n- Zweitens.\n");
    site
}

#[test]
fn every_edition_has_the_same_pages_and_files_without_a_language_are_there_once() {
    let site = site();
    site.built();
    let all: BTreeSet<String> = files(&site.out()).into_keys().collect();
    let below = |prefix: &str| -> BTreeSet<&str> { all.iter().filter_map(|path| path.strip_prefix(prefix)).collect() };
    let (german, arabic) = (below("de/"), below("ar/"));
    assert_eq!(german, arabic);
    assert!(german.contains("entries/maps/index.html") && german.contains("atom.xml") && german.contains("404.html"));
    let of_root =
        ["assets/", "img/", "media/", "api/schema/", ".well-known/", "sitemap", "robots.txt", "tidings-manifest.txt"];
    let own = all.iter().filter(|path| !path.starts_with("de/") && !path.starts_with("ar/"));
    let own: BTreeSet<&str> =
        own.map(String::as_str).filter(|path| of_root.iter().all(|root| !path.starts_with(root))).collect();
    assert_eq!(own, german);
    for page in ["entries/maps/index.html", "ar/entries/maps/index.html"] {
        assert!(site.page(page).contains("src=\"/changes/img/dot.svg\""), "{page}");
        assert!(site.page(page).contains("src=\"/changes/media/"), "{page}");
    }
}

#[test]
fn a_site_in_one_language_is_what_it_was() {
    let [one, several] = [CONFIG.to_owned(), format!("{CONFIG}[languages.de]\n")].map(|config| {
        let site = Site::new();
        site.write("tidings.toml", config).write("changelog/2026-01-01-maps.md", entry("Maps", "Maps."));
        site.built();
        site
    });
    let page = one.page("entries/maps/index.html");
    assert!(!page.contains("hreflang") && !page.contains("class=\"languages\""), "{page}");
    assert_eq!(one.page("feed.json"), several.page("feed.json"), "another language changes no feed");
}

#[test]
fn ids_in_feeds_differ_between_languages_and_stay_when_a_translation_comes() {
    let site = site();
    site.built();
    let ids = |path: &str| -> Vec<String> {
        let feed: serde_json::Value = serde_json::from_str(&site.page(path)).unwrap();
        feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let (own, german, arabic) = (ids("feed.json"), ids("de/feed.json"), ids("ar/feed.json"));
    let all: BTreeSet<&String> = own.iter().chain(&german).chain(&arabic).collect();
    assert_eq!(all.len(), 6, "{all:?}");
    site.write("changelog/2026-01-01-maps.ar.md", "+++\ntitle = \"خرائط\"\n+++\nخرائط.\n");
    site.built();
    assert_eq!(ids("ar/feed.json"), arabic);
    assert!(site.page("ar/feed.json").contains("خرائط"));
}

#[test]
fn a_draft_is_hidden_in_every_language_and_its_translation_cannot_be_had_by_a_link() {
    let site = site();
    site.write("changelog/2026-01-03-secret.md", "+++\ntitle = \"Secret\"\ndraft = true\n+++\ncanary-one\n");
    site.write("changelog/2026-01-03-secret.de.md", "+++\ntitle = \"Geheim\"\n+++\ncanary-two\n");
    site.built();
    for (path, bytes) in files(&site.out()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("canary-"), "{path} holds a draft");
    }
    site.write("changelog/2026-01-04-link.md", entry("Link", "[here](2026-01-03-secret.de.md)"));
    let ran = site.build();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("hidden-link"), "{}", ran.stderr);
}

#[test]
fn editions_are_served_and_follow_edits() {
    let site = site();
    let served = Served::start(&site.root(), &["--now", NOW]);
    served.shows("de/entries/maps/", "Karten");
    served.shows("ar/entries/maps/", "dir=\"rtl\"");
    site.write("changelog/2026-01-01-maps.de.md", "+++\ntitle = \"Landkarten\"\n+++\nLandkarten.\n");
    served.shows("de/entries/maps/", "Landkarten");
    site.remove("changelog/2026-01-01-maps.de.md");
    served.shows("de/entries/maps/", "Maps");
    let reply = served.get("/changes/de/nowhere/");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("Seite nicht gefunden"), "in the language of the address");
}
