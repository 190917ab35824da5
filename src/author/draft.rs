//! A draft becomes a file: where it stands, and what it says.

use std::collections::BTreeSet;

use super::fields::keys;
use super::free_path;
use super::front_matter::{file, habit};
use super::value::Value;
use crate::base::{SitePath, Tree, slugify};
use crate::model::{Config, Draft, DraftFields, EntryFields, ReleaseFields, RoadmapFields, Version};
use crate::read::placement::{looks_like_version, place};

/// Where drafts are put.
pub struct Desk<'a> {
    pub config: &'a Config,
    /// The files that are there: none is overwritten, and their way of writing front matter is followed.
    pub tree: &'a Tree,
    /// What will be there, too.
    pub taken: Vec<SitePath>,
    /// A release is one file (`2.4.0.md`), not a folder with a `release.md` in it.
    pub whole_releases: bool,
}

/// Names that mean something else than an entry.
const TAKEN: [&str; 3] = ["release", "readme", "unreleased"];

/// The file that a draft becomes, at a place that is free: in the folder of its product and version, called by its
/// name. What the place says is not said in the file again.
///
/// A release whose file is there gets its very place, so that nobody writes two files about it: whoever applies the
/// change will refuse.
pub fn drafted(draft: &Draft, desk: &mut Desk<'_>) -> (SitePath, String) {
    let mut keys = keys(&draft.fields);
    let path = match &draft.fields {
        DraftFields::Entry(fields) => {
            let folder = entry_folder(fields, desk.config, &mut keys);
            desk.free(&folder, &stem(fields, draft, &mut keys), fields.title.is_some())
        }
        DraftFields::Release(fields) => release_path(fields, desk, &mut keys),
        DraftFields::RoadmapItem(fields) => {
            let folder = below_product("roadmap", roadmap_product(fields), desk.config, &mut keys);
            desk.free(&folder, &slug_of(&draft.name), true)
        }
    };
    desk.taken.push(path.clone());
    let text = file(habit(desk.tree, &path), &keys, &draft.body);
    (path, text)
}

impl Desk<'_> {
    /// The first of `name.md`, `name-2.md` … that no file has, however its letters are written. The name is the address
    /// of what has a page: then no file of its kind has it, wherever it stands.
    fn free(&self, folder: &str, name: &str, has_page: bool) -> SitePath {
        let top = folder.split('/').next().unwrap_or(folder);
        let address = |path: &SitePath| place(path, self.config).ok().map(|it| (it.noun, slugify(&it.name)));
        let addresses: BTreeSet<_> = match has_page {
            true => self.tree.below(top).filter_map(|(other, _)| address(other)).collect(),
            false => BTreeSet::new(),
        };
        let is_taken = |path: &SitePath| {
            let folded = path.folded();
            TAKEN.contains(&path.stem())
                || address(path).is_some_and(|address| addresses.contains(&address))
                || self.taken.iter().any(|taken| taken.folded() == folded)
                || self.tree.below(folder).any(|(other, _)| other.folded() == folded)
        };
        free_path(folder, name, ".md", is_taken)
    }
}

fn path(text: &str) -> SitePath {
    SitePath::new(text).expect("slugs and checked names make a path")
}

/// A piece of a file's name, never empty and never one that means something else.
fn slug_of(name: &str) -> String {
    match slugify(name) {
        slug if slug.is_empty() => "entry".to_owned(),
        slug => slug,
    }
}

fn drop_key(keys: &mut Vec<(String, Value)>, key: &str) {
    keys.retain(|(name, _)| name != key);
}

/// The folder of a product that the site has; another product stays a key.
fn below_product(top: &str, product: Option<&str>, config: &Config, keys: &mut Vec<(String, Value)>) -> String {
    match product.filter(|id| config.products.iter().any(|product| product.id == **id)) {
        Some(id) => {
            drop_key(keys, "product");
            format!("{top}/{id}")
        }
        None => top.to_owned(),
    }
}

/// The folder that means this version; `None` when no folder can.
fn version_folder(version: &str) -> Option<String> {
    let path = SitePath::new(version).ok()?;
    let is_one = path.parts().count() == 1 && path.as_str() == version && !version.starts_with('.');
    is_one.then(|| version.to_owned())
}

fn entry_folder(fields: &EntryFields, config: &Config, keys: &mut Vec<(String, Value)>) -> String {
    let top = below_product("changelog", fields.product.as_ref().map(|at| at.value.as_str()), config, keys);
    let Some(version) = fields.version.as_ref().map(|at| at.value.as_str()) else { return top };
    let is_waiting = version.eq_ignore_ascii_case(Version::UNRELEASED);
    match version_folder(if is_waiting { Version::UNRELEASED } else { version }) {
        Some(folder) => {
            drop_key(keys, "version");
            format!("{top}/{folder}")
        }
        None => format!("{top}/{}", slug_of(version)),
    }
}

/// The entry's name; one without a version begins with its day.
fn stem(fields: &EntryFields, draft: &Draft, keys: &mut Vec<(String, Value)>) -> String {
    let slug = slug_of(&draft.name);
    match (&fields.version, &fields.date) {
        (None, Some(date)) => {
            if !date.value.has_time() {
                drop_key(keys, "date");
            }
            format!("{}-{slug}", date.value.iso_day())
        }
        (None, None) if looks_like_version(&slug) => format!("entry-{slug}"),
        _ => slug,
    }
}

fn release_path(fields: &ReleaseFields, desk: &Desk<'_>, keys: &mut Vec<(String, Value)>) -> SitePath {
    let product = fields.product.as_ref().map(|at| at.value.as_str());
    let top = below_product("changelog", product, desk.config, keys);
    let version = fields.version.as_ref().map_or(Version::UNRELEASED, |at| at.value.as_str());
    let is_waiting = version.eq_ignore_ascii_case(Version::UNRELEASED);
    let folder = version_folder(if is_waiting { Version::UNRELEASED } else { version });
    if folder.is_some() {
        drop_key(keys, "version");
    }
    let folder = folder.unwrap_or_else(|| slug_of(version));
    match desk.whole_releases && (is_waiting || looks_like_version(&folder)) {
        true => path(&format!("{top}/{folder}.md")),
        false => path(&format!("{top}/{folder}/release.md")),
    }
}

fn roadmap_product(fields: &RoadmapFields) -> Option<&str> {
    fields.product.as_ref().map(|at| at.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{At, Date, Span};

    fn config() -> Config {
        let text = "title = \"A\"\nbase_url = \"https://acme.example\"\n[products.app]\n";
        crate::read::config(&crate::base::Source::new(path("tidings.toml"), text)).value.unwrap()
    }

    fn at(text: &str) -> Option<At<String>> {
        (!text.is_empty()).then(|| At::new(text.to_owned(), Span::default()))
    }

    #[test]
    fn the_place_of_an_entry_follows_from_its_fields() {
        let (config, tree) = (config(), Tree::new());
        let mut desk = Desk { config: &config, tree: &tree, taken: Vec::new(), whole_releases: false };
        for (version, product, date, name, expected, said) in [
            ("unreleased", "", "", "Faster search", "changelog/unreleased/faster-search.md", ""),
            ("Unreleased", "", "", "Faster Search!", "changelog/unreleased/faster-search-2.md", ""),
            ("2.4.0", "app", "", "日本", "changelog/app/2.4.0/ri-ben.md", ""),
            ("2.4.0", "cli", "", "…", "changelog/2.4.0/entry.md", "product = \"cli\"\n"),
            ("", "app", "2026-05-04", "News", "changelog/app/2026-05-04-news.md", ""),
            ("", "", "2026-05-04T10:00:00Z", "News", "changelog/2026-05-04-news.md", "date = 2026-05-04T10:00:00Z\n"),
            ("", "", "", "2.0", "changelog/entry-2.0.md", ""),
            ("2/0", "", "", "Release", "changelog/2-0/release-2.md", "version = \"2/0\"\n"),
        ] {
            let date = Date::parse(date).ok().map(|date| At::new(date, Span::default()));
            let fields = EntryFields { version: at(version), product: at(product), date, ..EntryFields::default() };
            let fields = DraftFields::Entry(Box::new(fields));
            let draft = Draft { fields, body: "Body".to_owned(), name: name.to_owned(), place: None };
            let (path, text) = drafted(&draft, &mut desk);
            let front = if said.is_empty() { String::new() } else { format!("+++\n{said}+++\n") };
            assert_eq!((path.as_str(), text), (expected, format!("{front}Body\n")), "{name}");
        }
    }

    #[test]
    fn a_release_has_one_place() {
        let (config, tree) = (config(), Tree::new());
        for (version, is_whole, expected) in [
            ("2.4.0", false, "changelog/app/2.4.0/release.md"),
            ("2.4.0", true, "changelog/app/2.4.0.md"),
            ("Winter", true, "changelog/app/Winter/release.md"),
            ("unreleased", true, "changelog/app/unreleased.md"),
        ] {
            let fields = ReleaseFields { version: at(version), product: at("app"), ..ReleaseFields::default() };
            let fields = DraftFields::Release(Box::new(fields));
            let draft = Draft { fields, body: String::new(), name: String::new(), place: None };
            let mut desk = Desk { config: &config, tree: &tree, taken: Vec::new(), whole_releases: is_whole };
            assert_eq!(drafted(&draft, &mut desk), (path(expected), String::new()));
        }
    }
}
