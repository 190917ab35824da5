//! What is read in place is released where it stands: by hand, or by the tool that writes it.

use crate::base::SitePath;
use crate::build::{self, Memo};
use crate::cli::content::SiteContent;
use crate::edge::Failure;
use crate::facts::next::waiting;
use crate::model::{Site, Version};

/// That no source tells of what would be released.
///
/// # Errors
/// Refuses when what waits, or the release of this version, is read in place: no file of the site's could change it.
pub(super) fn check(content: &SiteContent, site: &Site, product: usize, version: &str) -> Result<(), Failure> {
    if content.config.sources.is_empty() {
        return Ok(());
    }
    let whole = build::whole(&content.tree, &content.config, &Memo::none()).value;
    let origin = |path: &SitePath| whole.origin(path).map(str::to_owned);
    let waiting = waiting(site, product).and_then(|waiting| {
        let entries = waiting.entries.iter().filter_map(|ix| site.entries.get(*ix)).map(|entry| entry.path());
        waiting.source.iter().map(|source| &source.path).chain(entries).find_map(origin)
    });
    if let Some(path) = waiting {
        let message = format!("what waits is read in place, from {path}, which a release does not change");
        let help = "release it there: the site follows. Or take it over: `tidings import`, and take its [[sources]] \
                    out of tidings.toml";
        return Err(Failure::refused(message).help(help));
    }
    let releases = site.products.get(product).into_iter().flat_map(|product| &product.releases);
    let version = Version::new(version);
    let there = releases.filter_map(|ix| site.releases.get(*ix)).find(|release| release.version == version);
    match there.and_then(|release| origin(&release.source.as_ref()?.path)) {
        Some(path) => {
            let message = format!("{version} is read in place, from {path}, which a release does not change");
            Err(Failure::refused(message).help("write there what comes late, or name another version"))
        }
        None => Ok(()),
    }
}
