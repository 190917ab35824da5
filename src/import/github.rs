//! Releases of GitHub, as its REST API has them: one, a list, or the lists of several pages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Given;
use super::fragment::{body, here};
use super::heading::release_heading;
use super::links::Forge;
use super::text::{Lines, text};
use crate::base::{At, Date, Diagnostic, Place, Reported, Source, Span};
use crate::model::{Download, Draft, DraftFields, OptionValue, Origin, ReleaseFields, Version, Yanked};
use crate::read::{Block, BlockKind, blocks, rewritten};

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut all = Reported::new(Vec::new(), Vec::new());
    for (path, content) in given.files.iter().filter(|(path, _)| given.files.len() == 1 || path.extension() == "json") {
        let Some(source) = text(path, content).take(&mut all.diagnostics) else { continue };
        all.value.append(&mut releases(&source, given).take(&mut all.diagnostics));
    }
    all
}

fn releases(source: &Source, given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut found = Vec::new();
    // `gh api --paginate` writes one list behind the other.
    let mut pages = serde_json::Deserializer::from_str(&source.text).into_iter::<Value>();
    for page in &mut pages {
        match page {
            Ok(page) => gather(page, &mut found),
            Err(error) => {
                let place = place(source, error.line(), error.column());
                let fault = Diagnostic::error("import-syntax", format!("this is no JSON: {error}")).at(place);
                return Reported::new(Vec::new(), vec![fault.help(SAVE_ANEW)]);
            }
        }
    }
    if found.is_empty() {
        let fault = Diagnostic::error("nothing-to-import", format!("{} has no release in it", source.path));
        return Reported::new(Vec::new(), vec![fault.at(Place::file(&source.path)).help(SAVE_ANEW)]);
    }
    let mut diagnostics = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let lines = Lines::of(source);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut packages: BTreeMap<&str, Place> = BTreeMap::new();
    let mut from = 0;
    for release in &found {
        let tag = text_of(release, "tag_name").unwrap_or_default();
        // Where it stands is told by its tag, which comes in the file's order.
        let at = source.text[from..].find(&format!("\"{tag}\"")).map_or(from, |at| from + at);
        from = at;
        let place = lines.place(Span::new(at, at + tag.len() + 2));
        if tag.is_empty() {
            diagnostics.push(Diagnostic::warning("not-imported", "a release without a tag").at(place));
            continue;
        }
        packages.entry(package_of(tag).0).or_insert_with(|| place.clone());
        let draft = draft(release, tag, given, place.clone(), &mut diagnostics);
        let mark = draft.origin().map(|origin| origin.mark.clone()).unwrap_or_default();
        match known.insert(mark) {
            true => drafts.push(draft),
            false => diagnostics.push(Diagnostic::warning("version-twice", format!("{tag} is there twice")).at(place)),
        }
    }
    diagnostics.extend(mixed(packages, given));
    Reported::new(drafts, diagnostics)
}

/// What there is to say when packages that are no products come into one line of versions.
fn mixed(packages: BTreeMap<&str, Place>, given: &Given<'_>) -> Vec<Diagnostic> {
    if packages.len() < 2 || given.product.is_some() {
        return Vec::new();
    }
    let strangers =
        packages.into_iter().filter(|(package, _)| !package.is_empty() && product_of(package, given).is_none());
    let told = strangers.map(|(package, place)| {
        let what =
            format!("{package} is no product of this site: its name stays out, and its releases join the others");
        let help =
            format!("for a line of versions of its own, write [products.{}] into tidings.toml first", short(package));
        Diagnostic::warning("not-imported", what).at(place).help(help)
    });
    told.collect()
}

/// `@acme/map` and `1.2.0` of `@acme/map@1.2.0`.
fn package_of(tag: &str) -> (&str, &str) {
    tag.rsplit_once('@').filter(|(package, _)| !package.is_empty()).unwrap_or(("", tag))
}

/// The package without its scope.
fn short(package: &str) -> &str {
    package.rsplit('/').next().unwrap_or_default()
}

/// The id of the product that the package is.
fn product_of<'g>(package: &str, given: &Given<'g>) -> Option<&'g str> {
    let ids = given.config.products.iter().map(|product| product.id.as_str());
    ids.into_iter().find(|id| *id == package || *id == short(package))
}

const SAVE_ANEW: &str = "save it anew: gh api --paginate repos/OWNER/REPO/releases > releases.json";

/// The releases in lists, pages of lists, and events of webhooks.
fn gather(value: Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| gather(item, found)),
        Value::Object(mut object) => match object.remove("release") {
            Some(release) => gather(release, found),
            None if object.contains_key("tag_name") => found.push(Value::Object(object)),
            None => {}
        },
        _ => {}
    }
}

fn text_of<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn draft(release: &Value, tag: &str, given: &Given<'_>, place: Place, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let flag = |key: &str| release.get(key).and_then(Value::as_bool).unwrap_or(false);
    let address = text_of(release, "html_url");
    let repository = address.and_then(|address| address.split_once("/releases/")).map(|(repository, _)| repository);
    let owner = repository.map(|it| it.trim_start_matches("https://github.com/")).unwrap_or_default();
    let (package, version) = package_of(tag);
    let product = given.product.or(product_of(package, given));
    let date = ["published_at", "created_at"].into_iter().find_map(|key| text_of(release, key));
    let date = date.and_then(|date| match Date::parse(date) {
        Ok(date) => Some(date),
        Err(fault) => {
            diagnostics.push(Diagnostic::warning("not-imported", format!("{date}: {fault}")).at(place.clone()));
            None
        }
    });
    let name = text_of(release, "name").filter(|name| *name != tag && *name != version);
    let said = name.and_then(release_heading);
    let title = match &said {
        // `Version 1.2.0 - Winter` is `Winter`.
        Some(heading) => heading.title.clone(),
        None => name.map(str::to_owned),
    };
    let prerelease = flag("prerelease");
    let mut body = text_of(release, "body").map(|text| notes(text, version)).unwrap_or_default();
    let forge = Forge::of(repository.or(given.repository), "");
    for target in blocks(&body.clone()).0.iter().flat_map(|block| &block.targets) {
        diagnostics.extend(forge.lead(&mut body, target).err().map(|fault| fault.at(place.clone())));
    }
    let author = release.get("author").and_then(|author| text_of(author, "login")).filter(|it| !it.ends_with("[bot]"));
    let assets = release.get("assets").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let extra = address.map(|url| ("url".to_owned(), OptionValue::Text(url.to_owned())));
    let fields = ReleaseFields {
        version: Some(here(version)),
        product: product.map(here),
        date: date.map(|date| At::new(date, Span::default())),
        title: title.map(here),
        yanked: said.filter(|heading| heading.yanked).map(|it| Yanked { reason: it.reason, instead: None }),
        prerelease: Some(prerelease).filter(|own| *own != Version::new(version).is_prerelease()),
        draft: flag("draft"),
        authors: author.into_iter().map(here).collect(),
        downloads: assets.iter().filter_map(download).collect(),
        source: Some(Origin { mark: format!("github:{owner}@{tag}"), hash: String::new() }),
        extra: extra.into_iter().collect(),
        ..ReleaseFields::default()
    };
    Draft { fields: DraftFields::Release(Box::new(fields)), body, name: version.to_owned(), place: Some(place) }
}

/// The notes, without a heading that names the version once more. Notes that tell of several versions get their headings
/// so low that they stay headings.
fn notes(text: &str, version: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let (all, _) = blocks(&text);
    let version = Version::new(version);
    let named = |block: &Block| match &block.kind {
        BlockKind::Heading { text, .. } => release_heading(text).and_then(|heading| heading.version),
        _ => None,
    };
    let own = all.first().filter(|first| named(first).is_some_and(|it| Version::new(&it) == version));
    let rest = own.map_or(text.as_str(), |first| &text[first.range.end..]);
    let others = all.iter().filter_map(named).filter(|it| Version::new(it) != version).count();
    if others == 0 { body(rest) } else { rewritten(rest, &blocks(rest).0, 1, 4) }
}

fn download(asset: &Value) -> Option<Download> {
    let sha256 = text_of(asset, "digest").and_then(|digest| digest.strip_prefix("sha256:"));
    Some(Download {
        name: text_of(asset, "name")?.to_owned(),
        url: text_of(asset, "browser_download_url")?.to_owned(),
        size: asset.get("size").and_then(Value::as_u64).map(size),
        sha256: sha256.map(str::to_owned),
    })
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

fn place(source: &Source, line: usize, column: usize) -> Place {
    let start = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    source.place(Span::new(start + column.saturating_sub(1), start + column))
}
