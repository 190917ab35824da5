//! The themes that are compiled in: the default one, and those that build on it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::{EmbeddedFile, RustEmbed};

use super::chain::File;
use crate::base::SitePath;

/// The theme that every other builds on, and that a site has when it chooses none.
pub(super) const NAME: &str = "default";

/// The names that `theme = "…"` and `parent = "…"` know besides the folders of a site's own `themes/`.
pub(super) const NAMES: [&str; 2] = [NAME, "paper"];

#[derive(RustEmbed)]
#[folder = "themes/default/"]
struct Default;

#[derive(RustEmbed)]
#[folder = "themes/paper/"]
struct Paper;

/// The files of the built-in theme of this name, by their paths inside the theme.
pub(super) fn files(name: &str) -> Option<BTreeMap<String, File>> {
    match name {
        NAME => Some(embedded(name, Default::iter(), Default::get)),
        "paper" => Some(embedded(name, Paper::iter(), Paper::get)),
        _ => None,
    }
}

fn embedded(
    name: &str,
    paths: impl Iterator<Item = Cow<'static, str>>,
    get: fn(&str) -> Option<EmbeddedFile>,
) -> BTreeMap<String, File> {
    let file = |path: &str| {
        let bytes: Arc<[u8]> = get(path)?.data.as_ref().into();
        let shown = path.strip_prefix("templates/").unwrap_or(path);
        let path = SitePath::new(&format!("{name} theme: {shown}")).ok()?;
        Some(File { path, bytes })
    };
    paths.filter_map(|path| Some((path.to_string(), file(&path)?))).collect()
}
