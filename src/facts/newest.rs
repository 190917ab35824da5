//! Which release is the newest: what somebody should get who asks for no particular one.

use crate::model::{Product, Release, Site};

/// Whether it may be recommended: a final release that stands.
pub fn is_final(release: &Release) -> bool {
    !release.prerelease && !release.unreleased && release.fields.yanked.is_none()
}

/// The product's newest final release; `None` when it has none.
pub fn newest_final<'s>(site: &'s Site, product: &Product) -> Option<&'s Release> {
    product.releases.iter().map(|&ix| &site.releases[ix]).find(|release| is_final(release))
}

/// The product's newest final release; before there is one, its newest release of any kind.
pub fn newest<'s>(site: &'s Site, product: &Product) -> Option<&'s Release> {
    newest_final(site, product).or_else(|| product.releases.first().map(|&ix| &site.releases[ix]))
}
