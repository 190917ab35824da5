//! The twin of an entry's page.

use super::document::Document;
use crate::base::markdown::{code, escaped};
use crate::facts::feeds::type_label;
use crate::facts::references::references;
use crate::pages::nouns::{component_view, product_link, words};
use crate::pages::{Page, Subject};

/// One entry: facts about it, then its text in the author's order.
pub fn entry(document: &mut Document<'_>, page: &Page) {
    let Subject::Entry(ix) = page.plan.subject else { return };
    let context = document.context;
    let site = &*context.site;
    let entry = &site.entries[ix];
    let fields = &entry.fields;
    document.head(entry.title.as_deref().unwrap_or(&entry.summary), fields.summary.as_deref().unwrap_or_default());
    document.date_fact(&document.word("releases.date"), entry.date);
    let kinds = entry.kinds().into_iter().map(|id| type_label(&site.config, id, &words(context)));
    let mut kinds: Vec<String> = kinds.collect();
    kinds.extend(entry.breaking.then(|| document.word("badge.breaking")));
    kinds.extend(entry.unreleased.then(|| document.word("badge.unreleased")));
    kinds.extend(fields.stage.map(|it| document.word(&format!("stage.{}", it.name()))));
    document.text_fact(&document.word("nav.types"), Some(&kinds.join(", ")));
    if let Some(release) = entry.release.map(|ix| &site.releases[ix]).filter(|release| !release.unreleased) {
        let link = document.page_link(release.version.as_str(), &release.address);
        document.fact(&document.word("releases.version"), &link);
    }
    if let Some(product) = product_link(context, entry.product) {
        document.fact(&document.word("facts.product"), &document.ready_link(&product.title, &product.url));
    }
    let components = entry.components.iter().map(|id| component_view(context, id).title);
    document.text_fact(&document.word("nav.components"), Some(&components.collect::<Vec<_>>().join(", ")));
    document.text_fact(&document.word("nav.tags"), Some(&entry.tags.join(", ")));
    if let Some(rollout) = fields.rollout {
        let reach = context.strings.text("facts.rollout_of", &[("percent", &rollout.to_string())]);
        document.text_fact(&document.word("facts.rollout"), Some(&reach));
    }
    document.fact(&document.word("facts.flag"), &fields.flag.as_deref().map_or(String::new(), code));
    let label = context.strings.plural("facts.authors", fields.authors.len(), &[]);
    document.fact(&label, &document.people(&fields.authors));
    document.date_fact(&document.word("facts.updated"), fields.updated);
    let shipped = fields.roadmap.iter().filter_map(|reference| context.item_named(&reference.slug.value));
    let shipped: Vec<String> = shipped.map(|item| document.page_link(&item.title, &item.address)).collect();
    document.fact(&document.word("nav.roadmap"), &shipped.join(", "));
    let references = document.links(&references(site, entry));
    document.fact(&document.word("facts.references"), &references);
    document.advisories(&fields.security);
    document.media(entry);
    document.html(&entry.prose.html(document.fill("", 2)));
    document.migration(entry.migration(document.fill("m-", 2)));
    document.deprecations(entry);
    if let Some(revision) = &fields.revision {
        document.out.paragraph(&format!("{} {}", escaped(&document.word("entry.revision")), escaped(revision)));
    }
}
