//! Small views that many pages share: links, types, terms, authors, cards.

use std::collections::BTreeMap;

use super::context::Context;
use super::view::*;
use crate::base::{At, advisory_address, slugify};
use crate::facts;
use crate::facts::feeds::{status_label, type_label};
use crate::facts::lists::Selection;
use crate::facts::newest::newest_final;
use crate::facts::support::Reason;
use crate::model::{
    Change, Deprecation, Entry, Link, OptionValue, Product, Release, ReleaseIx, RoadmapItem, SecurityNote, StatusRole,
    Target, Withheld,
};
use crate::theme::Ready;

/// The look-up of interface strings in the shape that `facts` takes.
pub fn words(context: &Context) -> impl Fn(&str, &[(&str, &str)]) -> String {
    |key, arguments| context.strings.text(key, arguments)
}

pub fn product_link(context: &Context, product: usize) -> Option<LinkView> {
    let config = &context.site.product(product).config;
    (!config.id.is_empty())
        .then(|| LinkView { title: config.name.clone(), url: context.url(&format!("/{}/", config.id)) })
}

pub fn product_view(context: &Context, product: &Product) -> ProductView {
    ProductView {
        id: product.config.id.clone(),
        name: product.config.name.clone(),
        description: product.config.description.clone(),
        url: context.url(&format!("/{}/", product.config.id)),
        latest: newest_final(&context.site, product).map(|release| release_link(context, release)),
    }
}

pub fn release_link(context: &Context, release: &Release) -> ReleaseLinkView {
    let of_entries = release.entries.iter().map(|&ix| context.site.entries[ix].changes.len());
    ReleaseLinkView {
        version: release.version.to_string(),
        title: release.fields.title.as_ref().map(|at| at.value.clone()),
        url: context.url(&release.address),
        date: release.date.map(|date| date.to_string()),
        yanked: release.fields.yanked.is_some(),
        prerelease: release.prerelease,
        unsupported: context.support().has_ended(release),
        product: product_link(context, release.product).map(|link| link.title),
        changes: release.changes.len() + of_entries.sum::<usize>(),
        withheld: withheld(&release.withheld),
    }
}

/// Why the release is not the one to use, and which one is.
pub fn advice_view(context: &Context, release: ReleaseIx) -> Option<AdviceView> {
    let advice = context.support().advice(release)?;
    let (reason, since) = match advice.reason {
        Reason::Yanked => ("yanked", None),
        Reason::Unsupported(until) => ("unsupported", Some(until.to_string())),
        Reason::Prerelease => ("prerelease", None),
    };
    let instead = advice.instead.map(|ix| release_link(context, &context.site.releases[ix]));
    Some(AdviceView { reason: reason.to_owned(), since, instead })
}

/// What keeps a thing from the public, if anything does.
pub fn withheld(withheld: &Withheld) -> Option<WithheldView> {
    (!withheld.is_public()).then(|| WithheldView {
        draft: withheld.draft,
        until: withheld.until.map(|date| date.to_string()),
        audience: withheld.audience.clone(),
    })
}

pub fn type_view(context: &Context, id: &str) -> Ready<TypeView> {
    context.ready.kind(id, || TypeView {
        id: id.to_owned(),
        label: type_label(&context.site.config, id, &words(context)),
        url: term(context, &Selection::Type(id.to_owned())).url,
    })
}

pub fn component_view(context: &Context, id: &str) -> TermView {
    let known = context.site.config.components.iter().find(|component| component.id == id);
    let first = context.components.get(&slugify(id)).map_or(id, String::as_str);
    TermView {
        id: id.to_owned(),
        title: known.map_or(id, |component| &component.name).to_owned(),
        description: known.map_or(String::new(), |component| component.description.clone()),
        ..term(context, &Selection::Component(first.to_owned()))
    }
}

pub fn tag_view(context: &Context, tag: &str) -> TermView {
    let id = slugify(tag);
    let first = context.tags.get(&id).map_or(tag, String::as_str);
    TermView { id, title: tag.to_owned(), ..term(context, &Selection::Tag(first.to_owned())) }
}

/// The address and count of a list, both empty when nothing in the changelog is on it.
fn term(context: &Context, selection: &Selection) -> TermView {
    let list = context.list_of(selection);
    TermView {
        id: String::new(),
        title: String::new(),
        description: String::new(),
        url: list.map_or(String::new(), |list| context.url(&list.address)),
        count: list.map_or(0, |list| list.items.len()),
    }
}

/// People by name, or by id from `[authors]`; each once.
pub fn authors(context: &Context, named: &[At<String>]) -> Vec<AuthorView> {
    let mut views: Vec<AuthorView> = Vec::new();
    for at in named {
        let known = context.site.config.authors.iter().find(|author| author.id == at.value);
        let view = AuthorView {
            name: known.map_or(&at.value, |author| &author.name).clone(),
            url: known.and_then(|author| author.url.clone()),
        };
        if !views.contains(&view) {
            views.push(view);
        }
    }
    views
}

/// Issues and pull requests through the repository's address, then the links.
pub fn references(context: &Context, entry: &Entry) -> Vec<LinkView> {
    links(context, &facts::references::references(&context.site, entry))
}

pub fn links(context: &Context, links: &[Link]) -> Vec<LinkView> {
    links.iter().map(|link| LinkView { title: link.title.clone(), url: context.url(&link.url) }).collect()
}

pub fn security(note: &SecurityNote) -> SecurityView {
    SecurityView {
        url: note.id.as_deref().and_then(advisory_address),
        id: note.id.clone(),
        severity: note.severity.clone(),
        cvss: note.cvss.clone(),
        affected: note.affected.clone(),
        fixed: note.fixed.clone(),
        credit: note.credit.clone(),
    }
}

/// The advisories of a change: those of its entry, and the ids that its text starts with.
pub fn advisories(entry: Option<&Entry>, change: &Change) -> Vec<SecurityView> {
    let notes = entry.map_or(&[][..], |entry| &entry.fields.security);
    let is_new = |id: &&String| notes.iter().all(|note| note.id.as_ref() != Some(*id));
    let named =
        change.advisories.iter().filter(is_new).map(|id| SecurityNote { id: Some(id.clone()), ..Default::default() });
    notes.iter().cloned().chain(named).map(|note| security(&note)).collect()
}

/// What an entry announces the end of, and what came of it.
pub fn deprecations(context: &Context, entry: &Entry) -> Vec<DeprecationView> {
    entry.fields.deprecates.iter().map(|it| deprecation(context, entry, it)).collect()
}

pub fn deprecation(context: &Context, entry: &Entry, noted: &Deprecation) -> DeprecationView {
    let site = &context.site;
    let removed_by = context.farewell(entry, &noted.what).and_then(|farewell| farewell.removed_by);
    DeprecationView {
        what: noted.what.clone(),
        removed_in: noted.removed_in.clone(),
        removed_by: removed_by.map(|release| site.releases[release].version.to_string()),
        sunset: noted.sunset.map(|date| date.to_string()),
        is_over: noted.is_over(site.viewpoint.now),
        replacement: noted.replacement.clone(),
    }
}

/// The free table as the author wrote it; numbers with a fraction become text.
pub fn values(table: &BTreeMap<String, OptionValue>) -> BTreeMap<String, ValueView> {
    table.iter().map(|(key, item)| (key.clone(), value(item))).collect()
}

fn value(option: &OptionValue) -> ValueView {
    match option {
        OptionValue::Bool(it) => ValueView::Bool(*it),
        OptionValue::Integer(it) => ValueView::Integer(*it),
        OptionValue::Float(it) => ValueView::Text(it.to_string()),
        OptionValue::Text(it) => ValueView::Text(it.clone()),
        OptionValue::List(items) => ValueView::List(items.iter().map(value).collect()),
        OptionValue::Table(table) => ValueView::Table(values(table)),
    }
}

pub fn status(context: &Context, id: &str) -> StatusView {
    let role = context.site.config.roadmap.statuses.iter().find(|status| status.id == id).map(|status| status.role);
    let role = match role.unwrap_or(StatusRole::Open) {
        StatusRole::Open => "open",
        StatusRole::Active => "active",
        StatusRole::Shipped => "shipped",
        StatusRole::Declined => "declined",
    };
    let title = status_label(&context.site.config, id, &words(context));
    StatusView { id: id.to_owned(), title, role: role.to_owned() }
}

pub fn target(target: &Target) -> TargetView {
    let (kind, year, part) = match target {
        Target::Day(day) => ("day", Some(day.year()), None),
        Target::Month(year, month) => ("month", Some(*year), Some(*month)),
        Target::Quarter(year, quarter) => ("quarter", Some(*year), Some(*quarter)),
        Target::Half(year, half) => ("half", Some(*year), Some(*half)),
        Target::Year(year) => ("year", Some(*year), None),
        Target::Version(_) => ("version", None, None),
        Target::Later => ("later", None, None),
    };
    TargetView { kind: kind.to_owned(), text: target.to_string(), year, part }
}

/// A roadmap item on the board.
pub fn card(context: &Context, item: &RoadmapItem) -> CardView {
    let fields = &item.fields;
    let progress = item.progress.map(|it| ProgressView { percent: it.percent, done: it.done, total: it.total });
    let shipping = item.shipped.as_ref().map(|shipped| shipped_view(context, shipped.entry));
    CardView {
        untranslated: context.foreign(item.untranslated),
        title: item.title.clone(),
        url: context.url(&item.address),
        summary: item.summary.clone(),
        status: status(context, &item.status),
        stage: fields.stage.map(|stage| stage.name().to_owned()),
        target: facts::targets::target(item).map(target),
        theme: fields.theme.clone(),
        product: item.product.and_then(|product| product_link(context, product)),
        components: item.components.iter().map(|id| component_view(context, id)).collect(),
        progress,
        votes: fields.votes,
        shipped: shipping,
        withheld: withheld(&item.withheld),
    }
}

/// An entry as what shipped something.
pub fn shipped_view(context: &Context, entry: usize) -> ShippedView {
    let entry = &context.site.entries[entry];
    let release = entry.release.map(|ix| &context.site.releases[ix]);
    let address = entry.address.as_deref().or(release.map(|release| release.address.as_str()));
    ShippedView {
        title: entry.title.clone().unwrap_or_else(|| entry.summary.clone()),
        url: context.url(address.unwrap_or("/")),
        version: release.map(|release| release.version.to_string()),
        date: release.and_then(|release| release.date).or(entry.date).map(|date| date.to_string()),
        withheld: withheld(&entry.withheld),
    }
}
