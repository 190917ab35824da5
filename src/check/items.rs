//! How far an item of the roadmap is: what its file says of it, and what the entries do that ship it.

use super::View;
use crate::base::Place;
use crate::model::{Entry, RoadmapItem, StatusRole};

/// The role of the column that the file names; that of the first where it names none.
pub(super) fn role(view: &View<'_>, item: &RoadmapItem) -> StatusRole {
    let statuses = &view.site.config.roadmap.statuses;
    let written = item.fields.status.as_ref().map(|at| at.value.as_str());
    let named = statuses.iter().find(|status| Some(status.id.as_str()) == written);
    named.or(statuses.first()).map_or(StatusRole::Open, |status| status.role)
}

/// The public, released entries that ship the item, oldest first, and whether each does so wholly.
pub(super) fn shipping<'s>(view: &View<'s>, item: &'s RoadmapItem) -> impl Iterator<Item = (&'s Entry, bool)> {
    let site = view.site;
    item.entries.iter().map(|&ix| &site.entries[ix]).filter(|entry| entry.withheld.is_public()).map(|entry| {
        let means = |slug: &str| slug == item.slug;
        let partial = entry.fields.roadmap.iter().any(|it| means(&it.slug.value) && it.partial);
        (entry, !partial)
    })
}

pub(super) fn has_shipped(view: &View<'_>, item: &RoadmapItem) -> bool {
    role(view, item) == StatusRole::Shipped || shipping(view, item).any(|(_, wholly)| wholly)
}

/// Neither shipped nor declined.
pub(super) fn is_open(view: &View<'_>, item: &RoadmapItem) -> bool {
    role(view, item) != StatusRole::Declined && !has_shipped(view, item)
}

/// Where the item's status is written, else its title, else its file.
pub(super) fn status_place(item: &RoadmapItem) -> Place {
    let fields = &item.fields;
    let at = fields.status.as_ref().map(|at| at.span).or(fields.title.as_ref().map(|at| at.span));
    at.map_or_else(|| Place::file(&item.source.path), |span| item.source.place(span))
}
