//! The frame around every page: what the site is, and what the head of a document says.

use serde_json::{Value, json};

use super::Page;
use super::compare;
use super::context::{Context, Subject};
use super::nouns::{product_view, values, words};
use super::twins;
use super::view::{FeedView, LinkView, PageView, SectionView, SiteView};
use crate::base::plain_text;
use crate::facts::advisories;
use crate::facts::feeds::{self, FeedPlan};
use crate::facts::lists::Selection;
use crate::facts::targets::CALENDAR;
use crate::model::OptionValue;

/// What templates know of the site as a whole; `options` are the theme's, merged.
pub fn site_view(context: &Context, options: &std::collections::BTreeMap<String, OptionValue>) -> SiteView {
    let config = &context.site.config;
    let named = context.site.products.iter().filter(|product| !product.config.id.is_empty());
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        url: context.url("/"),
        base_url: config.base_url.clone(),
        repository: config.repository.clone(),
        products: named.map(|product| product_view(context, product)).collect(),
        navigation: config
            .navigation
            .iter()
            .map(|link| LinkView { title: link.title.clone(), url: context.url(&link.url) })
            .collect(),
        sections: sections(context),
        options: values(options),
        extra: values(&config.extra),
        preview: context.site.viewpoint.is_preview(),
        generator: format!("Tidings {}", env!("CARGO_PKG_VERSION")),
    }
}

/// The main pages that this site has.
fn sections(context: &Context) -> Vec<SectionView> {
    let rows = [
        ("changelog", "/", true),
        ("roadmap", "/roadmap/", !context.site.roadmap.is_empty()),
        ("unreleased", "/unreleased/", context.has_unreleased()),
        ("releases", "/releases/", context.site.releases.iter().any(|release| !release.unreleased)),
        ("compare", "/compare/", compare::is_there(context)),
        ("archive", "/archive/", !context.years.is_empty()),
        ("tags", "/tags/", !context.tags.is_empty()),
        ("types", "/types/", context.lists.iter().any(|list| list.address.starts_with("/types/"))),
        ("components", "/components/", context.lists.iter().any(|list| list.address.starts_with("/components/"))),
        ("breaking", "/breaking/", has_items(context, &Selection::Breaking)),
        ("security", "/security/", has_items(context, &Selection::Security)),
        ("deprecations", "/deprecations/", has_items(context, &Selection::Deprecations)),
        ("support", "/support/", context.support().is_stated()),
        ("feeds", "/feeds/", !context.feeds.is_empty()),
        ("search", "/search/", super::search::is_there(context)),
    ];
    let there = rows.into_iter().filter(|(_, _, is_there)| *is_there);
    let view = |(key, address, _): (&str, &str, bool)| SectionView {
        key: key.to_owned(),
        title: context.text(&format!("nav.{key}")),
        url: context.url(address),
    };
    there.map(view).collect()
}

fn has_items(context: &Context, selection: &Selection) -> bool {
    context.list_of(selection).is_some_and(|list| !list.items.is_empty())
}

/// What the head of a page says, to be completed by its kind.
pub struct Head {
    pub title: String,
    pub description: String,
    pub section: &'static str,
    /// From the home page down to the parent: title and address without base.
    pub breadcrumbs: Vec<(String, String)>,
    json_ld: Option<String>,
}

impl Head {
    /// `title` may have spans of code: here they are text.
    pub fn new(title: impl Into<String>, section: &'static str) -> Self {
        let title = plain_text(&title.into()).into_owned();
        Self { title, description: String::new(), section, breadcrumbs: Vec::new(), json_ld: None }
    }

    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    pub fn below(mut self, title: impl Into<String>, address: impl Into<String>) -> Self {
        self.breadcrumbs.push((plain_text(&title.into()).into_owned(), address.into()));
        self
    }

    /// Says in schema.org's words what the page is about; without them it says where the page stands.
    pub fn about(mut self, description: Value) -> Self {
        self.json_ld = Some(script_json(description));
        self
    }

    /// The view; pages of a list have the feeds that lie beside it.
    pub fn view(mut self, context: &Context, page: &Page) -> PageView {
        let address = &page.plan.address;
        let card = context.card_of(address);
        let json_ld = self.json_ld.take().or_else(|| breadcrumb_list(context, &self, address));
        let link = |(title, address): &(String, String)| LinkView { title: title.clone(), url: context.url(address) };
        PageView {
            kind: page.kind.name.to_owned(),
            json_ld,
            title: self.title,
            description: self.description,
            canonical: context.canonical(address),
            languages: context.languages.views(context.edition, if address == "/404.html" { "/" } else { address }),
            untranslated: context.foreign(context.languages.is_untranslated(context.edition, address)),
            section: Some(self.section.to_owned()).filter(|section| !section.is_empty()),
            og_type: "website".to_owned(),
            image: card.map(|card| context.absolute(&card.address())),
            image_alt: card.map(|card| card.title.clone()),
            twin: twins::link(context, page),
            data: data(context, page),
            feeds: page_feeds(context, page),
            breadcrumbs: self.breadcrumbs.iter().map(link).collect(),
            noindex: !page.plan.is_listed || context.site.viewpoint.is_preview(),
        }
    }
}

/// The file that holds as JSON what the page is about.
fn data(context: &Context, page: &Page) -> Option<String> {
    let site = &*context.site;
    let address = match (page.kind.name, &page.plan.subject) {
        ("release", Subject::Release(ix)) => site.releases[*ix].data_address(),
        ("home", _) => "/api/index.json".to_owned(),
        ("releases", _) => "/api/releases.json".to_owned(),
        ("roadmap" | "roadmap_quarters" | "roadmap_themes" | "roadmap_timeline", _) => "/api/roadmap.json".to_owned(),
        ("support", _) => "/support.json".to_owned(),
        ("security", _) if advisories::is_published(site, context.advisories()) => "/security.json".to_owned(),
        _ => return None,
    };
    site.config.outputs.api.then(|| context.url(&address))
}

/// The feeds beside the list that the page belongs to or lies below (the views of the roadmap, which have a calendar,
/// too), else those of the whole site.
fn page_feeds(context: &Context, page: &Page) -> Vec<FeedView> {
    let list = match page.plan.subject {
        Subject::List { list, .. } => &context.lists[list].address,
        _ => &page.plan.address,
    };
    let above = page.plan.address.starts_with("/roadmap/").then_some("/roadmap/");
    let plans = [Some(list.as_str()), above, Some("/")].into_iter().flatten();
    let plan = plans.filter_map(|address| context.feed_beside(address)).next();
    let calendar = above.and_then(|_| calendar_view(context));
    plan.map_or(Vec::new(), |plan| feed_views(context, plan)).into_iter().chain(calendar).collect()
}

/// The roadmap's calendar, which is subscribed to like a feed.
pub fn calendar_view(context: &Context) -> Option<FeedView> {
    context.has_calendar.then(|| FeedView {
        title: format!("{}: {} (iCalendar)", context.site.config.title, context.text("nav.roadmap")),
        url: context.url(CALENDAR),
        media_type: "text/calendar".to_owned(),
        format: "calendar".to_owned(),
    })
}

/// A feed in every configured format.
pub fn feed_views(context: &Context, plan: &FeedPlan) -> Vec<FeedView> {
    let config = &context.site.config;
    let title = plan.title(config, &words(context));
    feeds::formats(config)
        .map(|format| FeedView {
            title: format!("{title} ({})", format.caption),
            url: context.url(&plan.address(format)),
            media_type: format.media_type.to_owned(),
            format: format.name.to_owned(),
        })
        .collect()
}

/// The trail to this page as schema.org has it (BreadcrumbList); the home page is a WebSite.
fn breadcrumb_list(context: &Context, head: &Head, address: &str) -> Option<String> {
    let config = &context.site.config;
    if address == "/" {
        return Some(script_json(json!({
            "@context": "https://schema.org", "@type": "WebSite", "name": config.title,
            "url": context.absolute("/"), "inLanguage": config.language,
        })));
    }
    let items = head.breadcrumbs.iter().cloned().chain([(head.title.clone(), address.to_owned())]).enumerate();
    let items: Vec<Value> = items
        .map(|(at, (name, address))| {
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": context.absolute(&address) })
        })
        .collect();
    (items.len() > 1).then(|| {
        script_json(json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items }))
    })
}

/// JSON that cannot end the script element it stands in, nor be read as markup; keys without a value
/// are left out.
fn script_json(mut value: Value) -> String {
    if let Value::Object(keys) = &mut value {
        keys.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    let text = value.to_string();
    // Hardly any text has one of the three.
    if !text.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'&')) {
        return text;
    }
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
