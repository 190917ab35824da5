//! Templates, assets and interface strings; it does not know what a page is.
//!
//! A [`Theme`] is made of layers: the site's own `templates/` and `i18n/`, its theme, that theme's
//! parents, the built-in theme. `themes/README.md` is the guide for those who write one.

mod assets;
mod builtin;
mod card;
mod chain;
mod css;
mod faults;
mod filters;
mod format;
mod manifest;
mod options;
mod ready;
mod renderer;
mod strings;
mod templates;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Tera, Value};

pub use assets::ThemeAsset;
pub use card::{CardLook, Color};
pub use ready::Ready;
pub use renderer::Renderer;
pub use strings::Strings;

use crate::base::{Diagnostic, Reported, Tree};
use crate::model::{Config, OptionValue};
use assets::Assets;
use faults::Sources;

/// Everything that makes a site's look, ready to render.
pub struct Theme {
    tera: Tera,
    sources: Sources,
    /// What the names of templates start with, nearest layer first.
    prefixes: Vec<String>,
    options: BTreeMap<String, OptionValue>,
    assets: Vec<ThemeAsset>,
    strings: Arc<Strings>,
    card: Arc<CardLook>,
    language: Value,
    direction: Value,
}

impl Theme {
    /// The folders of a site that a theme is made from.
    pub const FOLDERS: [&str; 3] = ["templates", "themes", "i18n"];

    /// The theme that `config` asks for, from the files in `tree`; `None` when something in it is
    /// broken. All broken files are told at once.
    pub fn load(tree: &Tree, config: &Config) -> Reported<Option<Self>> {
        let mut diagnostics = Vec::new();
        let layers = chain::layers(tree, &config.theme, &mut diagnostics);
        let options = options::merge(tree, &layers, config, &mut diagnostics);
        let stylesheet = options::stylesheet(&layers, &options);
        let assets = Arc::new(Assets::load(&layers, stylesheet, &mut diagnostics));
        let strings = Arc::new(Strings::load(&layers, &config.language, &mut diagnostics));
        let card = Arc::new(CardLook::load(&layers, &options, &mut diagnostics));
        let sources = templates::sources(&layers, &mut diagnostics);
        let mut tera = Tera::default();
        filters::register(&mut tera, config, &strings, &assets);
        templates::read(&mut tera, &layers, &sources, &mut diagnostics);
        let theme = Self {
            prefixes: layers.iter().map(chain::Layer::prefix).collect(),
            assets: assets.list(),
            language: Value::from(strings.language()),
            direction: Value::from(strings.direction()),
            tera,
            card,
            sources,
            options,
            strings,
        };
        let is_sound = !diagnostics.iter().any(Diagnostic::is_error);
        Reported::new(is_sound.then_some(theme), diagnostics)
    }

    /// The values of all options that the theme offers.
    pub fn options(&self) -> &BTreeMap<String, OptionValue> {
        &self.options
    }

    /// The files to publish, in order of their names.
    pub fn assets(&self) -> &[ThemeAsset] {
        &self.assets
    }

    pub fn strings(&self) -> &Arc<Strings> {
        &self.strings
    }

    /// How pictures that stand for pages look.
    pub fn card(&self) -> &Arc<CardLook> {
        &self.card
    }

    /// Whether some layer has the template.
    pub fn has_template(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// What messages call the file of a template.
    fn path_of(&self, template: &str) -> String {
        let found = self.prefixes.iter().find_map(|prefix| self.sources.get(&format!("{prefix}{template}")));
        found.map_or_else(|| template.to_owned(), |source| source.path.to_string())
    }
}
