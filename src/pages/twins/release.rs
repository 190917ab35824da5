//! The twins of a release's page and of the page of what waits.

use super::changes::{Piece, pieces};
use super::document::Document;
use crate::base::markdown::{code, escaped};
use crate::model::{Release, ReleaseIx};
use crate::pages::nouns::{advice_view, authors, product_link};
use crate::pages::release::contributors;
use crate::pages::{Page, Subject};

/// One release: facts about it, its notes, its changes.
pub fn release(document: &mut Document<'_>, page: &Page) {
    let Subject::Release(ix) = page.plan.subject else { return };
    let release = &document.context.site.releases[ix];
    document.head(&name(document, release), release.fields.summary.as_deref().unwrap_or_default());
    about(document, ix);
    document.release(release, 2);
    downloads(document, release);
}

/// What waits for the next release of each product.
pub fn unreleased(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    let waiting = context.site.products.iter().filter_map(|product| product.unreleased);
    let waiting: Vec<&Release> = waiting.map(|ix| &context.site.releases[ix]).collect();
    let note = if waiting.is_empty() { "unreleased.empty" } else { "unreleased.note" };
    document.head(&document.word("release.unreleased"), &document.word(note));
    for release in waiting {
        let product = product_link(context, release.product);
        if let Some(product) = &product {
            document.heading(2, &product.title);
        }
        document.release(release, if product.is_some() { 3 } else { 2 });
    }
}

/// `Product 2.4.0 (Code name)`, the parts that there are.
pub fn name(document: &Document<'_>, release: &Release) -> String {
    let product = product_link(document.context, release.product).map(|link| link.title);
    let version = match release.unreleased {
        true => document.word("release.unreleased"),
        false => release.version.to_string(),
    };
    let title = release.fields.title.as_ref().map(|at| format!("({})", at.value));
    [product, Some(version), title].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn about(document: &mut Document<'_>, ix: ReleaseIx) {
    let context = document.context;
    let release = &context.site.releases[ix];
    let fields = &release.fields;
    document.text_fact(&document.word("releases.version"), Some(release.version.as_str()));
    document.date_fact(&document.word("facts.released"), release.date);
    document.date_fact(&document.word("facts.updated"), fields.updated);
    document.date_fact(&document.word("facts.support_until"), fields.support_until);
    let badges = [(fields.lts, "badge.lts"), (release.prerelease, "badge.prerelease")];
    for (_, key) in badges.into_iter().filter(|(is_so, _)| *is_so) {
        document.out.item(&escaped(&document.word(key)));
    }
    let products = context.site.product(release.product);
    let neighbours = context.standing(ix).map(|at| {
        let release = |at: usize| products.releases.get(at).map(|&ix| &context.site.releases[ix]);
        (at.checked_sub(1).and_then(release), release(at + 1))
    });
    let (newer, older) = neighbours.unwrap_or_default();
    for (key, other) in [("newer", newer), ("older", older)] {
        let link = other.map_or(String::new(), |it| document.page_link(it.version.as_str(), &it.address));
        document.fact(&document.word(&format!("neighbours.{key}_release")), &link);
    }
    let contributors = contributors(context, release);
    let people = document.people(&contributors);
    let label = context.strings.plural("facts.contributors", authors(context, &contributors).len(), &[]);
    document.fact(&label, &people);
    if context.site.config.outputs.api {
        document.fact("JSON", &document.link(&release.data_address(), &release.data_address()));
    }
    document.advice(ix);
}

impl<'c> Document<'c> {
    /// Why the release is not the one to use, and which one is; nothing of a release that is.
    pub fn advice(&mut self, ix: ReleaseIx) {
        let Some(advice) = advice_view(self.context, ix) else { return };
        let yanked = self.context.site.releases[ix].fields.yanked.as_ref();
        let strings = &self.context.strings;
        let ended = advice.since.as_ref().map(|since| strings.text("unsupported.title", &[("date", since)]));
        let (what, instead) = match advice.reason.as_str() {
            "yanked" => (self.word("yanked.title"), "yanked.instead"),
            "unsupported" => (ended.unwrap_or_default(), "yanked.instead"),
            _ => (self.word("prerelease.note"), "prerelease.instead"),
        };
        let written = yanked.and_then(|it| it.instead.as_ref()).map(|at| at.value.clone());
        let version = advice.instead.map(|it| it.version).or(written);
        let mut parts = vec![format!("**{}**", escaped(&what))];
        parts.extend(yanked.and_then(|it| it.reason.as_deref()).map(escaped));
        parts.extend(version.map(|version| escaped(&strings.text(instead, &[("version", &version)]))));
        self.out.paragraph(&parts.join(" "));
    }

    /// Notes and changes of a release; `level` is that of the headings in them.
    pub fn release(&mut self, release: &'c Release, level: u8) {
        let prefix = format!("{}-", release.slug);
        self.html(&release.prose.intro(self.fill(&prefix, level)));
        self.migration(release.prose.migration(self.fill(&prefix, level)));
        let pieces: Vec<Piece<'c>> = pieces(self, release, None).collect();
        if pieces.is_empty() && release.prose.body.intro.is_empty() {
            self.out.paragraph(&escaped(&self.word("release.empty")));
        }
        self.groups(&pieces, level);
    }
}

fn downloads(document: &mut Document<'_>, release: &Release) {
    if release.fields.downloads.is_empty() {
        return;
    }
    document.heading(2, &document.word("downloads.title"));
    for download in &release.fields.downloads {
        let mut line = document.link(&download.name, &download.url);
        if let Some(size) = &download.size {
            line.push_str(&format!(" ({})", escaped(size)));
        }
        if let Some(sum) = &download.sha256 {
            line.push_str(&format!(" SHA-256 {}", code(sum)));
        }
        document.out.item(&line);
    }
}
