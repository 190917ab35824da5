//! What an item says: all of an entry's own content where all of it shows, else what belongs to what shows.

use std::sync::Arc;

use super::fixture::{at, date, dated, html, release, site, with_body};
use super::tests::{configure, feed_at};
use crate::base::{SitePath, Source};
use crate::model::{
    Body, Change, Cta, Deprecation, Download, Entry, EntryFields, Link, ReleaseFields, SecurityNote, Site,
};

/// An entry with two sections that has something to say in every other way.
fn talkative(title: Option<&str>, kinds: [&str; 2]) -> Entry {
    let change =
        |kind: &str| Change { kind: kind.to_owned(), html: html(&format!("Part {kind}.")), ..Change::default() };
    let changes: Arc<[Change]> = kinds.map(change).into();
    let mut entry = dated("Talk", "2026-03-01", "added");
    (entry.title, entry.address) = (title.map(str::to_owned), title.map(|_| "/entries/talk/".to_owned()));
    entry.changes = changes.clone();
    entry.image = Some("/media/1/cover.png".to_owned());
    entry.fields = Arc::new(EntryFields {
        security: vec![SecurityNote { id: Some("CVE-2026-1".to_owned()), ..SecurityNote::default() }],
        deprecates: vec![Deprecation { sunset: Some(date("2027-01-01")), ..Deprecation::default() }],
        cta: Some(Cta { label: "Try".to_owned(), url: "/try/".to_owned() }),
        issues: vec![at("12".to_owned()), at("other/repo#3".to_owned())],
        links: vec![Link { title: "Talk & more".to_owned(), url: "/talk/".to_owned() }],
        ..EntryFields::default()
    });
    let (intro, migration) = (html("<p>Intro.</p>"), Some(html("<p>Call v2.</p>")));
    with_body(entry, Body { html: html("<p>Intro.</p>Parts."), intro, changes, migration, ..Body::default() })
}

/// In everything that an item says besides its changes, the mark of each.
const OTHERS: [&str; 7] = [
    "<img src=\"https://example.com/media/1/cover.png\"",
    "Intro.",
    "CVE-2026-1</a>",
    "Call v2.",
    "deprecation.sunset",
    "<a href=\"https://example.com/try/\">Try</a>",
    "#12",
];

fn told(html: &str) -> Vec<&'static str> {
    OTHERS.into_iter().filter(|part| html.contains(part)).collect()
}

fn in_release(entries: Vec<Entry>) -> Site {
    let mut site = site();
    release(&mut site, "2.4.0", "2026-03-01", entries);
    site
}

#[test]
fn an_entry_with_sections_says_everything_once() {
    for title in [None, Some("Talk")] {
        for kinds in [["security", "deprecated"], ["added", "fixed"]] {
            let entry = talkative(title, kinds);
            let mut alone = site();
            alone.entries.push(entry.clone());
            for site in [alone, in_release(vec![entry])] {
                let html = &feed_at(&site, "/").items[0].html;
                let counts = OTHERS.map(|part| html.matches(part).count());
                assert_eq!(counts, [1; 7], "{title:?} {kinds:?}: {html}");
            }
        }
    }
}

#[test]
fn a_filtered_feed_says_of_an_entry_what_belongs_to_the_changes_it_shows() {
    let [_, _, security, migration, deprecation, _, references] = OTHERS;
    for (kinds, kind, expected) in [
        (["security", "deprecated"], "security", vec![security, migration, references]),
        (["security", "deprecated"], "deprecated", vec![deprecation, references]),
        (["added", "security"], "added", vec![migration, deprecation, references]),
        // No change claims them, so they belong to each.
        (["added", "fixed"], "fixed", vec![security, migration, deprecation, references]),
    ] {
        let mut site = in_release(vec![talkative(Some("Talk"), kinds)]);
        if kinds[0] == "security" {
            Arc::make_mut(&mut site.entries[0].changes)[0].breaking = true;
        }
        let html = &feed_at(&site, &format!("/types/{kind}/")).items[0].html;
        assert_eq!(told(html), expected, "{kinds:?} {kind}: {html}");
    }
}

#[test]
fn every_breaking_change_comes_with_what_to_do() {
    let mut site = in_release(vec![talkative(None, ["removed", "changed"])]);
    Arc::make_mut(&mut site.entries[0].changes).iter_mut().for_each(|change| change.breaking = true);
    for page in ["/", "/breaking/", "/types/removed/", "/types/changed/"] {
        let html = &feed_at(&site, page).items[0].html;
        assert_eq!(html.matches("Call v2.").count(), 1, "{page}: {html}");
    }
}

#[test]
fn entries_of_one_slug_are_still_two() {
    let bullet = |path: &str, author: &str, updated: &str| {
        let mut entry = dated("fix", "2026-03-01", "fixed");
        (entry.title, entry.address) = (None, None);
        entry.source = Source::new(SitePath::new(path).unwrap(), "");
        entry.fields = Arc::new(EntryFields {
            authors: vec![at(author.to_owned())],
            updated: Some(date(updated)),
            ..EntryFields::default()
        });
        with_body(entry, Body { migration: Some(html(&format!("<p>Ask {author}.</p>"))), ..Body::default() })
    };
    let ada = bullet("changelog/2.4.0/fix.md", "Ada", "2026-04-01");
    let site = in_release(vec![ada, bullet("changelog/fix.md", "Grace", "2026-05-01")]);
    let item = &feed_at(&site, "/").items[0];
    assert!(item.html.contains("Ask Ada.") && item.html.contains("Ask Grace."), "{}", item.html);
    assert_eq!(item.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(), ["Ada", "Grace"]);
    assert_eq!(item.updated, date("2026-05-01"));
}

#[test]
fn references_and_downloads_are_absolute_links() {
    let mut site = in_release(vec![talkative(None, ["added", "fixed"])]);
    configure(&mut site, |config| config.repository = Some("https://github.com/acme/cli".to_owned()));
    let download = |name: &str, url: &str, size: Option<&str>| Download {
        name: name.to_owned(),
        url: url.to_owned(),
        size: size.map(str::to_owned),
        sha256: None,
    };
    let downloads = vec![
        download("cli & co", "/files/cli.zip", Some("12 MB")),
        download("source", "https://dl.example/s?a&b", None),
    ];
    site.releases[0].fields = Arc::new(ReleaseFields { downloads, ..ReleaseFields::default() });
    let html = &feed_at(&site, "/").items[0].html;
    for part in [
        "<p>facts.references: <a href=\"https://github.com/acme/cli/issues/12\">#12</a>, \
         <a href=\"https://github.com/other/repo/issues/3\">other/repo#3</a>, \
         <a href=\"https://example.com/talk/\">Talk &amp; more</a></p>",
        "<h2>downloads.title</h2>\n<ul>\n<li><a href=\"https://example.com/files/cli.zip\">cli &amp; co</a> (12 MB)</li>\n\
         <li><a href=\"https://dl.example/s?a&amp;b\">source</a></li>\n</ul>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let filtered = &feed_at(&site, "/types/fixed/").items[0].html;
    assert!(!filtered.contains("downloads.title"), "{filtered}");
}

#[test]
fn a_prerelease_says_so() {
    let mut site = in_release(vec![dated("New", "2026-03-01", "added")]);
    assert!(!feed_at(&site, "/").items[0].html.contains("prerelease.note"));
    site.releases[0].prerelease = true;
    assert!(feed_at(&site, "/").items[0].html.contains("prerelease.note"));
}

#[test]
fn an_undated_release_does_not_move_with_its_neighbours() {
    let mut site = in_release(vec![dated("New", "2026-03-01", "added")]);
    for (neighbour, updated) in [
        (None, "2026-01-01"),
        (Some("2026-05-01"), "2026-01-01"),
        (Some("2026-06-01"), "2026-01-01"),
        (Some("2015-02-03"), "2015-02-03"),
    ] {
        (site.releases[0].date, site.releases[0].sort_date) = (None, neighbour.map(date));
        let item = &feed_at(&site, "/").items[0];
        assert_eq!((item.published, item.updated), (None, date(updated)), "{neighbour:?}");
    }
}
