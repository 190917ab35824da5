//! Small sites for tests, built without reading a file.

use std::sync::Arc;

use crate::base::{At, Date, SitePath, Source, Span, slugify};
use crate::model::{
    Body, Change, Config, Entry, EntryFields, Html, HtmlBuilder, Product, ProductConfig, Prose, Release, ReleaseFields,
    RoadmapFields, RoadmapItem, Site, Version, Withheld, Written,
};

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn html(text: &str) -> Html {
    let mut builder = HtmlBuilder::default();
    builder.push_str(text);
    builder.build()
}

pub fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

/// A site with one unnamed product and nothing in it.
pub fn site() -> Site {
    let config = ProductConfig {
        id: String::new(),
        name: String::new(),
        description: String::new(),
        repository: None,
        tag: "v{version}".to_owned(),
        package: None,
    };
    Site {
        viewpoint: crate::model::Viewpoint {
            now: jiff::Timestamp::UNIX_EPOCH,
            drafts: false,
            future: false,
            audiences: Vec::new(),
        },
        config: Arc::new(Config::new("Acme", "https://example.com")),
        products: vec![Product { config, releases: Vec::new(), unreleased: None }],
        entries: Vec::new(),
        releases: Vec::new(),
        roadmap: Vec::new(),
        assets: Vec::new(),
        next_change: None,
        hidden: 0,
    }
}

/// A site of `count` dated entries, one a day from 2026-01-01 on.
pub fn daily(count: usize) -> Site {
    let mut site = site();
    let first = date("2026-01-01").timestamp();
    for day in (0..count).rev() {
        let moment = first + jiff::SignedDuration::from_hours(24 * day as i64);
        let day_text = moment.to_string()[..10].to_owned();
        let entry = dated(&format!("Entry {day}"), &day_text, "added");
        site.entries.push(entry);
    }
    site
}

fn source(path: &str) -> Source {
    Source::new(SitePath::new(path).unwrap(), "")
}

/// An entry of one type that belongs to no release.
pub fn dated(title: &str, day: &str, kind: &str) -> Entry {
    let slug = slugify(title);
    let html = html(&format!("<p>Body of {slug}.</p>"));
    let written = Written {
        source: source(&format!("changelog/{slug}.md")),
        fields: Arc::new(EntryFields::default()),
        translation: None,
        id: slug.clone(),
        address: Some(format!("/entries/{slug}/")),
        title: Some(title.to_owned()),
        components: Vec::new(),
        tags: Vec::new(),
        changes: Arc::new([Change { kind: kind.to_owned(), html: html.clone(), ..Change::default() }]),
        breaking: false,
        summary: format!("Summary of {slug}."),
        slug,
    };
    Entry {
        written: Arc::new(written),
        untranslated: false,
        migration: None,
        prose: Prose { body: Arc::new(Body { html, ..Body::default() }), links: Vec::new() },
        date: Some(date(day)),
        version: None,
        release: None,
        unreleased: false,
        withheld: Withheld::default(),
        product: 0,
        image: None,
        image_size: None,
        video: None,
    }
}

/// The entry with another body; its single change is the whole of it.
pub fn with_body(mut entry: Entry, body: Body) -> Entry {
    entry.prose.body = Arc::new(body);
    entry
}

/// Adds a release of these entries in front of those that are there.
pub fn release(site: &mut Site, version: &str, day: &str, entries: Vec<Entry>) {
    let index = site.releases.len();
    let from = site.entries.len();
    let count = entries.len();
    for mut entry in entries {
        entry.version = Some(Version::new(version));
        entry.release = Some(index);
        site.entries.push(entry);
    }
    site.releases.push(Release {
        source: None,
        fields: Arc::new(ReleaseFields::default()),
        untranslated: false,
        prose: Prose::default(),
        id: version.to_owned(),
        version: Version::new(version),
        anchor: format!("v{}", slugify(version)),
        slug: slugify(version),
        address: format!("/releases/{version}/"),
        product: 0,
        date: Some(date(day)),
        sort_date: Some(date(day)),
        unreleased: false,
        withheld: Withheld::default(),
        prerelease: false,
        entries: (from..from + count).collect(),
        changes: Arc::default(),
    });
    site.products[0].releases.push(index);
}

pub fn roadmap_item(title: &str, status: &str, updated: Option<&str>) -> RoadmapItem {
    let slug = slugify(title);
    let body = Body { html: html(&format!("<p>Plan of {slug}.</p>")), ..Body::default() };
    RoadmapItem {
        source: source(&format!("roadmap/{slug}.md")),
        fields: Arc::new(RoadmapFields { updated: updated.map(date), ..RoadmapFields::default() }),
        untranslated: false,
        prose: Prose { body: Arc::new(body), links: Vec::new() },
        id: format!("roadmap/{slug}"),
        address: format!("/roadmap/{slug}/"),
        title: title.to_owned(),
        summary: String::new(),
        status: status.to_owned(),
        product: None,
        components: Vec::new(),
        tags: Vec::new(),
        progress: None,
        parent: None,
        children: Vec::new(),
        blocked_by: Vec::new(),
        entries: Vec::new(),
        shipped: None,
        withheld: Withheld::default(),
        slug,
    }
}
