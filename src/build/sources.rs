//! `[[sources]]`: what other tools wrote joins the site's files, and what is said about it is said of their lines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Memo;
use crate::author::in_place::{InPlace, in_place, prepared};
use crate::base::{
    BESIDE, Beside, Content, Diagnostic, Digest, Extent, Place, Reported, Severity, SitePath, Tree, beside, nearest,
};
use crate::import::{Given, IMPORTERS, Importer, WORDS_ALONE, text};
use crate::model::{Config, Draft, DraftFields, Limits, Sourcing, Version};

/// How many versions are named where many are alike.
const MOST_NAMED: usize = 5;

/// What of a site's folder is to be read, with this configuration or none.
pub fn extent(config: Option<&Config>) -> Extent {
    let Some(config) = config else { return Extent::alone(Limits::default().entry) };
    let asked = config.sources.iter().filter_map(|source| {
        Some(Beside {
            at: beside(&source.path).ok()?,
            path: source.path.clone(),
            asked: source.place.clone(),
            may_be_missing: importer(source).is_some_and(|it| it.fragments),
        })
    });
    Extent { longest_text: config.limits.entry, beside: asked.collect() }
}

fn importer(source: &Sourcing) -> Option<&'static Importer> {
    IMPORTERS.iter().find(|importer| importer.name == source.from)
}

/// A site's files, with what its sources tell as if it had been imported.
pub struct Whole<'t> {
    pub tree: Cow<'t, Tree>,
    /// Where the files come from that are on no disk.
    origins: BTreeMap<SitePath, Origin>,
}

/// Where a file comes from that is on no disk.
struct Origin {
    read: Arc<Read>,
    /// Of the release or entry that the file is about.
    place: Place,
}

/// The files of a source, each by its name in it, in their order.
pub(super) type Files = Vec<(SitePath, Content)>;

/// A source, read.
#[derive(Default)]
pub(super) struct Read {
    drafts: Vec<Draft>,
    /// What there is to say about it alone, at its places.
    diagnostics: Vec<Diagnostic>,
    /// Its files, by what people call them.
    files: BTreeMap<String, Content>,
}

/// A site's files with those that its sources stand for. Nothing is done where there are none.
pub fn whole<'t>(tree: &'t Tree, config: &Config, memo: &Memo) -> Reported<Whole<'t>> {
    if config.sources.is_empty() {
        return Reported::new(Whole { tree: Cow::Borrowed(tree), origins: BTreeMap::new() }, Vec::new());
    }
    let mut diagnostics = Vec::new();
    let given = config.sources.iter().map(|source| files_of(source, tree)).collect();
    let reads = memo.sources(given, |index, files| read(&config.sources[index], files, config), shape(config));
    diagnostics.extend(reads.iter().flat_map(|read| read.diagnostics.iter().cloned()));
    let drafts: Vec<&[Draft]> = reads.iter().map(|read| read.drafts.as_slice()).collect();
    let placed = in_place(tree, config, &drafts);
    diagnostics.extend(told(&placed, config, &reads));
    let mut all = Tree::clone(tree);
    let foreign: Vec<SitePath> = tree.below(BESIDE).map(|(path, _)| path.clone()).collect();
    foreign.iter().for_each(|path| drop(all.remove(path.as_str())));
    let mut origins = BTreeMap::new();
    for file in placed.files {
        let read = Arc::clone(&reads[file.source]);
        let place = read.place(file.draft, &config.sources[file.source]);
        all.insert(file.path.clone(), file.text.into_bytes());
        origins.insert(file.path, Origin { read, place });
    }
    Reported::new(Whole { tree: Cow::Owned(all), origins }, diagnostics)
}

/// The files of a source, each by its name in it.
fn files_of(source: &Sourcing, tree: &Tree) -> Files {
    let Ok(at) = beside(&source.path) else { return Vec::new() };
    if let Some((_, content)) = tree.below(BESIDE).find(|(path, _)| **path == at) {
        let name = SitePath::new(at.file_name()).unwrap_or(at.clone());
        return vec![(name, content.clone())];
    }
    let name = |path: &SitePath| SitePath::new(path.as_str().strip_prefix(at.as_str())?.trim_start_matches('/')).ok();
    tree.below(at.as_str()).filter_map(|(path, content)| Some((name(path)?, content.clone()))).collect()
}

/// The fingerprint of all that decides, besides the files, what [`read`] returns.
fn shape(config: &Config) -> Digest {
    Digest::of(format!("{:?}", (&config.sources, &config.types, &config.products, &config.repository, &config.limits)))
}

/// One source, read. Nothing in it depends on other files.
fn read(source: &Sourcing, files: &[(SitePath, Content)], config: &Config) -> Read {
    let Some(importer) = importer(source) else {
        return Read { diagnostics: vec![unknown(source)], ..Read::default() };
    };
    if files.is_empty() {
        return Read::default();
    }
    // A single file goes by the source's own path.
    let is_file = matches!(files, [(name, _)] if source.path.rsplit('/').next() == Some(name.as_str()));
    let seen = |name: &str| if is_file { source.path.clone() } else { format!("{}/{name}", source.path) };
    let mut tree = Tree::new();
    for (path, content) in files {
        match content {
            Content::Bytes(bytes) => tree.insert(path.clone(), Arc::clone(bytes)),
            Content::Oversize(size) => tree.insert_oversize(path.clone(), *size),
        }
    }
    let of_product = config.products.iter().find(|product| Some(&product.id) == source.product.as_ref());
    let own = || of_product.and_then(|product| product.repository.as_deref()).or(config.repository.as_deref());
    let repository = source.repository.as_deref().or_else(own);
    let mut drafts = importer.read(&Given { files: &tree, product: source.product.as_deref(), repository, config });
    for place in drafts.diagnostics.iter_mut().flat_map(places) {
        place.path = seen(&place.path);
    }
    for place in drafts.value.iter_mut().filter_map(|draft| draft.place.as_mut()) {
        place.path = seen(&place.path);
    }
    Read {
        drafts: prepared(drafts.value, config),
        diagnostics: summed_up(drafts.diagnostics, source, importer),
        files: files.iter().map(|(name, content)| (seen(name.as_str()), content.clone())).collect(),
    }
}

fn unknown(source: &Sourcing) -> Diagnostic {
    let names = || IMPORTERS.iter().map(|importer| importer.name);
    let help = match nearest(&source.from, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the formats are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error("unknown-format", format!("no source is written as `{}`", source.from))
        .at(source.from_place.clone())
        .help(help)
}

/// What an importer said, as a build says it: each kind of loss once for each source, with how many more there are.
/// Whoever imports once wants to know of every line; whoever builds each day does not.
fn summed_up(said: Vec<Diagnostic>, source: &Sourcing, importer: &Importer) -> Vec<Diagnostic> {
    let mut all: Vec<(Diagnostic, usize)> = Vec::new();
    // Words of welcome are no loss that each build has to tell of.
    for mut diagnostic in said.into_iter().filter(|it| it.severity != Severity::Note && it.message != WORDS_ALONE) {
        if diagnostic.code == "nothing-to-import" {
            if importer.fragments {
                continue;
            }
            diagnostic.severity = Severity::Warning;
        }
        match all.iter_mut().find(|(known, _)| known.code == diagnostic.code && !diagnostic.is_error()) {
            Some((_, more)) => *more += 1,
            None => all.push((diagnostic, 0)),
        }
    }
    let with_count = |(diagnostic, more): (Diagnostic, usize)| match more {
        0 => diagnostic,
        more => {
            let import = format!("`tidings import {} {} --dry-run` shows all", importer.name, source.path);
            let message = format!("{} ({more} more like this in {})", diagnostic.message, source.path);
            Diagnostic { message, ..diagnostic }.help(import)
        }
    };
    all.into_iter().map(with_count).collect()
}

/// What there is to say of drafts that are no files: somebody else tells the same.
fn told(placed: &InPlace, config: &Config, reads: &[Arc<Read>]) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (index, source) in config.sources.iter().enumerate() {
        let by_hand: Vec<_> = placed.told.iter().filter(|(source, ..)| *source == index).collect();
        if let Some((_, draft, path)) = by_hand.first() {
            let names = named(by_hand.iter().map(|(_, draft, _)| &reads[index].drafts[*draft]));
            let message = format!("the site's own files tell of {names} in place of {}", source.path);
            let help = match by_hand.len() == reads[index].drafts.len() {
                true => "they tell of all of it: the source may be taken out of tidings.toml",
                false => "they count; delete one to have what the source says",
            };
            let note = Diagnostic::note("told-by-hand", message).at(reads[index].place(*draft, source));
            all.push(note.related(Place::file(path)).help(help));
        }
        for (first, earlier) in config.sources.iter().enumerate().take(index) {
            let twice: Vec<_> = placed.twice.iter().filter(|(own, other)| own.0 == index && other.0 == first).collect();
            let Some((own, other)) = twice.first() else { continue };
            let names = named(twice.iter().map(|(own, _)| &reads[index].drafts[own.1]));
            let message = format!("{} tells of {names}, and so does {}, which counts", source.path, earlier.path);
            let warning = Diagnostic::warning("told-by-two-sources", message);
            let warning = warning.at(reads[index].place(own.1, source)).related(reads[first].place(other.1, earlier));
            all.push(warning.help("the first source in tidings.toml counts; take one out, or give it a `product`"));
        }
    }
    all
}

/// `1.2.0, 1.1.0 and 12 more`
fn named<'d>(drafts: impl ExactSizeIterator<Item = &'d Draft>) -> String {
    let count = drafts.len();
    let name = |draft: &Draft| match &draft.fields {
        DraftFields::Release(fields) => {
            fields.version.as_ref().map_or(draft.name.clone(), |at| Version::new(&at.value).to_string())
        }
        DraftFields::Entry(_) | DraftFields::RoadmapItem(_) => draft.name.clone(),
    };
    let names: Vec<String> = drafts.take(MOST_NAMED).map(name).collect();
    match count.saturating_sub(MOST_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn places(diagnostic: &mut Diagnostic) -> impl Iterator<Item = &mut Place> {
    diagnostic.place.iter_mut().chain(&mut diagnostic.related)
}

impl Read {
    /// Where a draft stands.
    fn place(&self, draft: usize, source: &Sourcing) -> Place {
        self.drafts[draft].place.clone().unwrap_or_else(|| Place::file(&source.path))
    }

    /// The number and text of the line in the file that `place` is in, at or behind it, that says this.
    fn line(&self, place: &Place, line: &str) -> Option<(usize, String)> {
        let Content::Bytes(bytes) = self.files.get(&place.path)? else { return None };
        let source = text(&SitePath::new("source").ok()?, &Content::Bytes(Arc::clone(bytes))).value?;
        let mut lines = source.text.lines().enumerate().skip(place.line.saturating_sub(1));
        let wanted = words(line);
        let line = lines.find(|(_, other)| words(other) == wanted)?;
        Some((line.0 + 1, line.1.trim_end().to_owned()))
    }
}

/// A line without what an import may have changed in it: where links lead, and the level of a heading.
fn words(line: &str) -> String {
    let mut pieces = line.trim().trim_start_matches('#').split("](");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |words, piece| words + piece.split_once(')').map_or(piece, |(_, behind)| behind))
}

impl Whole<'_> {
    /// The file that tells of this, when that is no file of the site.
    pub fn origin(&self, path: &SitePath) -> Option<&str> {
        self.origins.get(path).map(|origin| origin.place.path.as_str())
    }

    /// The same, said of the lines that people wrote.
    pub fn told(&self, said: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if self.origins.is_empty() {
            return said;
        }
        said.into_iter().map(|diagnostic| self.of_lines(diagnostic)).collect()
    }

    fn of_lines(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let texts = [Some(&mut diagnostic.message), diagnostic.help.as_mut(), diagnostic.label.as_mut()];
        for text in texts.into_iter().flatten().filter(|text| text.contains("changelog/")) {
            for (path, Origin { place, .. }) in &self.origins {
                if !text.contains(path.as_str()) {
                    continue;
                }
                let line = if place.line > 0 { format!(":{}", place.line) } else { String::new() };
                *text = text.replace(path.as_str(), &format!("{}{line}", place.path));
            }
        }
        let is_foreign = diagnostic.place.as_ref().is_some_and(|place| self.mended(place).is_some());
        for place in places(&mut diagnostic) {
            *place = self.mended(place).unwrap_or_else(|| place.clone());
        }
        if is_foreign && let Some(help) = diagnostic.help.as_mut().filter(|help| help.contains("front matter")) {
            // A source has none, or one of its own.
            let heading = diagnostic.place.iter().map(|place| place.text.trim()).find(|text| text.starts_with('#'));
            *help = match heading.filter(|_| diagnostic.code == "undated-release") {
                Some(heading) => {
                    // What stands there already is no day.
                    let version = heading.split(" - ").next().unwrap_or(heading);
                    format!("write the day behind the version: `{version} - 2026-05-04`")
                }
                None => "say it there, the way that its format has for it".to_owned(),
            };
        }
        diagnostic
    }

    /// The place in a source that one in a file of no disk means: the line that was copied, where it still says the
    /// same, else where the release or entry begins. `None` when the file is on disk.
    fn mended(&self, place: &Place) -> Option<Place> {
        let Origin { read, place: whole } = self.origins.get(&SitePath::new(&place.path).ok()?)?;
        let line = Some(place.text.as_str()).filter(|text| place.line > 0 && !text.trim().is_empty());
        Some(match line.and_then(|text| read.line(whole, text)) {
            // Only where the line was copied as it is, columns are the same.
            Some((line, text)) => match text == place.text.trim_end() {
                true => Place { path: whole.path.clone(), line, ..place.clone() },
                false => Place { path: whole.path.clone(), line, column: 1, width: text.chars().count().max(1), text },
            },
            None => whole.clone(),
        })
    }
}
