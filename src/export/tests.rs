//! Feeds held against readers that are not ours.

use std::sync::Arc;

use serde_json::Value;

use super::fixture::{at, daily, date, dated, html, release, roadmap_item, site, with_body};
use super::{Feed, archive, feed, write};
use crate::facts::feeds::{self, FeedPlan};
use crate::facts::lists::{Terms, lists};
use crate::model::{
    Body, Change, Config, Cta, Deprecation, EntryFields, FeedFormat, FeedList, Hole, HtmlBuilder, Prose, ReleaseFields,
    SecurityNote, Shipped, Site, Yanked,
};
use crate::theme::Strings;

fn plans(site: &Site) -> Vec<FeedPlan> {
    feeds::feeds(site, &lists(site, &Terms::of(site)))
}

pub(super) fn feed_at(site: &Site, page: &str) -> Feed {
    let plans = plans(site);
    feed(site, feeds::beside(&plans, page).unwrap(), &Strings::default())
}

fn archives(site: &Site) -> Vec<String> {
    let lists = lists(site, &Terms::of(site));
    let plans = feeds::feeds(site, &lists);
    let all = feeds::archives(site, &lists);
    all.iter().map(|each| atom(&archive(site, &plans[0], each, &Strings::default()))).collect()
}

fn atom(feed: &Feed) -> String {
    String::from_utf8(write(feed, FeedFormat::Atom)).unwrap()
}

fn rss(feed: &Feed) -> String {
    String::from_utf8(write(feed, FeedFormat::Rss)).unwrap()
}

fn json(feed: &Feed) -> Value {
    serde_json::from_slice(&write(feed, FeedFormat::Json)).unwrap()
}

pub(super) fn configure(site: &mut Site, change: impl FnOnce(&mut Config)) {
    change(Arc::make_mut(&mut site.config));
}

/// A site whose texts are as bad as texts get.
fn hostile() -> Site {
    let mut site = site();
    configure(&mut site, |config| config.title = "A <b>bold</b> & \u{1}brash ]]> site 🎉".to_owned());
    let body = "<p>]]> & \u{0}\u{8}\u{b}\u{fffe}control 🎉 שלום <b>b</b></p>\r\n<pre>a\rb</pre>";
    for (number, title) in
        ["<script>alert(1)</script> & co", "]]>", "🎉🎉 emoji", "שלום עולם", "bell\u{7} and\u{ffff} tab\t"]
            .iter()
            .enumerate()
    {
        let mut entry = dated(title, "2026-05-04", "added");
        entry.slug = format!("hostile-{number}");
        entry.id = format!("hostile {number}/é?#%");
        entry.address = Some(format!("/entries/hostile-{number}/"));
        entry.tags = vec!["<tag> & ]]>".to_owned()];
        entry.summary = (*title).to_owned();
        Arc::make_mut(&mut entry.fields).authors = vec![at("A & <b>\u{2}".to_owned())];
        site.entries.push(with_body(entry, Body { html: html(body), ..Body::default() }));
    }
    site
}

/// A release with a bit of everything, and a dated entry.
fn rich() -> Site {
    let mut site = site();
    let mut flaw = dated("Flaw", "2026-03-01", "security");
    flaw.tags = vec!["api".to_owned()];
    let mut drop_v1 = dated("Drop v1", "2026-03-01", "removed");
    Arc::make_mut(&mut drop_v1.changes)[0].breaking = true;
    drop_v1.prose.body =
        Arc::new(Body { html: html("<p>Gone.</p>"), migration: Some(html("<p>Call v2.</p>")), ..Body::default() });
    let plain = dated("Plain", "2026-03-01", "added");
    release(&mut site, "2.0.0", "2026-03-01", vec![drop_v1, flaw, plain]);
    site.releases[0].prose.body = Arc::new(Body { intro: html("<p>Notes.</p>"), ..Body::default() });
    site.entries.push(dated("News", "2026-02-01", "added"));
    site
}

#[test]
fn every_format_is_read_by_other_readers_and_says_the_same() {
    let mut named = rich();
    named.roadmap.push(roadmap_item("Dark mode", "planned", Some("2026-02-02")));
    for site in [site(), daily(1), daily(300), hostile(), named] {
        for plan in plans(&site) {
            let feed = feed(&site, &plan, &Strings::default());
            let ids: Vec<&str> = feed.items.iter().map(|item| item.id.as_str()).collect();
            let titles: Vec<&str> = feed.items.iter().map(|item| item.title.as_str()).collect();
            let (atom, rss, json) = (atom(&feed), rss(&feed), json(&feed));
            for xml in [&atom, &rss] {
                roxmltree::Document::parse(xml).unwrap();
            }
            for document in [atom.as_bytes(), rss.as_bytes(), json.to_string().as_bytes()] {
                let read = feed_rs::parser::parse(document).unwrap();
                assert_eq!(read.entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ids);
            }
            let read: atom_syndication::Feed = atom.parse().unwrap();
            assert_eq!(read.entries.iter().map(|entry| entry.title.value.as_str()).collect::<Vec<_>>(), titles);
            let bodies: Vec<&str> =
                read.entries.iter().map(|entry| entry.content.as_ref().unwrap().value.as_deref().unwrap()).collect();
            assert_eq!(bodies, feed.items.iter().map(|item| item.html.as_str()).collect::<Vec<_>>());
            let read: rss::Channel = rss.parse().unwrap();
            assert_eq!(read.items.iter().map(|item| item.title.as_deref().unwrap()).collect::<Vec<_>>(), titles);
            assert_eq!(read.items.iter().map(|item| item.content.as_deref().unwrap()).collect::<Vec<_>>(), bodies);
            let read: Vec<&str> =
                json["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
            assert_eq!(read, titles);
        }
    }
}

#[test]
fn ids_hold_only_what_a_tag_uri_can() {
    let feed = feed_at(&hostile(), "/");
    assert_eq!(feed.items[0].id, "tag:example.com,2026:hostile%200/%C3%A9%3F%23%25");
    assert_eq!(feed.id, "tag:example.com,2026:feeds/home");
}

#[test]
fn each_document_names_itself_its_page_its_language_and_its_author() {
    let mut site = rich();
    configure(&mut site, |config| {
        *config = Config { language: "de-AT".to_owned(), ..Config::new("Acme", "https://example.com/sub/") };
        config.feeds.author = Some("Acme people".to_owned());
    });
    let feed = feed_at(&site, "/types/security/");
    let read: atom_syndication::Feed = atom(&feed).parse().unwrap();
    let link = |rel: &str| read.links.iter().find(|link| link.rel == rel).unwrap().href.clone();
    assert_eq!(link("self"), "https://example.com/sub/types/security/atom.xml");
    assert_eq!(link("alternate"), "https://example.com/sub/types/security/");
    assert_eq!((read.lang.as_deref(), read.authors[0].name.as_str()), (Some("de-AT"), "Acme people"));
    assert_eq!(read.generator.unwrap().value, "Tidings");
    let categories: Vec<(&str, Option<&str>)> = read.entries[0]
        .categories
        .iter()
        .map(|category| (category.term.as_str(), category.scheme.as_deref()))
        .collect();
    let expected =
        [("security", Some("https://example.com/sub/types/")), ("api", Some("https://example.com/sub/tags/"))];
    assert_eq!(categories, expected);

    let read: rss::Channel = rss(&feed).parse().unwrap();
    let own = &read.extensions["atom"]["link"][0].attrs;
    assert_eq!((own["rel"].as_str(), own["href"].as_str()), ("self", "https://example.com/sub/types/security/rss.xml"));
    assert_eq!(
        (read.language.as_deref(), read.link.as_str()),
        (Some("de-AT"), "https://example.com/sub/types/security/")
    );
    assert!(!read.items[0].guid.as_ref().unwrap().permalink);
    assert_eq!(read.items[0].dublin_core_ext.as_ref().unwrap().creators, ["Acme people"]);

    let json = json(&feed);
    assert_eq!(json["feed_url"], "https://example.com/sub/types/security/feed.json");
    assert_eq!(json["language"], "de-AT");
    assert_eq!(json["items"][0]["id"], "tag:example.com,2026:2.0.0#type-security");
    // The type and the tag are one word here.
    site.entries[1].tags = vec!["Security".to_owned()];
    let tags = serde_json::json!(["Security"]);
    assert_eq!(self::json(&feed_at(&site, "/types/security/"))["items"][0]["tags"], tags);
}

#[test]
fn a_release_is_one_item_with_its_notes_and_all_changes_breaking_ones_first() {
    let feed = feed_at(&rich(), "/");
    let ids: Vec<&str> = feed.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["tag:example.com,2026:2.0.0", "tag:example.com,2026:news"]);
    let html = &feed.items[0].html;
    let order = [
        "Notes.",
        "breaking.title",
        "Gone.",
        "Call v2.",
        "<h2>Added</h2>",
        "Body of plain.",
        "<h2>Security</h2>",
        "Body of flaw.",
    ];
    let places: Vec<usize> =
        order.iter().map(|part| html.find(part).unwrap_or_else(|| panic!("{part}: {html}"))).collect();
    assert!(places.is_sorted(), "{places:?} {html}");
    assert_eq!(html.matches("Gone.").count(), 1, "{html}");
    assert!(feed.items[1].html.contains("Body of news."));
}

#[test]
fn a_filtered_feed_holds_only_what_matches_under_ids_of_its_own() {
    let site = rich();
    for (page, id, inside, outside) in [
        ("/security/", "#security", "Body of flaw.", ["Notes.", "Gone.", "Body of plain."]),
        ("/breaking/", "#breaking", "Call v2.", ["Notes.", "Body of flaw.", "Body of plain."]),
        ("/tags/api/", "#tag-api", "Body of flaw.", ["Notes.", "Gone.", "Body of plain."]),
    ] {
        let feed = feed_at(&site, page);
        assert_eq!(feed.items.len(), 1, "{page}");
        let item = &feed.items[0];
        assert_eq!(item.id, format!("tag:example.com,2026:2.0.0{id}"));
        assert!(item.html.contains(inside), "{page}: {}", item.html);
        assert_eq!(
            outside.iter().find(|part| item.html.contains(*part) || item.summary.contains(*part)),
            None,
            "{page}"
        );
    }
    let feed = feed_at(&site, "/types/added/");
    assert_eq!(feed.items.len(), 2);
    assert!(feed.items[0].categories.iter().all(|category| category.term == "added"));
}

#[test]
fn the_front_matter_says_what_to_do_before_the_body_does() {
    let mut site = rich();
    let told = Body { html: html("<p>Call v3.</p>"), ..Body::default() };
    site.entries[0].migration = Some(Prose { body: Arc::new(told), links: Vec::new() });
    let html = &feed_at(&site, "/breaking/").items[0].html;
    assert!(html.contains("Call v3.") && !html.contains("Call v2."), "{html}");
}

#[test]
fn an_entry_with_sections_shows_in_each_feed_its_own_part() {
    let change = |kind: &str, text: &str| Change { kind: kind.to_owned(), html: html(text), ..Change::default() };
    let changes: Arc<[Change]> = [change("added", "one new thing"), change("fixed", "one old fault")].into();
    let mut entry = dated("Week 7", "2026-02-13", "added");
    entry.changes = changes.clone();
    let whole = "<p>Hello.</p><ul><li>one new thing</li></ul>";
    let entry = with_body(entry, Body { html: html(whole), intro: html("<p>Hello.</p>"), changes, ..Body::default() });
    let mut site = site();
    site.entries.push(entry.clone());
    assert_eq!(feed_at(&site, "/").items[0].html, whole);
    assert_eq!(feed_at(&site, "/types/fixed/").items[0].html, "<h2>Fixed</h2>\n<ul>\n<li>one old fault</li>\n</ul>");

    let mut site = crate::export::fixture::site();
    release(&mut site, "1.0", "2026-02-13", vec![entry]);
    let html = &feed_at(&site, "/").items[0].html;
    let order = ["/entries/week-7/", "Hello.", "<h2>Added</h2>", "one new thing", "<h2>Fixed</h2>", "one old fault"];
    let places: Vec<usize> = order.iter().map(|part| html.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{html}");
}

#[test]
fn links_and_pictures_are_absolute() {
    let mut site = site();
    configure(&mut site, |config| config.base_url = "https://host/sub".to_owned());
    let mut body = HtmlBuilder::default();
    body.push_str("<h");
    body.push_hole(Hole::Level(1));
    body.push_str(" id=\"");
    body.push_hole(Hole::Id);
    body.push_str("x\"><a href=\"");
    body.push_hole(Hole::Link(0));
    body.push_str("\">");
    let mut entry = dated("Links", "2026-01-01", "added");
    entry.image = Some("/media/1/a.png".to_owned());
    entry.prose.links = vec!["/releases/1.0/".to_owned().into()];
    site.entries.push(with_body(entry, Body { html: body.build(), ..Body::default() }));
    let html = &feed_at(&site, "/").items[0].html;
    assert!(html.contains("<h2 id=\"links-x\"><a href=\"https://host/sub/releases/1.0/\">"), "{html}");
    assert!(html.contains("<img src=\"https://host/sub/media/1/a.png\""), "{html}");
}

#[test]
fn what_front_matter_tells_of_an_entry_is_in_its_content() {
    let mut entry = dated("Old tokens", "2026-01-01", "deprecated");
    entry.video = Some(("/media/1/tour.mp4".to_owned(), None));
    entry.fields = Arc::new(EntryFields {
        security: vec![SecurityNote {
            id: Some("CVE-2026-1234".to_owned()),
            severity: Some("high".to_owned()),
            affected: vec![">= 1.0, < 1.4".to_owned(), "< 0.9".to_owned()],
            fixed: vec!["2.0".to_owned()],
            ..SecurityNote::default()
        }],
        deprecates: vec![Deprecation { sunset: Some(date("2027-01-01")), ..Deprecation::default() }],
        cta: Some(Cta { label: "Try & see".to_owned(), url: "https://try.example/?a&b".to_owned() }),
        ..EntryFields::default()
    });
    let mut site = site();
    site.entries.push(entry);
    let html = &feed_at(&site, "/").items[0].html;
    for part in [
        "CVERecord?id=CVE-2026-1234\">CVE-2026-1234</a><br>severity.high<br>security.affected: &gt;= 1.0, &lt; 1.4; &lt; 0.9<br>security.fixed: 2.0",
        "<a href=\"https://example.com/media/1/tour.mp4\">entry.video</a>",
        "deprecation.sunset",
        "<a href=\"https://try.example/?a&amp;b\">Try &amp; see</a>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn ids_stay_when_titles_texts_and_the_base_url_change() {
    let ids = |site: &Site| -> Vec<String> {
        let feeds = plans(site).into_iter().map(|plan| feed(site, &plan, &Strings::default()));
        feeds.flat_map(|feed| [vec![feed.id], feed.items.into_iter().map(|item| item.id).collect()].concat()).collect()
    };
    let mut site = rich();
    configure(&mut site, |config| config.feeds.authority = "acme.example,2020-02".to_owned());
    let before = ids(&site);
    configure(&mut site, |config| {
        config.base_url = "https://elsewhere.example/log".to_owned();
        config.title = "Another".to_owned();
    });
    for entry in &mut site.entries {
        entry.title = Some("Retitled".to_owned());
        entry.prose.body = Arc::new(Body { html: html("<p>Rewritten.</p>"), ..Body::default() });
    }
    assert_eq!(ids(&site), before);
    assert!(before.contains(&"tag:acme.example,2020-02:2.0.0#security".to_owned()), "{before:?}");
}

#[test]
fn updated_moves_only_when_the_author_says_so() {
    let mut site = rich();
    assert_eq!(feed_at(&site, "/").items[0].updated, date("2026-03-01"));
    site.entries[2].title = Some("Edited".to_owned());
    let home = feed_at(&site, "/");
    assert_eq!((home.items[0].updated, home.updated), (date("2026-03-01"), date("2026-03-01")));

    site.entries[2].fields = Arc::new(EntryFields { updated: Some(date("2026-04-01")), ..EntryFields::default() });
    let home = feed_at(&site, "/");
    assert_eq!((home.items[0].updated, home.items[0].published), (date("2026-04-01"), Some(date("2026-03-01"))));
    assert_eq!(home.updated, date("2026-04-01"));
    let security = feed_at(&site, "/security/");
    assert_eq!(security.updated, date("2026-03-01"), "the edited entry is not in it");
    let read = feed_rs::parser::parse(rss(&home).as_bytes()).unwrap();
    assert_eq!(read.entries[0].updated.unwrap().to_rfc3339(), "2026-04-01T00:00:00+00:00");
}

#[test]
fn an_empty_feed_is_there_for_who_waits_for_the_first_advisory() {
    let mut site = site();
    let pages: Vec<String> = plans(&site).into_iter().map(|plan| plan.page).collect();
    assert_eq!(pages, ["/", "/security/", "/breaking/"]);
    assert_eq!(feed_at(&site, "/security/").page, "https://example.com/");
    assert_eq!(feed_at(&site, "/security/").updated, date("2026-01-01"));
    for (authority, day) in [
        ("a.example,2021", "2021-01-01"),
        ("a.example,2021-03", "2021-03-01"),
        ("a.example,2021-03-04", "2021-03-04"),
        ("odd", "2026-01-01"),
    ] {
        configure(&mut site, |config| config.feeds.authority = authority.to_owned());
        assert_eq!(feed_at(&site, "/security/").updated, date(day), "{authority}");
    }
}

#[test]
fn only_configured_lists_and_formats_have_feeds() {
    let mut site = rich();
    configure(&mut site, |config| {
        config.feeds.lists = vec![FeedList::Security, FeedList::Tags];
        config.feeds.formats = vec![FeedFormat::Json];
    });
    let pages: Vec<String> = plans(&site).into_iter().map(|plan| plan.page).collect();
    assert_eq!(pages, ["/tags/api/", "/security/"]);
    assert_eq!(feeds::formats(&site.config).map(|format| format.file_name).collect::<Vec<_>>(), ["feed.json"]);
    configure(&mut site, |config| config.feeds.formats = Vec::new());
    assert_eq!(plans(&site), []);
}

#[test]
fn a_feed_and_its_archives_hold_everything_once_in_order() {
    for (limit, count) in [(30, 0), (30, 30), (30, 31), (30, 300), (1, 5), (2, 7), (3, 10), (0, 3), (7, 41)] {
        let mut site = daily(count);
        configure(&mut site, |config| config.feeds.limit = limit);
        let all: Vec<String> = site.entries.iter().map(|entry| site.config.tag_uri(&entry.id)).collect();
        let home = feed_at(&site, "/");
        let current: Vec<String> = home.items.iter().map(|item| item.id.clone()).collect();
        assert!(current.len() <= limit.max(1) && all.starts_with(&current));
        // As a reader does it: from the current document back by `prev-archive`.
        let archives = archives(&site);
        let mut found = current;
        let mut next = home.older.clone();
        while let Some(address) = next {
            let number: usize = address.rsplit('/').next().unwrap().trim_end_matches(".xml").parse().unwrap();
            let read: atom_syndication::Feed = archives[number - 1].parse().unwrap();
            found.extend(
                read.entries.iter().map(|entry| entry.id.clone()).filter(|id| !found.contains(id)).collect::<Vec<_>>(),
            );
            next = read.links.iter().find(|link| link.rel == "prev-archive").map(|link| link.href.clone());
        }
        assert_eq!(found, all, "limit {limit}, {count} items");
    }
}

#[test]
fn without_archives_a_feed_leads_to_nothing_older() {
    let mut site = daily(100);
    assert!(feed_at(&site, "/").older.is_some());
    configure(&mut site, |config| config.feeds.archive = false);
    assert_eq!((feed_at(&site, "/").older, archives(&site)), (None, Vec::new()));
}

#[test]
fn a_full_archive_never_changes() {
    let before = archives(&daily(100));
    assert!(before.len() > 3);
    for more in [101, 119, 120, 200] {
        let after = archives(&daily(more));
        assert_eq!(after[..before.len()], before[..], "{more}");
    }
    // A second entry of the newest day finds its place in front of everything archived.
    let mut site = daily(100);
    site.entries.insert(0, dated("A late one", &site.entries[0].date.unwrap().iso_day(), "fixed"));
    assert_eq!(archives(&site)[..before.len()], before[..]);
    // What appears late is new whatever its date: an entry, a release, a release by its entries.
    let soon = Some(date("2026-06-01"));
    let late = EntryFields { publish_at: soon, ..EntryFields::default() };
    let old = || dated("Long held back", "2026-01-05", "fixed");
    let mut entry = daily(100);
    let mut held = old();
    held.fields = Arc::new(late.clone());
    entry.entries.insert(95, held.clone());
    let mut file = daily(100);
    release(&mut file, "0.1.0", "2026-01-05", vec![old()]);
    file.releases[0].fields = Arc::new(ReleaseFields { publish_at: soon, ..ReleaseFields::default() });
    let mut folder = daily(100);
    release(&mut folder, "0.1.0", "2026-01-05", vec![held]);
    for site in [entry, file, folder] {
        assert_eq!(archives(&site)[..before.len()], before[..]);
        let newest = feed_at(&site, "/").items[0].clone();
        assert_eq!(newest.published, Some(date("2026-01-05")), "{}", newest.title);
    }
}

#[test]
fn an_archive_is_marked_and_linked() {
    let archives = archives(&daily(100));
    let read: atom_syndication::Feed = archives[1].parse().unwrap();
    let link = |rel: &str| read.links.iter().find(|link| link.rel == rel).map(|link| link.href.as_str());
    assert_eq!(link("self"), Some("https://example.com/feeds/archive/2.xml"));
    assert_eq!(link("current"), Some("https://example.com/atom.xml"));
    assert_eq!(link("prev-archive"), Some("https://example.com/feeds/archive/1.xml"));
    assert!(read.extensions["fh"].contains_key("archive"));
    let home: atom_syndication::Feed = atom(&feed_at(&daily(100), "/")).parse().unwrap();
    let newest = format!("https://example.com/feeds/archive/{}.xml", archives.len());
    assert!(home.links.iter().any(|link| link.rel == "prev-archive" && link.href == newest));
    assert!(home.extensions.is_empty());
}

#[test]
fn roadmap_items_stand_by_the_day_they_last_moved() {
    let mut site = rich();
    let mut shipped = roadmap_item("Shipped", "shipped", Some("2025-01-01"));
    shipped.shipped = Some(Shipped { entry: 0, version: None, date: Some(date("2026-03-01")) });
    site.roadmap = vec![
        roadmap_item("Never dated", "exploring", None),
        roadmap_item("Old", "planned", Some("2025-06-01")),
        shipped,
        roadmap_item("Also never dated", "exploring", None),
    ];
    let feed = feed_at(&site, "/roadmap/");
    let items: Vec<(&str, String)> =
        feed.items.iter().map(|item| (item.title.as_str(), item.updated.to_string())).collect();
    let expected = [
        ("Shipped", "2026-03-01"),
        ("Old", "2025-06-01"),
        ("Never dated", "2026-01-01"),
        ("Also never dated", "2026-01-01"),
    ];
    assert_eq!(items, expected.map(|(title, day)| (title, day.to_owned())));
    assert!(feed.items[0].html.contains("Plan of shipped."));
    assert_eq!(feed.items[0].categories[0].scheme, "https://example.com/roadmap/");
}

#[test]
fn a_yanked_release_says_so_and_stays_the_same_item() {
    let mut site = rich();
    let before = feed_at(&site, "/").items[0].clone();
    let yanked = Yanked { reason: Some("Loses <data>".to_owned()), instead: Some(at("2.0.1".to_owned())) };
    site.releases[0].fields = Arc::new(ReleaseFields { yanked: Some(yanked), ..ReleaseFields::default() });
    let item = &feed_at(&site, "/").items[0];
    assert_eq!(item.title, "2.0.0 [YANKED]");
    assert!(item.html.contains("Loses &lt;data&gt;") && item.html.contains("yanked.instead"), "{}", item.html);
    assert_eq!((&item.id, item.updated), (&before.id, before.updated));
}

#[test]
fn without_body_or_title_an_item_still_says_something() {
    let mut site = site();
    release(&mut site, "1.0.0", "2026-01-01", Vec::new());
    let mut entry = dated("Quiet", "2026-01-02", "fixed");
    (entry.title, entry.summary) = (Some("\u{1}".to_owned()), String::new());
    site.entries.push(with_body(entry, Body::default()));
    let feed = feed_at(&site, "/");
    let items: Vec<(&str, &str, &str)> =
        feed.items.iter().map(|item| (item.title.as_str(), item.url.as_str(), item.html.as_str())).collect();
    let expected = [
        ("2026-01-02", "https://example.com/entries/quiet/", "<p>2026-01-02</p>"),
        ("1.0.0", "https://example.com/releases/1.0.0/", "<p>1.0.0</p>"),
    ];
    assert_eq!(items, expected);
}
