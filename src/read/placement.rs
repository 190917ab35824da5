//! What a file's place and name say about it.

use crate::base::{Date, SitePath};
use crate::model::{Config, Version};

/// What a markdown file is, and the defaults that its place gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub noun: Noun,
    /// The id of a configured product, from the folder.
    pub product: Option<String>,
    /// From the folder or the file's name, as written.
    pub version: Option<String>,
    /// It waits in `unreleased/`.
    pub unreleased: bool,
    /// From the file's name.
    pub date: Option<Date>,
    /// The file's name without date, language and extension.
    pub name: String,
    /// One of the languages that the configuration names, in its spelling; `None` when the file's name has none.
    pub language: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    Entry,
    Release,
    RoadmapItem,
}

/// Where a file stands that is not content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// An attachment, a README, or outside `changelog/` and `roadmap/`: nobody expects an entry.
    NotContent,
    /// Somebody may take it for an entry, but none is read from there.
    Misplaced,
}

/// Files that people put beside entries to show or offer them.
const ATTACHMENTS: [&str; 38] = [
    "7z", "avif", "bmp", "bz2", "csv", "diff", "flac", "gif", "gz", "heic", "ico", "ics", "jfif", "jpeg", "jpg",
    "json", "m4a", "m4v", "mov", "mp3", "mp4", "odt", "ogg", "ogv", "patch", "pdf", "png", "ppt", "svg", "tgz", "tiff",
    "vtt", "wav", "webm", "webp", "xml", "xz", "zip",
];

/// What the file at `path` is.
pub fn place(path: &SitePath, config: &Config) -> Result<Placement, Elsewhere> {
    let parts: Vec<&str> = path.parts().collect();
    let (top, inner) = match parts.split_first() {
        Some((top @ (&"changelog" | &"roadmap"), inner)) if !inner.is_empty() => (*top, inner),
        _ => return Err(Elsewhere::NotContent),
    };
    let extension = path.extension();
    let (stem, language) = in_language(path.stem(), config);
    if stem.eq_ignore_ascii_case("readme") {
        return Err(Elsewhere::NotContent);
    }
    if extension != "md" && extension != "markdown" {
        let is_attachment = ATTACHMENTS.contains(&extension.as_str());
        return Err(if is_attachment { Elsewhere::NotContent } else { Elsewhere::Misplaced });
    }
    let product = (inner.len() > 1).then(|| config.products.iter().find(|product| product.id == inner[0])).flatten();
    let inner = if product.is_some() { &inner[1..] } else { inner };
    let product = product.map(|product| product.id.clone());
    let mut placement = match (top, inner) {
        ("roadmap", [_]) => Placement::new(Noun::RoadmapItem, stem),
        ("changelog", [_]) => at_top(stem),
        ("changelog", [folder, _]) => in_folder(folder, stem),
        _ => return Err(Elsewhere::Misplaced),
    };
    placement.product = product;
    placement.language = language.map(str::to_owned);
    Ok(placement)
}

impl Placement {
    fn new(noun: Noun, name: &str) -> Self {
        let name = name.to_owned();
        Self { noun, product: None, version: None, unreleased: false, date: None, name, language: None }
    }
}

/// `offline.de` → `offline` and `de`, when the site speaks that besides its own language, or as its own.
fn in_language<'s, 'c>(stem: &'s str, config: &'c Config) -> (&'s str, Option<&'c str>) {
    let of_several = || stem.rsplit_once('.').filter(|(name, _)| !config.languages.is_empty() && !name.is_empty());
    let told = of_several().and_then(|(name, tag)| Some((name, config.language_named(tag)?)));
    told.map_or((stem, None), |(name, tag)| (name, Some(tag)))
}

/// A file directly in `changelog/` (or in a product's folder there).
fn at_top(stem: &str) -> Placement {
    if stem.eq_ignore_ascii_case(Version::UNRELEASED) {
        return Placement { unreleased: true, ..Placement::new(Noun::Release, stem) };
    }
    if let Some((date, name)) = dated(stem) {
        return Placement { date: Some(date), ..Placement::new(Noun::Entry, name) };
    }
    match looks_like_version(stem) {
        true => Placement { version: Some(stem.to_owned()), ..Placement::new(Noun::Release, stem) },
        false => Placement::new(Noun::Entry, stem),
    }
}

/// A file in a version's folder.
fn in_folder(folder: &str, stem: &str) -> Placement {
    let noun = if stem.eq_ignore_ascii_case("release") { Noun::Release } else { Noun::Entry };
    let name = dated(stem).map_or(stem, |(_, name)| name);
    let placement = Placement { date: dated(stem).map(|(date, _)| date), ..Placement::new(noun, name) };
    match folder.eq_ignore_ascii_case(Version::UNRELEASED) {
        true => Placement { unreleased: true, ..placement },
        false => Placement { version: Some(folder.to_owned()), ..placement },
    }
}

/// `2026-05-04-new-billing` → the day and `new-billing`; a day alone keeps itself as name.
fn dated(stem: &str) -> Option<(Date, &str)> {
    let day = stem.get(..10)?;
    let date = Date::parse(day).ok()?;
    match stem[10..].trim_start_matches(['-', '_', ' ']) {
        "" => Some((date, stem)),
        name if name.len() < stem.len() - 10 => Some((date, name)),
        _ => None,
    }
}

/// Stages that a version may end in; any other word makes it a title (`2.0-is-here`).
const STAGES: [&str; 15] = [
    "a", "alpha", "b", "beta", "c", "canary", "dev", "next", "nightly", "post", "pre", "preview", "rc", "m", "snapshot",
];

/// Whether a file's name is a version rather than the beginning of a title: `2.3.0`, `v2`, `2026.05`,
/// `1.0.0-rc.1`, `pkg@1.2.3`, but not `1-click-checkout`.
pub fn looks_like_version(stem: &str) -> bool {
    let version = Version::new(stem);
    if !version.is_ordered() {
        return false;
    }
    let text = version.as_str();
    let numbers = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let word: String =
        numbers.trim_start_matches(['-', '_', '.']).chars().take_while(char::is_ascii_alphabetic).collect();
    let is_marked = text.len() < stem.len() || text.contains('.') || numbers.is_empty();
    is_marked && (word.is_empty() || STAGES.contains(&word.to_lowercase().as_str()) || numbers.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, ProductConfig};

    fn config() -> Config {
        let product = |id: &str| ProductConfig {
            id: id.to_owned(),
            name: id.to_owned(),
            description: String::new(),
            repository: None,
            tag: "v{version}".to_owned(),
            package: None,
        };
        let language = |tag: &str| Language {
            tag: tag.to_owned(),
            name: None,
            title: None,
            description: None,
            products: Vec::new(),
            navigation: Vec::new(),
            theme_options: Default::default(),
            disclaimer: None,
        };
        let products = vec![product("app"), product("cli")];
        let languages = vec![language("de"), language("pt-BR")];
        Config { products, languages, ..Config::new("Acme", "https://example.com") }
    }

    fn told(path: &str) -> String {
        match place(&SitePath::new(path).unwrap(), &config()) {
            Ok(place) => format!(
                "{:?} {}{}{}{}{}{}",
                place.noun,
                place.name,
                place.product.map_or(String::new(), |it| format!(" of {it}")),
                place.version.map_or(String::new(), |it| format!(" in {it}")),
                if place.unreleased { " waiting" } else { "" },
                place.date.map_or(String::new(), |it| format!(" on {it}")),
                place.language.map_or(String::new(), |it| format!(" [{it}]")),
            ),
            Err(elsewhere) => format!("{elsewhere:?}"),
        }
    }

    #[test]
    fn places_say_what_a_file_is() {
        for (path, meaning) in [
            ("changelog/unreleased/faster-search.md", "Entry faster-search waiting"),
            ("changelog/unreleased.md", "Release unreleased waiting"),
            ("changelog/unreleased/release.md", "Release release waiting"),
            ("changelog/2.4.0/release.md", "Release release in 2.4.0"),
            ("changelog/2.4.0/offline-mode.md", "Entry offline-mode in 2.4.0"),
            ("changelog/2.3.0.md", "Release 2.3.0 in 2.3.0"),
            ("changelog/v2.3.0-rc.1.md", "Release v2.3.0-rc.1 in v2.3.0-rc.1"),
            ("changelog/2026.05.markdown", "Release 2026.05 in 2026.05"),
            ("changelog/2026-05-04-new-billing.md", "Entry new-billing on 2026-05-04"),
            ("changelog/2026-05-04.md", "Entry 2026-05-04 on 2026-05-04"),
            ("changelog/2026-05-04x.md", "Entry 2026-05-04x"),
            ("changelog/1-click-checkout.md", "Entry 1-click-checkout"),
            ("changelog/2.0-is-here.md", "Entry 2.0-is-here"),
            ("changelog/app/1.0.0/x.md", "Entry x of app in 1.0.0"),
            ("changelog/app/1.0.0.md", "Release 1.0.0 of app in 1.0.0"),
            ("changelog/app/2026-05-04-x.md", "Entry x of app on 2026-05-04"),
            ("changelog/Winter 2026/x.md", "Entry x in Winter 2026"),
            ("roadmap/offline.md", "RoadmapItem offline"),
            ("roadmap/offline.de.md", "RoadmapItem offline [de]"),
            ("changelog/unreleased/faster-search.DE.md", "Entry faster-search waiting [de]"),
            ("changelog/2.3.0.pt-br.md", "Release 2.3.0 in 2.3.0 [pt-BR]"),
            ("changelog/2.3.0.en.md", "Release 2.3.0 in 2.3.0 [en]"),
            ("changelog/unreleased.de.md", "Release unreleased waiting [de]"),
            ("changelog/2.4.0/release.de.md", "Release release in 2.4.0 [de]"),
            ("changelog/2026-05-04-new-billing.de.md", "Entry new-billing on 2026-05-04 [de]"),
            ("changelog/2.4.0/node.js.md", "Entry node.js in 2.4.0"),
            ("changelog/.de.md", "Entry .de"),
            ("changelog/README.de.md", "NotContent"),
            ("roadmap/cli/offline.md", "RoadmapItem offline of cli"),
            ("changelog/2.4.0/more/x.md", "Misplaced"),
            ("changelog/2.4.0/x.mdx", "Misplaced"),
            ("changelog/notes.docx", "Misplaced"),
            ("changelog/2.4.0/shot.png", "NotContent"),
            ("changelog/README.md", "NotContent"),
            ("static/a.md", "NotContent"),
        ] {
            assert_eq!(told(path), meaning, "{path}");
        }
    }
}
