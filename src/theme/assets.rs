//! Files that themes bring along, published under names that change with their content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::chain::{File, Layer};
use super::css;
use crate::base::{Diagnostic, Digest, Place, SitePath, Span, nearest};

/// An asset as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeAsset {
    /// `assets/style.0123456789.css`.
    pub path: SitePath,
    pub bytes: Arc<[u8]>,
}

/// The name of the stylesheet that is made from the options that are colours.
pub(super) const OPTIONS: &str = "options.css";

/// Assets by the names that templates and styles use: `style.css`, `fonts/inter.woff2`.
#[derive(Debug, Default)]
pub(super) struct Assets {
    published: BTreeMap<String, ThemeAsset>,
}

impl Assets {
    /// The assets of all layers, the nearest layer's for each name, and the stylesheet of options.
    pub fn load(layers: &[Layer], options: Option<String>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut files: BTreeMap<String, File> = BTreeMap::new();
        for layer in layers {
            for (name, file) in layer.folder("assets") {
                files.entry(name.to_owned()).or_insert_with(|| file.clone());
            }
        }
        if let (Some(options), Ok(path)) = (options, SitePath::new("assets/options.css")) {
            files.insert(OPTIONS.to_owned(), File { path, bytes: options.into_bytes().into() });
        }
        let mut press = Press { files: &files, assets: Self::default(), open: BTreeSet::new(), diagnostics };
        for name in files.keys() {
            press.publish(name);
        }
        press.assets
    }

    pub fn get(&self, name: &str) -> Option<&ThemeAsset> {
        self.published.get(name)
    }

    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.published.keys().map(String::as_str))
    }

    /// In order of their names.
    pub fn list(&self) -> Vec<ThemeAsset> {
        self.published.values().cloned().collect()
    }
}

/// Publishes files in the order that their references ask for.
struct Press<'a> {
    files: &'a BTreeMap<String, File>,
    assets: Assets,
    /// Stylesheets whose references are being followed.
    open: BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Press<'_> {
    fn publish(&mut self, name: &str) {
        let files = self.files;
        let Some(file) = files.get(name).filter(|_| !self.assets.published.contains_key(name)) else { return };
        let bytes = match name.ends_with(".css") {
            true => self.rewritten(name, file),
            false => file.bytes.clone(),
        };
        match SitePath::published(&hashed(name, &bytes)) {
            Ok(path) => drop(self.assets.published.insert(name.to_owned(), ThemeAsset { path, bytes })),
            Err(fault) => {
                let message = format!("the asset `{name}` {fault}");
                self.diagnostics.push(Diagnostic::error("asset-name", message).at(Place::file(&file.path)));
            }
        }
    }

    /// A stylesheet in its shorter form, whose references lead to published names.
    fn rewritten(&mut self, name: &str, file: &File) -> Arc<[u8]> {
        let source = match file.source() {
            Ok(source) => source,
            Err(fault) => {
                self.diagnostics.push(fault);
                return file.bytes.clone();
            }
        };
        self.open.insert(name.to_owned());
        let (mut out, mut from) = (String::with_capacity(source.text.len()), 0);
        for Span { start, end } in css::references(&source.text) {
            let reference = &source.text[start..end];
            match self.target(name, reference) {
                Ok(None) => {}
                Ok(Some(address)) => {
                    out.push_str(&source.text[from..start]);
                    out.push_str(&address);
                    from = end;
                }
                Err(fault) => self.diagnostics.push(fault.at(source.place(Span::new(start, end)))),
            }
        }
        out.push_str(&source.text[from..]);
        self.open.remove(name);
        css::compact(&out).into_bytes().into()
    }

    /// What a reference in the stylesheet `name` becomes; `None` when it leads out of the assets.
    fn target(&mut self, name: &str, reference: &str) -> Result<Option<String>, Diagnostic> {
        let (path, suffix) = reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()));
        let leads_out =
            path.is_empty() || path.starts_with('/') || path.split('/').next().unwrap_or(path).contains(':');
        if leads_out {
            return Ok(None);
        }
        let resolved = SitePath::new(name).ok().and_then(|name| name.resolve(path));
        let Some(target) = resolved.filter(|target| self.files.contains_key(target.as_str())) else {
            let fault = Diagnostic::error("asset-unknown", format!("there is no asset `{path}`"));
            return Err(match nearest(path, self.files.keys().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
        };
        if self.open.contains(target.as_str()) {
            return Err(Diagnostic::error("asset-loop", format!("`{path}` imports this stylesheet again")));
        }
        self.publish(target.as_str());
        Ok(self.assets.get(target.as_str()).map(|asset| {
            let folder = path.rfind('/').map_or("", |at| &path[..=at]);
            format!("{folder}{}{suffix}", asset.path.file_name())
        }))
    }
}

/// `fonts/inter.woff2` → `assets/fonts/inter.0123456789.woff2`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = Digest::of(bytes).short();
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{folder}{slash}{stem}.{hash}.{extension}"),
        None => format!("assets/{folder}{slash}{file}.{hash}"),
    }
}
