//! A site in one of its languages: what it says, and what its addresses start with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Config, NavLink, OptionValue};

/// `[languages.<tag>]`: a language that the site speaks besides its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// A BCP 47 tag as written, such as `de` or `pt-BR`: the ending of files and the first part of addresses.
    pub tag: String,
    /// What its readers call it; default: what the theme says.
    pub name: Option<String>,
    /// Default: the site's own.
    pub title: Option<String>,
    pub description: Option<String>,
    pub products: Vec<ProductWords>,
    pub navigation: Vec<NavLink>,
    /// Laid over those of the site, such as the text of the footer.
    pub theme_options: BTreeMap<String, OptionValue>,
    /// Replaces the roadmap's disclaimer.
    pub disclaimer: Option<String>,
}

/// `[languages.<tag>.products.<id>]`: what a product is called in that language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductWords {
    pub id: String,
    pub name: Option<String>,
    pub description: Option<String>,
}

/// Which edition of a site a configuration is for. The one in the site's own language lies at the root; any other
/// lies below its `prefix`, and shares with it the files that have no language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edition {
    /// What its addresses have in front of those of the root, such as `/de`; empty at the root. The base URL ends in it.
    pub prefix: String,
    /// The language of what nobody translated; `None` at the root.
    pub origin: Option<String>,
    /// Addresses that all editions share (`/img/a.png`), besides the theme's and the entries' files.
    pub shared: Arc<BTreeSet<String>>,
}

/// The folders of files that have no language, shared by all editions: what is copied, what describes the shape of
/// data, and what is said of the whole site at a well-known address (RFC 8615).
const SHARED: [&str; 4] = ["/.well-known/", "/api/schema/", "/assets/", "/media/"];

impl Edition {
    /// What stands in front of `address`, which starts with `/`: `base` (a base path or base URL of this edition), or
    /// for what the editions share that of the root.
    pub fn base<'b>(&self, base: &'b str, address: &str) -> &'b str {
        if self.prefix.is_empty() || !self.is_shared(address) {
            return base;
        }
        base.strip_suffix(self.prefix.as_str()).unwrap_or(base)
    }

    /// Whether what lies at `address` is there once for all editions.
    pub fn is_shared(&self, address: &str) -> bool {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        SHARED.iter().any(|folder| path.starts_with(folder)) || self.shared.contains(path)
    }
}

impl Config {
    /// The configuration of the edition in `language`; `shared` are the addresses of files in `static/`.
    #[must_use]
    pub fn in_language(&self, language: &Language, shared: Arc<BTreeSet<String>>) -> Self {
        let prefix = format!("/{}", language.tag);
        let mut config = self.clone();
        config.base_url.push_str(&prefix);
        config.edition = Edition { prefix, origin: Some(self.language.clone()), shared };
        config.language.clone_from(&language.tag);
        config.title = language.title.clone().unwrap_or_else(|| self.title.clone());
        config.description = language.description.clone().unwrap_or_else(|| self.description.clone());
        if !language.navigation.is_empty() {
            config.navigation.clone_from(&language.navigation);
        }
        config.roadmap.disclaimer = language.disclaimer.clone().or(config.roadmap.disclaimer);
        config.theme_options.extend(language.theme_options.clone());
        for product in &mut config.products {
            let Some(words) = language.products.iter().find(|words| words.id == product.id) else { continue };
            words.name.iter().for_each(|name| product.name.clone_from(name));
            words.description.iter().for_each(|text| product.description.clone_from(text));
        }
        config
    }

    /// The address of a page or file as pages of this edition link it.
    pub fn url(&self, address: &str) -> String {
        self.from(self.base_path(), address)
    }

    /// The absolute address of a page or file.
    pub fn absolute(&self, address: &str) -> String {
        self.from(&self.base_url, address)
    }

    fn from(&self, base: &str, address: &str) -> String {
        match address.starts_with('/') && !address.starts_with("//") {
            true => format!("{}{address}", self.edition.base(base, address)),
            false => address.to_owned(),
        }
    }

    /// The path of the address of the whole site, all editions, without a last slash.
    pub fn root_path(&self) -> &str {
        let path = self.base_path();
        path.strip_suffix(self.edition.prefix.as_str()).unwrap_or(path)
    }

    /// The tag of the site's own language or of one of the others that `tag` names, whatever its case.
    pub fn language_named(&self, tag: &str) -> Option<&str> {
        let own = self.edition.origin.as_deref().unwrap_or(&self.language);
        let mut tags = self.languages.iter().map(|language| language.tag.as_str()).chain([own]);
        tags.find(|known| known.eq_ignore_ascii_case(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Config {
        let mut config = Config::new("Acme", "https://example.com/sub");
        config.languages = vec![Language {
            tag: "de".to_owned(),
            name: None,
            title: Some("Acme auf Deutsch".to_owned()),
            description: None,
            products: Vec::new(),
            navigation: Vec::new(),
            theme_options: BTreeMap::new(),
            disclaimer: None,
        }];
        let shared = ["/img/a.png", "/index.txt"].map(str::to_owned).into_iter().collect();
        config.in_language(&config.languages[0], Arc::new(shared))
    }

    #[test]
    fn an_edition_has_its_own_addresses_and_shares_files_without_a_language() {
        let config = german();
        assert_eq!((config.base_url.as_str(), config.language.as_str()), ("https://example.com/sub/de", "de"));
        assert_eq!(
            (config.title.as_str(), config.base_path(), config.root_path()),
            ("Acme auf Deutsch", "/sub/de", "/sub")
        );
        for (address, base) in [
            ("/", "/sub/de"),
            ("/entries/a/", "/sub/de"),
            ("/img/a.png?v=1#x", "/sub"),
            ("/img/b.png", "/sub/de"),
            ("/media/1234/a.png", "/sub"),
            ("/assets/style.1234.css", "/sub"),
        ] {
            assert_eq!(config.edition.base(config.base_path(), address), base, "{address}");
        }
    }

    #[test]
    fn the_root_has_one_base_for_everything() {
        let config = Config::new("Acme", "https://example.com/sub");
        assert_eq!(config.edition.base("/sub", "/media/1/a.png"), "/sub");
        assert_eq!(
            (config.root_path(), config.language_named("EN"), config.language_named("de")),
            ("/sub", Some("en"), None)
        );
        assert_eq!((german().language_named("DE"), german().language_named("en")), (Some("de"), Some("en")));
    }

    #[test]
    fn ids_of_another_language_are_others() {
        assert_eq!(german().tag_uri("entries/a"), "tag:example.com,2026:entries/a?lang=de");
    }
}
