//! The items of the roadmap's feed.

use super::clean::escape;
use super::content::prose_html;
use super::feed::{Context, FeedItem, authority_date, category, finished, latest, people, push_product, push_terms};
use crate::facts::feeds::{limit, status_label};
use crate::model::RoadmapItem;

/// The newest items: by the later of `updated` and the date on which they shipped; those with
/// neither behind all others, by path, dated by the site's tag authority.
pub(super) fn items(context: Context<'_>) -> Vec<FeedItem> {
    let mut items: Vec<&RoadmapItem> = context.site.roadmap.iter().collect();
    items.sort_by_key(|item| std::cmp::Reverse(moved(item)));
    items.into_iter().take(limit(&context.site.config)).map(|item| feed_item(context, item)).collect()
}

fn moved(item: &RoadmapItem) -> Option<crate::base::Date> {
    latest(item.fields.updated, item.shipped.as_ref().and_then(|shipped| shipped.date))
}

fn feed_item(context: Context<'_>, item: &RoadmapItem) -> FeedItem {
    let site = context.site;
    let status = status(context, item);
    let mut categories = vec![category(site, "/roadmap/", &item.status, &status)];
    if let Some(product) = item.product {
        push_product(site, product, &mut categories);
    }
    push_terms(site, &item.components, &item.tags, &mut categories);
    finished(FeedItem {
        id: site.config.tag_uri(&item.id),
        title: item.title.clone(),
        url: format!("{}{}", site.config.base_url, item.address),
        published: None,
        updated: moved(item).unwrap_or_else(|| authority_date(&site.config)),
        html: html(context, item, &status),
        summary: item.summary.clone(),
        categories,
        authors: people(&site.config, item.fields.owner.iter().map(|at| at.value.as_str())),
    })
}

fn status(context: Context<'_>, item: &RoadmapItem) -> String {
    status_label(&context.site.config, &item.status, &|key, arguments| context.strings.text(key, arguments))
}

/// Where it stands, in one line, then its body.
fn html(context: Context<'_>, item: &RoadmapItem, status: &str) -> String {
    let mut facts = vec![escape(status)];
    match (&item.shipped, &item.fields.target) {
        (Some(shipped), _) => {
            facts.extend(shipped.version.as_ref().map(|version| escape(version.as_str())));
            facts.extend(shipped.date.map(|date| date.iso_day()));
        }
        (None, Some(target)) => {
            let target = target.value.to_string();
            facts.push(escape(&context.strings.text("roadmap.target", &[("date", &target)])));
        }
        (None, None) => {}
    }
    if let Some(progress) = item.progress.filter(|_| item.shipped.is_none()) {
        let percent = progress.percent.to_string();
        facts.push(escape(&context.strings.text("progress.percent", &[("percent", &percent)])));
    }
    format!("<p>{}</p>\n{}", facts.join(" · "), prose_html(context, &item.prose, &item.slug))
}
