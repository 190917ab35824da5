//! Roadmap items: what ships them, what they wait for, how far they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Conditions, Desk, Sorted};
use crate::base::{At, Diagnostic, Digest, slugify};
use crate::model::{
    Entry, EntryIx, Product, Progress, Prose, Release, RoadmapFields, RoadmapItem, Shipped, Status, StatusRole, Tasks,
    Withheld,
};
use crate::read::document::{Document, Fields};

/// The items that show, in order of their paths; entries and items are tied to each other.
pub fn gather(
    documents: &Sorted<'_>,
    entries: &[Entry],
    releases: &[Release],
    products: &mut Vec<Product>,
    desk: &mut Desk<'_>,
) -> Vec<RoadmapItem> {
    let mut items = Vec::new();
    let mut known = BTreeSet::new();
    for document in documents.roadmap.iter().copied() {
        let Fields::RoadmapItem(fields) = &document.fields else { continue };
        known.insert(slug(document, fields));
        check(document, fields, desk);
        let product = product(document, fields, products, desk);
        let conditions = Conditions {
            draft: fields.draft,
            audience: &fields.audience,
            from: [fields.publish_at, None, None],
            expires: None,
        };
        if let Some(withheld) = desk.shows(conditions) {
            let fields = as_told(fields, desk);
            items.push(RoadmapItem { withheld, ..item(document, &fields, product, desk) });
        }
    }
    let index: BTreeMap<String, usize> = items.iter().enumerate().map(|(ix, item)| (item.slug.clone(), ix)).collect();
    tie_items(&mut items, &index, &known, desk);
    tie_entries(&mut items, &index, &known, entries, releases, desk);
    let role =
        |item: &RoadmapItem| desk.config.roadmap.statuses.iter().find(|it| it.id == item.status).map(|it| it.role);
    let roles: Vec<Option<StatusRole>> = items.iter().map(role).collect();
    let progress: Vec<Option<Progress>> = items.iter().map(|item| progress(item, &roles)).collect();
    items.iter_mut().zip(progress).for_each(|(item, progress)| item.progress = progress);
    items
}

/// The fields without what is only said of the item on a later day; its last update is its date, when it has none.
fn as_told(fields: &Arc<RoadmapFields>, desk: &mut Desk<'_>) -> Arc<RoadmapFields> {
    if fields.updates.is_empty() {
        return Arc::clone(fields);
    }
    let mut told = RoadmapFields::clone(fields);
    let later = told.updates.iter().map(|update| update.date.timestamp()).filter(|day| *day > desk.viewpoint.now).min();
    if !desk.viewpoint.future {
        let now = desk.viewpoint.now;
        told.updates.retain(|update| update.date.timestamp() <= now);
        desk.changes_at(later);
    }
    told.updated = told.updated.or(told.updates.last().map(|update| update.date));
    Arc::new(told)
}

fn slug(document: &Document, fields: &RoadmapFields) -> String {
    let written = fields.slug.as_ref().map_or(document.placement.name.as_str(), |at| at.value.as_str());
    match slugify(written) {
        slug if slug.is_empty() => Digest::of(written).short(),
        slug => slug,
    }
}

fn product(
    document: &Document,
    fields: &RoadmapFields,
    products: &mut Vec<Product>,
    desk: &mut Desk<'_>,
) -> Option<usize> {
    let folder = document.placement.product.as_ref();
    let is_named = fields.product.is_some() || folder.is_some();
    is_named
        .then(|| desk.product(fields.product.as_ref(), folder, &document.source, products))
        .filter(|&product| !products[product].config.id.is_empty())
}

fn check(document: &Document, fields: &RoadmapFields, desk: &mut Desk<'_>) {
    let source = &document.source;
    desk.check_components(&fields.components, source);
    desk.check_audience(&fields.audience, source);
    desk.check_authors(&fields.owner, source);
    if let Some(at) = fields.status.as_ref().filter(|at| status_named(&at.value, desk).is_none()) {
        let known: Vec<&str> = desk.config.roadmap.statuses.iter().map(|status| status.id.as_str()).collect();
        let help = format!("the statuses are {}", known.join(", "));
        desk.unknown("unknown-status", "status", at, source, known.iter().copied(), &help);
    }
}

fn status_named<'a>(name: &str, desk: &Desk<'a>) -> Option<&'a Status> {
    let name = name.trim().to_lowercase();
    desk.config.roadmap.statuses.iter().find(|status| status.id == name || status.title.to_lowercase() == name)
}

fn item(document: &Document, fields: &Arc<RoadmapFields>, product: Option<usize>, desk: &Desk<'_>) -> RoadmapItem {
    let body = &document.body;
    let slug = slug(document, fields);
    let title = fields.title.as_ref().map(|at| at.value.clone()).or_else(|| body.title.clone());
    let status = fields.status.as_ref().and_then(|at| status_named(&at.value, desk));
    let status = status.or(desk.config.roadmap.statuses.first());
    RoadmapItem {
        source: document.source.clone(),
        untranslated: document.is_untranslated(desk.config),
        prose: Prose { body: Arc::clone(body), links: Vec::new() },
        id: fields
            .id
            .as_ref()
            .map_or_else(|| format!("roadmap/{}", document.source.path.stem()), |at| at.value.clone()),
        address: format!("/roadmap/{slug}/"),
        title: title.unwrap_or_else(|| document.placement.name.replace(['-', '_'], " ")),
        summary: fields.summary.clone().unwrap_or_else(|| body.summary.clone()),
        status: status.map_or_else(String::new, |status| status.id.clone()),
        product,
        components: fields.components.iter().map(|at| at.value.clone()).collect(),
        tags: fields.tags.iter().map(|at| at.value.clone()).collect(),
        progress: None,
        parent: None,
        children: Vec::new(),
        blocked_by: Vec::new(),
        entries: Vec::new(),
        shipped: None,
        withheld: Withheld::default(),
        fields: Arc::clone(fields),
        slug,
    }
}

/// Resolves `parent` and `blocked_by`; what leads in a circle is told and left out.
fn tie_items(
    items: &mut [RoadmapItem],
    index: &BTreeMap<String, usize>,
    known: &BTreeSet<String>,
    desk: &mut Desk<'_>,
) {
    for item in items.iter_mut() {
        let (fields, source) = (Arc::clone(&item.fields), item.source.clone());
        item.parent = fields.parent.as_ref().and_then(|at| resolve(at, &source, index, known, desk));
        item.blocked_by = fields.blocked_by.iter().filter_map(|at| resolve(at, &source, index, known, desk)).collect();
    }
    for ix in 0..items.len() {
        let leads_back = reaches(ix, &|at| items[at].parent.into_iter().collect());
        let waits_for_itself = reaches(ix, &|at| items[at].blocked_by.clone());
        if let Some(at) = items[ix].fields.parent.clone().filter(|_| leads_back) {
            circle("parent", &at, &items[ix], desk);
        }
        if let Some(at) = items[ix].fields.blocked_by.first().cloned().filter(|_| waits_for_itself) {
            circle("blocked_by", &at, &items[ix], desk);
        }
        if leads_back {
            items[ix].parent = None;
        }
        if waits_for_itself {
            items[ix].blocked_by.clear();
        }
    }
    for ix in 0..items.len() {
        if let Some(parent) = items[ix].parent {
            items[parent].children.push(ix);
        }
    }
}

/// Whether following `next` from `start` comes back to it.
fn reaches(start: usize, next: &dyn Fn(usize) -> Vec<usize>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = next(start);
    while let Some(at) = open.pop() {
        if at == start {
            return true;
        }
        if seen.insert(at) {
            open.extend(next(at));
        }
    }
    false
}

fn circle(key: &str, at: &At<String>, item: &RoadmapItem, desk: &mut Desk<'_>) {
    let message = format!("`{key}` leads from `{}` back to itself", item.slug);
    let error = Diagnostic::error("circular-roadmap", message).at(item.source.place(at.span));
    desk.diagnostics.push(error.help(format!("take `{}` out of `{key}` here or in one of the others", at.value)));
}

/// The item that a reference means. One that exists but does not show is left out without a word.
fn resolve(
    at: &At<String>,
    source: &crate::base::Source,
    index: &BTreeMap<String, usize>,
    known: &BTreeSet<String>,
    desk: &mut Desk<'_>,
) -> Option<usize> {
    let found = index.get(&at.value).copied();
    if found.is_none() && !known.contains(&at.value) {
        let help = "a roadmap item is named by its file, without `.md`";
        desk.unknown("unknown-roadmap-item", "roadmap item", at, source, known.iter().map(String::as_str), help);
    }
    found
}

/// Ties entries to the items that they ship. A released entry that ships an item wholly makes it shipped.
fn tie_entries(
    items: &mut [RoadmapItem],
    index: &BTreeMap<String, usize>,
    known: &BTreeSet<String>,
    entries: &[Entry],
    releases: &[Release],
    desk: &mut Desk<'_>,
) {
    let shipped = desk.config.roadmap.statuses.iter().find(|status| status.role == StatusRole::Shipped);
    // Entries stand newest first; the first to ship an item is what counts.
    for (ix, entry) in entries.iter().enumerate().rev() {
        for reference in &entry.fields.roadmap {
            let Some(item) = resolve(&reference.slug, &entry.source, index, known, desk) else { continue };
            if entry.unreleased {
                continue;
            }
            items[item].entries.push(ix);
            if !reference.partial && items[item].shipped.is_none() {
                items[item].shipped = Some(shipped_by(ix, entry, releases));
                items[item].status = shipped.map_or_else(|| items[item].status.clone(), |status| status.id.clone());
            }
        }
    }
}

fn shipped_by(ix: EntryIx, entry: &Entry, releases: &[Release]) -> Shipped {
    let release = entry.release.map(|release| &releases[release]);
    Shipped {
        entry: ix,
        version: release.map(|release| release.version.clone()),
        date: release.and_then(|release| release.date).or(entry.date),
    }
}

/// The author's number, else the body's task list, else its children that are shipped; declined
/// children do not count.
fn progress(item: &RoadmapItem, roles: &[Option<StatusRole>]) -> Option<Progress> {
    if item.shipped.is_some() {
        return None;
    }
    if let Some(percent) = item.fields.progress {
        return Some(Progress { done: 0, total: 0, percent });
    }
    let Tasks { done, total } = item.prose.body.tasks;
    if total > 0 {
        return Some(steps(done, total));
    }
    let counted = item.children.iter().map(|&child| roles[child]).filter(|role| *role != Some(StatusRole::Declined));
    let done = counted.clone().filter(|role| *role == Some(StatusRole::Shipped)).count();
    let total = counted.count();
    (total > 0).then(|| steps(count(done), count(total)))
}

fn steps(done: u32, total: u32) -> Progress {
    let percent = u64::from(done) * 100 / u64::from(total).max(1);
    Progress { done, total, percent: u8::try_from(percent).unwrap_or(100) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    #[test]
    fn what_is_told_later_is_not_told_now() {
        let item = "+++\ntitle = \"Boats\"\nstatus = \"planned\"\n\
                    updates = [{ date = 2026-03-01, target = \"2026-Q4\", note = \"First\" }, \
                    { date = 2027-05-01, target = \"2027-Q3\", note = \"Quetzal\" }]\n+++\nText.\n";
        let output = built(&[("roadmap/boats.md", item)]);
        let page = text_of(&output, "roadmap/boats/index.html").unwrap();
        assert!(page.contains("First") && page.contains("2026-03-01"), "{page}");
        for path in output.paths() {
            let bytes = output.render(output.find(path.as_str()).unwrap()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            for later in ["Quetzal", "2027-05", "2027-Q3", "Q3 2027", "2027-07"] {
                assert!(!text.contains(later), "{path} tells {later}: {text}");
            }
        }
        assert_eq!(output.summary().next_change.map(|date| date.iso_day()).as_deref(), Some("2027-05-01"));
    }
}
