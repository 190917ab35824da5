//! What the public sees now, together with one release whose day lies ahead.

use crate::base::Date;
use crate::model::{Site, Withheld};

/// A release as everybody will see it on its day.
#[derive(Debug, Clone, Copy)]
pub struct Ahead<'a> {
    /// The id of its product; empty in a site without products.
    pub product: &'a str,
    pub version: &'a str,
    pub day: Date,
}

/// The site of which product by product the releases, and what is in them, are those that are public now, and `ahead`
/// with what is public in it on its day. `site` was linked with everything that is scheduled, for the public.
pub fn with_ahead(site: &Site, ahead: &Ahead<'_>) -> Site {
    let mut site = site.clone();
    let by_its_day = |it: &Withheld| it.until.is_none_or(|until| until.timestamp() <= ahead.day.timestamp());
    for (index, release) in site.releases.iter_mut().enumerate() {
        let Some(product) = site.products.get_mut(release.product) else { continue };
        let is_ahead = product.config.id == ahead.product && release.version.as_str() == ahead.version;
        let shows = |it: &Withheld| it.is_public() || is_ahead && by_its_day(it);
        release.entries.retain(|ix| site.entries.get(*ix).is_some_and(|entry| shows(&entry.withheld)));
        if !shows(&release.withheld) {
            product.releases.retain(|known| *known != index);
            product.unreleased = product.unreleased.filter(|known| *known != index);
        }
    }
    site
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{SitePath, Tree};
    use crate::build::{CONFIG, Memo, Wish, linked};
    use crate::model::Viewpoint;

    #[test]
    fn only_the_release_that_is_made_is_ahead_of_its_day() {
        let files = [
            ("changelog/1.0.0/release.md", "+++\ndate = 2026-01-01\n+++\n"),
            ("changelog/1.0.0/seen.md", "Seen.\n"),
            ("changelog/1.0.0/later.md", "+++\npublish_at = 2026-11-01\n+++\nLater.\n"),
            ("changelog/2.0.0/release.md", "+++\ndate = 2026-12-01\n+++\n"),
            ("changelog/2.0.0/seen.md", "Of it.\n"),
            ("changelog/2.0.0/soon.md", "+++\npublish_at = 2026-11-01\n+++\nBefore it.\n"),
            ("changelog/2.0.0/later.md", "+++\npublish_at = 2026-12-24\n+++\nAfter it.\n"),
            ("changelog/2.1.0/release.md", "+++\ndate = 2026-11-15\n+++\n"),
            ("changelog/2.1.0/other.md", "Of another.\n"),
            ("changelog/unreleased/waits.md", "Waits.\n"),
            ("changelog/unreleased/waits-long.md", "+++\npublish_at = 2026-11-01\n+++\nWaits long.\n"),
        ];
        let now = Date::parse("2026-06-15").unwrap().timestamp();
        let viewpoint = Viewpoint { now, drafts: false, future: true, audiences: Vec::new() };
        let mut tree = Tree::new();
        tree.insert(SitePath::new(CONFIG).unwrap(), &b"title = \"Acme\"\nbase_url = \"https://acme.example\"\n"[..]);
        for (path, text) in files {
            tree.insert(SitePath::new(path).unwrap(), text.as_bytes());
        }
        let site = linked(&tree, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none()).value.unwrap();
        let day = Date::parse("2026-12-01").unwrap();
        let site = with_ahead(&site, &Ahead { product: "", version: "2.0.0", day });
        let product = &site.products[0];
        let told = product.unreleased.iter().chain(&product.releases).map(|ix| {
            let release = &site.releases[*ix];
            let mut names: Vec<&str> = release.entries.iter().map(|ix| site.entries[*ix].path().stem()).collect();
            names.sort_unstable();
            format!("{}: {}", release.version, names.join(" "))
        });
        assert_eq!(told.collect::<Vec<_>>(), ["unreleased: waits", "2.0.0: seen soon", "1.0.0: seen"]);
    }
}
