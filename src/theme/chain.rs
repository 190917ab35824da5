//! The layers that a site's look is made of: its own files, its theme, that theme's parents, the
//! default theme. The first layer that has a file gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::builtin;
use super::manifest::Manifest;
use super::text;
use crate::base::{Content, Diagnostic, Place, SitePath, Source, Tree, nearest};

/// A theme's folder, or what the site itself puts over its theme.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// The theme's name; empty for the site itself.
    pub name: String,
    /// By the path inside the theme, such as `templates/base.html`.
    pub files: BTreeMap<String, File>,
    pub manifest: Manifest,
}

#[derive(Debug, Clone)]
pub(super) struct File {
    /// What messages call it.
    pub path: SitePath,
    pub bytes: Arc<[u8]>,
}

impl Layer {
    /// The files in one folder of the layer, by their paths inside it.
    pub fn folder<'a>(&'a self, folder: &'static str) -> impl Iterator<Item = (&'a str, &'a File)> {
        self.files.iter().filter_map(move |(path, file)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, file)))
    }

    /// What the names of its templates start with: nothing for the site, `theme/acme/` for a theme.
    pub fn prefix(&self) -> String {
        match self.name.is_empty() {
            true => String::new(),
            false => format!("theme/{}/", self.name),
        }
    }
}

/// The layers, nearest first; the last is always the default theme.
pub(super) fn layers(tree: &Tree, theme: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Layer> {
    let mut layers =
        vec![Layer { name: String::new(), files: site_files(tree, diagnostics), manifest: Manifest::default() }];
    if tree.below(&format!("themes/{}", builtin::NAME)).next().is_some() {
        let fault = Diagnostic::error("theme-name", "the name `default` is taken by the built-in theme")
            .at(Place::file("themes/default"))
            .help("rename the folder and set `theme` in tidings.toml to its new name");
        diagnostics.push(fault);
    }
    let (mut name, mut place) = (theme.to_owned(), text::place_in_config(tree, &["theme"], text::Part::Value));
    let mut seen = BTreeSet::new();
    while name != builtin::NAME {
        if !seen.insert(name.clone()) {
            let chain: Vec<&str> = layers.iter().skip(1).map(|layer| layer.name.as_str()).collect();
            let message = format!("the theme `{name}` is a parent of itself: {} → {name}", chain.join(" → "));
            diagnostics.push(Diagnostic::error("theme-loop", message).at(place));
            break;
        }
        let Some(layer) = theme_layer(tree, &name, diagnostics).or_else(|| builtin_layer(&name, diagnostics)) else {
            diagnostics.push(unknown_theme(tree, &name, place));
            break;
        };
        (name, place) = match &layer.manifest.parent {
            Some(parent) => (parent.value.clone(), layer.manifest.place(parent.span)),
            None => (builtin::NAME.to_owned(), Place::file("tidings.toml")),
        };
        layers.push(layer);
    }
    layers.extend(builtin_layer(builtin::NAME, diagnostics));
    layers
}

/// What the site puts over its theme: `templates/` and `i18n/`.
fn site_files(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, File> {
    let folders = ["templates", "i18n"].into_iter();
    let files: Vec<_> = folders.flat_map(|folder| tree.below(folder)).collect();
    files.into_iter().filter_map(|(path, content)| file(path, path.as_str(), content, diagnostics)).collect()
}

fn builtin_layer(name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Layer> {
    let files = builtin::files(name)?;
    let manifest = Manifest::read(files.get("theme.toml"), diagnostics);
    Some(Layer { name: name.to_owned(), files, manifest })
}

fn theme_layer(tree: &Tree, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Layer> {
    let is_plain = !name.is_empty() && !name.contains('/') && SitePath::new(name).is_ok();
    let folder = format!("themes/{name}");
    if !is_plain || tree.below(&folder).next().is_none() {
        return None;
    }
    let files: BTreeMap<String, File> = tree
        .below(&folder)
        .filter_map(|(path, content)| file(path, &path.as_str()[folder.len() + 1..], content, diagnostics))
        .collect();
    let manifest = Manifest::read(files.get("theme.toml"), diagnostics);
    Some(Layer { name: name.to_owned(), files, manifest })
}

/// A file of a layer; `None` for what editors and systems leave lying about.
fn file(path: &SitePath, inside: &str, content: &Content, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, File)> {
    let name = path.file_name();
    if name.starts_with(['.', '#']) || name.ends_with('~') {
        return None;
    }
    match content {
        Content::Bytes(bytes) => Some((inside.to_owned(), File { path: path.clone(), bytes: bytes.clone() })),
        Content::Oversize(size) => {
            let message = format!("{path} is too large for a theme: {size} bytes");
            diagnostics.push(Diagnostic::error("theme-file-size", message).at(Place::file(path)));
            None
        }
    }
}

fn unknown_theme(tree: &Tree, name: &str, place: Place) -> Diagnostic {
    let mut known: BTreeSet<&str> = tree.below("themes").filter_map(|(path, _)| path.parts().nth(1)).collect();
    known.extend(builtin::NAMES);
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error("theme-unknown", format!("there is no theme `{name}` in themes/")).at(place).help(help)
}

impl File {
    /// The file as text; a diagnostic when it is none.
    pub fn source(&self) -> Result<Source, Diagnostic> {
        text::source(&self.path, &self.bytes)
    }
}
