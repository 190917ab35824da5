//! The default theme, compiled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::chain::File;
use crate::base::SitePath;

/// The name that `theme = "…"` and `parent = "…"` know it by.
pub(super) const NAME: &str = "default";

#[derive(RustEmbed)]
#[folder = "themes/default/"]
struct Embedded;

/// Its files by their paths inside the theme.
pub(super) fn files() -> BTreeMap<String, File> {
    let file = |path: &str| {
        let bytes: Arc<[u8]> = Embedded::get(path)?.data.as_ref().into();
        let shown = path.strip_prefix("templates/").unwrap_or(path);
        let path = SitePath::new(&format!("default theme: {shown}")).ok()?;
        Some(File { path, bytes })
    };
    Embedded::iter().filter_map(|path| Some((path.to_string(), file(&path)?))).collect()
}
