//! Documents of other languages take the place of those that they translate: words from one, facts from the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use icu_locale_core::LanguageIdentifier;
use rayon::prelude::*;

use super::document::{Document, Fields, Translation};
use super::front_matter::{Front, front};
use super::markdown::{day_in, says_yanked};
use crate::base::{At, Diagnostic, Place, Reported, SitePath, Span, nearest};
use crate::model::{self, Body, Change, Config, EntryFields, ReleaseFields, RoadmapFields, Written, Yanked};

/// How many documents one thread takes at a time: enough that to share the work costs little.
const PART: usize = 256;

/// The documents of each edition of a site.
#[derive(Debug, Default)]
pub struct Editions {
    /// Those in the site's own language, in the order of their paths.
    pub own: Vec<Arc<Document>>,
    /// For each of the configured languages the same, with translations in the place of what they translate.
    pub others: Vec<Vec<Arc<Document>>>,
    /// Files of other languages, and what each translates.
    pub translated: BTreeMap<SitePath, SitePath>,
}

/// What a translation may say; all else is the same in every language, and stands in the file that it translates.
const WORDS_OF_ENTRIES: [&str; 11] =
    ["title", "summary", "migration", "image", "image_alt", "video", "cta", "links", "revision", "extra", "draft"];
const WORDS_OF_RELEASES: [&str; 5] = ["title", "summary", "yanked", "extra", "draft"];
const WORDS_OF_ITEMS: [&str; 6] = ["title", "summary", "confidence", "links", "extra", "draft"];

/// Sorts documents, which come in the order of their paths, by languages.
pub fn editions(documents: Vec<Arc<Document>>, config: &Config) -> Reported<Editions> {
    let (own, told): (Vec<_>, Vec<_>) = match config.languages.is_empty() {
        true => (documents, Vec::new()),
        false => documents.into_iter().partition(|document| document.placement.language.is_none()),
    };
    let unknown = own.par_iter().with_min_len(PART).filter_map(|it| unknown_language(it, &own, config));
    let mut diagnostics: Vec<Diagnostic> = unknown.collect();
    let mut others = vec![own.clone(); config.languages.len()];
    let mut translated_files = BTreeMap::new();
    for document in &told {
        let Some(tag) = document.placement.language.as_deref() else { continue };
        let base = base_of(document, &own);
        translated_files.insert(
            document.source.path.clone(),
            base.map_or(&document.source.path, |at| &own[at].source.path).clone(),
        );
        let language = config.languages.iter().position(|language| language.tag == tag);
        match (base, language) {
            (Some(at), Some(language)) => {
                let translated = translated(&own[at], document, config).take(&mut diagnostics);
                if let Some(translated) = translated {
                    others[language][at] = Arc::new(translated);
                }
            }
            (None, Some(_)) => diagnostics.push(without_base(document, &own)),
            (_, None) => diagnostics.push(in_own_language(document, tag)),
        }
    }
    Reported::new(Editions { own, others, translated: translated_files }, diagnostics)
}

/// Where the document that `translation` translates stands among `own`.
fn base_of(translation: &Document, own: &[Arc<Document>]) -> Option<usize> {
    let path = &translation.source.path;
    let stem = path.stem().rsplit_once('.')?.0;
    beside(path, stem, own)
}

/// The document that is called `stem` and lies beside `path`.
fn beside(path: &SitePath, stem: &str, own: &[Arc<Document>]) -> Option<usize> {
    let folder = path.folder().map_or_else(String::new, |folder| format!("{folder}/"));
    ["md", "markdown"].into_iter().find_map(|extension| {
        let base = SitePath::new(&format!("{folder}{stem}.{extension}")).ok()?;
        own.binary_search_by(|document| document.source.path.cmp(&base)).ok()
    })
}

fn without_base(document: &Document, own: &[Arc<Document>]) -> Diagnostic {
    let path = &document.source.path;
    let stem = path.stem().rsplit_once('.').map_or(path.stem(), |(stem, _)| stem);
    let here = own.iter().map(|it| &it.source.path).filter(|it| it.folder() == path.folder());
    let help = match nearest(stem, here.map(SitePath::stem)) {
        Some(near) => format!("did you mean `{near}.md`? Rename this file to match it"),
        None => format!("write {stem}.md beside it: facts stand there, and it is shown in all other languages"),
    };
    let message = format!("this translates `{stem}.md`, which is not there");
    Diagnostic::error("translation-of-nothing", message).at(Place::file(path)).help(help)
}

fn in_own_language(document: &Document, tag: &str) -> Diagnostic {
    let path = &document.source.path;
    let stem = path.stem().rsplit_once('.').map_or(path.stem(), |(stem, _)| stem);
    Diagnostic::error(
        "translation-of-nothing",
        format!("`{tag}` is the site's own language, so this translates nothing"),
    )
    .at(Place::file(path))
    .help(format!("what is written in it stands in {stem}.md"))
}

/// Complains about a file that is named like a translation of another into a language that the site does not speak.
fn unknown_language(document: &Document, own: &[Arc<Document>], config: &Config) -> Option<Diagnostic> {
    let path = &document.source.path;
    let (stem, tag) = path.stem().rsplit_once('.')?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic()) && LanguageIdentifier::try_from_str(tag).is_ok();
    if !is_tag || beside(path, stem, own).is_none() {
        return None;
    }
    let known = config.languages.iter().map(|language| language.tag.as_str());
    let help = match nearest(&tag.to_lowercase(), known) {
        Some(near) => format!("did you mean `{stem}.{near}.md`?"),
        None => format!("write `[languages.{tag}]` into tidings.toml if it translates {stem}.md, else rename it"),
    };
    let message = format!("the site does not speak `{tag}`, so this is an entry of its own");
    let said = match config.languages.is_empty() {
        true => Diagnostic::warning("unknown-language", message),
        false => Diagnostic::error("unknown-language", message),
    };
    Some(said.at(Place::file(path)).help(help))
}

/// The base with the words of its translation; `None` when readers get the base as it is.
fn translated(base: &Document, translation: &Document, config: &Config) -> Reported<Option<Document>> {
    let mut diagnostics = other_facts(base, translation, config);
    if !base.is_sound || !translation.is_sound || is_draft(&translation.fields) {
        return Reported::new(None, diagnostics);
    }
    let fields = match (&base.fields, &translation.fields) {
        (Fields::Entry(base_fields), Fields::Entry(words)) => {
            Fields::Entry(entry(base, base_fields, translation, words).into())
        }
        (Fields::Release(base_fields), Fields::Release(words)) => {
            Fields::Release(release(&base.body, base_fields, &translation.body, words).into())
        }
        (Fields::RoadmapItem(facts), Fields::RoadmapItem(words)) => Fields::RoadmapItem(item(facts, words).into()),
        // A file and its translation stand in one place, which decides what they are.
        _ => return Reported::new(None, diagnostics),
    };
    let body = match is_empty(&translation.body) {
        true => Ok(Arc::clone(&base.body)),
        false => body(base, translation, config),
    };
    let body = match body {
        Ok(body) => body,
        Err(fault) => {
            let path = &translation.source.path;
            let help = format!("until it tells the same, its readers get the text of {}", base.source.path.file_name());
            diagnostics.push(Diagnostic::warning("translation-differs", fault).at(Place::file(path)).help(help));
            return Reported::new(None, diagnostics);
        }
    };
    let of_base = || base.migration.clone().filter(|_| body.migration.is_none() || is_empty(&translation.body));
    let migration = translation.migration.clone().or_else(of_base);
    let written = base.written.as_deref().map(|facts| Arc::new(written(facts, &fields, &body, translation)));
    let words = Translation { source: translation.source.clone(), fields: translation.fields.clone() };
    let document = Document { fields, migration, body, written, translation: Some(words), ..base.clone() };
    Reported::new(Some(document), diagnostics)
}

/// Complains about every fact in the translation that its base does not say too.
fn other_facts(base: &Document, translation: &Document, config: &Config) -> Vec<Diagnostic> {
    let words: &[&str] = match &base.fields {
        Fields::Entry(_) => &WORDS_OF_ENTRIES,
        Fields::Release(_) => &WORDS_OF_RELEASES,
        Fields::RoadmapItem(_) => &WORDS_OF_ITEMS,
    };
    let of = |document: &Document| -> Front { front(&document.source, &config.limits).value };
    let (facts, said) = (of(base).table, of(translation).table);
    let mut diagnostics = Vec::new();
    for (key, node) in said.entries.iter().filter(|(key, _)| !words.contains(&key.value.as_str())) {
        let known = facts.get(&key.value);
        if known.is_some_and(|known| known.value.to_option() == node.value.to_option()) {
            continue;
        }
        let base_name = base.source.path.file_name();
        let message = match known {
            Some(_) => format!("`{}` is something else than in {base_name}", key.value),
            None => format!("`{}` is the same in every language, and {base_name} does not say it", key.value),
        };
        let error = Diagnostic::error("translated-fact", message).at(translation.source.place(key.span));
        let help = format!(
            "take it out: a translation has its facts from {base_name}, and says only words: {}",
            words.join(", ")
        );
        diagnostics.push(error.help(help));
    }
    if title_of(base).is_none()
        && let Some(at) = title_in(translation)
    {
        let message = format!("this has a title, and {} has none", base.source.path.file_name());
        let error = Diagnostic::error("translated-fact", message).at(translation.source.place(at));
        diagnostics.push(error.help("with a title an entry has a page, and it has it in every language or in none"));
    }
    diagnostics
}

/// The title of an entry that is written.
fn title_of(document: &Document) -> Option<&str> {
    match &document.fields {
        Fields::Entry(fields) => fields.title.as_ref().map(|at| at.value.as_str()).or(document.body.title.as_deref()),
        Fields::Release(_) | Fields::RoadmapItem(_) => Some(""),
    }
}

/// Where an entry's title is written; the start of the text for a heading.
fn title_in(document: &Document) -> Option<Span> {
    let Fields::Entry(fields) = &document.fields else { return None };
    let end = document.source.text.len();
    fields.title.as_ref().map(|at| at.span).or(document.body.title.as_ref().map(|_| Span::new(end, end)))
}

fn is_draft(fields: &Fields) -> bool {
    match fields {
        Fields::Entry(fields) => fields.draft,
        Fields::Release(fields) => fields.draft,
        Fields::RoadmapItem(fields) => fields.draft,
    }
}

fn is_empty(body: &Body) -> bool {
    body.html.is_empty() && body.changes.is_empty() && body.migration.is_none()
}

fn entry(base: &Document, facts: &EntryFields, translation: &Document, words: &EntryFields) -> EntryFields {
    let heading = |body: &Body| body.title.clone().map(|title| At::new(title, Span::default()));
    let own_title = words.title.clone().or_else(|| heading(&translation.body));
    EntryFields {
        title: own_title.or_else(|| facts.title.clone()).or_else(|| heading(&base.body)),
        summary: words.summary.clone().or_else(|| facts.summary.clone()),
        migration: words.migration.clone().or_else(|| facts.migration.clone()),
        image: words.image.clone().or_else(|| facts.image.clone()),
        image_alt: words.image_alt.clone().or_else(|| facts.image_alt.clone()),
        video: words.video.clone().or_else(|| facts.video.clone()),
        cta: words.cta.clone().or_else(|| facts.cta.clone()),
        links: if words.links.is_empty() { facts.links.clone() } else { words.links.clone() },
        revision: words.revision.clone().or_else(|| facts.revision.clone()),
        extra: facts.extra.clone().into_iter().chain(words.extra.clone()).collect(),
        ..facts.clone()
    }
}

/// What the base's heading tells besides a title (a date, that it was withdrawn) is kept as fields.
fn release(base: &Body, facts: &ReleaseFields, text: &Body, words: &ReleaseFields) -> ReleaseFields {
    let heading = base.title.as_deref().unwrap_or_default();
    let is_dated = base.versions.iter().any(|version| version.date.is_some());
    let date = day_in(heading).filter(|_| !is_dated).map(|date| At::new(date, Span::default()));
    let yanked = facts.yanked.clone().or_else(|| says_yanked(heading).then(Yanked::default));
    let reason = words.yanked.as_ref().and_then(|yanked| yanked.reason.clone());
    ReleaseFields {
        title: words.title.clone().or_else(|| facts.title.clone().filter(|_| text.title.is_none())),
        summary: words.summary.clone().or_else(|| facts.summary.clone()),
        date: facts.date.clone().or(date),
        yanked: yanked.map(|yanked| Yanked { reason: reason.or(yanked.reason), ..yanked }),
        extra: facts.extra.clone().into_iter().chain(words.extra.clone()).collect(),
        ..facts.clone()
    }
}

fn item(facts: &RoadmapFields, words: &RoadmapFields) -> RoadmapFields {
    RoadmapFields {
        title: words.title.clone().or_else(|| facts.title.clone()),
        summary: words.summary.clone().or_else(|| facts.summary.clone()),
        confidence: words.confidence.clone().or_else(|| facts.confidence.clone()),
        links: if words.links.is_empty() { facts.links.clone() } else { words.links.clone() },
        extra: facts.extra.clone().into_iter().chain(words.extra.clone()).collect(),
        ..facts.clone()
    }
}

/// The translation's text with the facts of the base: the first change is the first, and so on.
///
/// # Errors
/// What one of the two tells and the other does not.
fn body(base: &Document, translation: &Document, config: &Config) -> Result<Arc<Body>, String> {
    let (facts, words) = (&base.body, &translation.body);
    let name = base.source.path.file_name();
    if let Some(differing) = differing(&words.changes, &facts.changes, name, config) {
        return Err(differing);
    }
    if facts.migration.is_some() && words.migration.is_none() && translation.migration.is_none() {
        return Err(format!("{name} has a section on migration, this has none"));
    }
    Ok(Arc::new(Body {
        title: words.title.clone().or_else(|| facts.title.clone()),
        versions: facts.versions.clone(),
        changes: with_facts(&words.changes, &facts.changes),
        tasks: facts.tasks,
        breaking: facts.breaking,
        advisories: facts.advisories.clone(),
        ..Body::clone(words)
    }))
}

/// Under which headings of types the one (`here`) has not as many changes as the other (in `name`), or another order.
fn differing(here: &[Change], there: &[Change], name: &str, config: &Config) -> Option<String> {
    let title = |id: &str| config.change_type(id).map_or(id, |kind| kind.title.as_str()).to_owned();
    let count = |changes: &[Change], id: &str| changes.iter().filter(|change| change.kind == id).count();
    let counts = config.types.iter().map(|kind| (kind, count(here, &kind.id), count(there, &kind.id)));
    let counts: Vec<String> = counts
        .filter(|(_, here, there)| here != there)
        .map(|(kind, here, there)| format!("`{}` has {here} here and {there} in {name}", kind.title))
        .collect();
    if !counts.is_empty() {
        return Some(format!("not the same changes below the headings: {}", counts.join(", ")));
    }
    let (at, (one, other)) = here.iter().zip(there).enumerate().find(|(_, (one, other))| one.kind != other.kind)?;
    let (one, other) = (title(&one.kind), title(&other.kind));
    Some(format!("change {} stands below `{one}` here and below `{other}` in {name}", at + 1))
}

/// The entry with other words. Its address, which may be made from its title, stays.
fn written(facts: &Written, fields: &Fields, body: &Body, translation: &Document) -> Written {
    let Fields::Entry(fields) = fields else { return facts.clone() };
    let told = translation.written.as_deref().map_or(&[][..], |words| &words.changes);
    let has_text = !is_empty(&translation.body);
    Written {
        title: facts.title.is_some().then(|| fields.title.as_ref().map(|at| at.value.clone())).flatten(),
        summary: fields.summary.as_ref().unwrap_or(&body.summary).clone(),
        changes: if has_text { with_facts(told, &facts.changes) } else { Arc::clone(&facts.changes) },
        fields: Arc::clone(fields),
        translation: Some(model::Translation { source: translation.source.clone(), fields: of_entry(translation) }),
        ..facts.clone()
    }
}

fn of_entry(document: &Document) -> Arc<EntryFields> {
    match &document.fields {
        Fields::Entry(fields) => Arc::clone(fields),
        Fields::Release(_) | Fields::RoadmapItem(_) => Arc::default(),
    }
}

/// Each of the `told` changes as what it is in the base.
fn with_facts(told: &[Change], facts: &[Change]) -> Arc<[Change]> {
    let pairs = told.iter().zip(facts);
    let change = |(told, fact): (&Change, &Change)| Change {
        html: told.html.clone(),
        summary: told.summary.clone(),
        ..fact.clone()
    };
    pairs.map(change).collect()
}
