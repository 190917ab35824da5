//! Where the roadmap and what has shipped have drifted apart.

use super::items::{has_shipped, is_open, role, shipping, status_place};
use super::{Explained, Rule, View, doubt};
use crate::base::{Diagnostic, Place};
use crate::model::{Level, RoadmapItem, StatusRole};

pub(super) const RULES: [Rule; 4] = [
    Rule {
        about: Explained {
            code: "shipped-without-entry",
            level: Level::Warning,
            caption: "An item that is called shipped, and no released entry ships it",
            why: "Readers want to know in which version, and what exactly. When an entry names the item in `roadmap`, the \
                  item is shipped by itself, with version and date, and both link to each other.",
            bad: "roadmap/offline-maps.md: status = \"shipped\"",
            good: "changelog/2.4.0/offline-maps.md: roadmap = [\"offline-maps\"]",
        },
        find: without_entry,
    },
    Rule {
        about: Explained {
            code: "status-behind",
            level: Level::Note,
            caption: "An item whose status has been overtaken by a released entry",
            why: "Pages show it as shipped all the same when an entry ships it wholly; the file says something else to \
                  whoever reads it. Of an item that shipped in part, pages still show the old status.",
            bad: "status = \"planned\", and an entry of 2.4.0 ships it",
            good: "status = \"shipped\"",
        },
        find: behind,
    },
    Rule {
        about: Explained {
            code: "hidden-roadmap-item",
            level: Level::Note,
            caption: "Something public refers to an item that is not",
            why: "The reference is left out of the pages, because the item is a draft, of a later date, or for few. It \
                  comes by itself when the item becomes public. Items that are not there at all are an error of the \
                  build.",
            bad: "parent = \"maps\", and roadmap/maps.md has draft = true",
            good: "roadmap/maps.md without draft",
        },
        find: hidden,
    },
    Rule {
        about: Explained {
            code: "open-children",
            level: Level::Warning,
            caption: "An item is done, and parts of it are not",
            why: "A parent that has shipped says that all of it is there. Let the open part stand alone, decline it, or \
                  let the entry ship the parent in part (`partial = true`).",
            bad: "maps: shipped\nmaps-offline (parent = \"maps\"): planned",
            good: "roadmap = [{ slug = \"maps\", partial = true }]",
        },
        find: open_children,
    },
];

fn without_entry(view: &View<'_>) -> Vec<Diagnostic> {
    let shipped = view.site.roadmap.iter().filter(|item| role(view, item) == StatusRole::Shipped);
    let bare = shipped.filter(|item| shipping(view, item).next().is_none());
    bare.map(|item| {
        let message = format!("`{}` is called shipped, but no released entry ships it", item.title);
        let help =
            format!("write `roadmap = [\"{}\"]` into the entry that does; the status then comes by itself", item.slug);
        doubt("shipped-without-entry", message, status_place(item)).help(help)
    })
    .collect()
}

fn behind(view: &View<'_>) -> Vec<Diagnostic> {
    let written = view.site.roadmap.iter().filter(|item| item.fields.status.is_some());
    written
        .filter_map(|item| {
            let role = role(view, item);
            let whole = shipping(view, item).find(|(_, wholly)| *wholly).filter(|_| role != StatusRole::Shipped);
            let part = shipping(view, item).next().filter(|_| role == StatusRole::Open);
            let (entry, wholly) = whole.or(part)?;
            let by = match &entry.version {
                Some(version) => format!("with {version}"),
                None => entry.date.map_or_else(String::new, |date| format!("on {}", date.iso_day())),
            };
            let status = item.fields.status.as_ref().map_or("", |at| at.value.as_str());
            let (message, help) = match wholly {
                true => (
                    format!("`{}` shipped {by}, and its status is still `{status}`", item.title),
                    "write the status in which things have shipped, or leave it out: pages show it as shipped anyway",
                ),
                false => (
                    format!("a part of `{}` came {by}, and its status is still `{status}`", item.title),
                    "move it to a status that says that it is being worked on",
                ),
            };
            let fault = doubt("status-behind", message, status_place(item));
            Some(fault.related(Place::file(entry.path())).help(help))
        })
        .collect()
}

fn hidden(view: &View<'_>) -> Vec<Diagnostic> {
    let items = &view.site.roadmap;
    let withheld = |slug: &str| items.iter().find(|item| item.slug == slug).filter(|item| !item.withheld.is_public());
    let fault = |place: Place, item: &RoadmapItem| {
        let message = format!("`{}` is not public, so that readers do not see this reference", item.slug);
        let help = "publish the item, or leave the reference out until it is";
        doubt("hidden-roadmap-item", message, place).related(Place::file(&item.source.path)).help(help)
    };
    let of_items = items.iter().filter(|item| item.withheld.is_public()).flat_map(|item| {
        let named = item.fields.parent.iter().chain(&item.fields.blocked_by);
        named.filter_map(|at| Some(fault(item.source.place(at.span), withheld(&at.value)?)))
    });
    let entries = view.site.entries.iter().filter(|entry| entry.withheld.is_public());
    let of_entries = entries.flat_map(|entry| {
        let named = entry.fields.roadmap.iter().map(|it| &it.slug);
        named.filter_map(|at| Some(fault(entry.source.place(at.span), withheld(&at.value)?)))
    });
    of_items.chain(of_entries).collect()
}

fn open_children(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let done = site.roadmap.iter().filter(|item| has_shipped(view, item));
    done.filter_map(|item| {
        let open: Vec<&RoadmapItem> =
            item.children.iter().map(|&ix| &site.roadmap[ix]).filter(|child| is_open(view, child)).collect();
        let names: Vec<String> = open.iter().map(|child| format!("`{}`", child.slug)).collect();
        let are = if open.len() == 1 { "is" } else { "are" };
        let message = format!("`{}` has shipped, but {} {are} still open", item.title, names.join(", "));
        let fault = doubt("open-children", message, status_place(item))
            .help("decline what is not coming, let it stand alone, or ship the item in part (`partial = true`)");
        let fault = open.iter().fold(fault, |fault, child| fault.related(status_place(child)));
        (!open.is_empty()).then_some(fault)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::told;

    fn item(text: &str) -> String {
        format!("+++\ntitle = \"Maps\"\n{text}\n+++\nText.\n")
    }

    #[test]
    fn status_and_entries_agree() {
        let entry = |text: &str| format!("+++\ndate = 2026-01-01\n{text}\n+++\nIt turns.\n");
        let none: &[&str] = &[];
        for (status, text, said) in [
            ("status = \"shipped\"", "tags = []", &["roadmap/maps.md:3:10 shipped-without-entry"][..]),
            ("status = \"shipped\"", "roadmap = [\"maps\"]", none),
            (
                "status = \"shipped\"",
                "roadmap = [\"maps\"]\ndraft = true",
                &["roadmap/maps.md:3:10 shipped-without-entry"],
            ),
            ("status = \"planned\"", "roadmap = [\"maps\"]", &["roadmap/maps.md:3:10 status-behind"]),
            ("", "roadmap = [\"maps\"]", none),
            ("status = \"declined\"", "roadmap = [\"maps\"]", &["roadmap/maps.md:3:10 status-behind"]),
            (
                "status = \"planned\"",
                "roadmap = [{ slug = \"maps\", partial = true }]",
                &["roadmap/maps.md:3:10 status-behind"],
            ),
            ("draft = true", "roadmap = [\"maps\"]", &["changelog/1.0.0/a.md:3:12 hidden-roadmap-item"]),
        ] {
            let (item, entry) = (item(status), entry(text));
            let files = [("changelog/1.0.0/a.md", entry.as_str()), ("roadmap/maps.md", &item)];
            assert_eq!(told(&files), said, "{status} {text}");
        }
    }

    #[test]
    fn what_is_done_has_no_open_parts() {
        let files = |child: &str| {
            told(&[
                ("changelog/1.0.0/a.md", "+++\ndate = 2026-01-01\nroadmap = [\"maps\"]\n+++\nIt turns.\n"),
                ("roadmap/maps.md", &item("")),
                ("roadmap/part.md", &item(&format!("parent = \"maps\"\n{child}"))),
            ])
        };
        assert_eq!(files("status = \"planned\""), ["roadmap/maps.md:2:9 open-children"]);
        assert_eq!(files("status = \"declined\""), <[String; 0]>::default());
    }
}
