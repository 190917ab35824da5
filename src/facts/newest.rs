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

/// The product's newest final release; before there is one, its newest pre-release, and a withdrawn one only
/// where there is no other.
pub fn newest<'s>(site: &'s Site, product: &Product) -> Option<&'s Release> {
    let releases = || product.releases.iter().map(|&ix| &site.releases[ix]);
    let standing = || releases().find(|release| release.fields.yanked.is_none());
    newest_final(site, product).or_else(standing).or_else(|| releases().next())
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    #[test]
    fn nobody_is_led_to_a_withdrawn_release_while_there_is_another() {
        let yanked = "+++\nyanked = true\n+++\n- a\n";
        for (files, newest) in [
            (&[("changelog/1.0.0.md", "- a\n"), ("changelog/2.0.0.md", yanked)][..], "1.0.0"),
            (&[("changelog/1.0.0-rc.1.md", "- a\n"), ("changelog/2.0.0.md", yanked)], "1.0.0-rc.1"),
            (&[("changelog/1.0.0.md", yanked), ("changelog/2.0.0.md", yanked)], "2.0.0"),
        ] {
            let page = text_of(&built(files), "latest/index.html").unwrap();
            assert!(page.contains(&format!("/releases/{newest}/")), "{newest}: {page}");
        }
    }
}
