//! One file, read: what its front matter says and its body. Nothing in it depends on other files.

use std::sync::Arc;

use super::entry_fields::entry_fields;
use super::front_matter::front;
use super::markdown::{self, Dialect, Highlights};
use super::placement::{Noun, Placement};
use super::release_fields::release_fields;
use super::roadmap_fields::roadmap_fields;
use super::text::clean;
use super::whole;
use crate::base::{At, Content, Diagnostic, Digest, Place, Reported, SitePath, Source, has_slug, slugify};
use crate::model::{Body, Change, Config, EntryFields, ReleaseFields, RoadmapFields, Written};

/// A markdown file of the site.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its text as far as the front matter goes: what is said of it later is said of that.
    pub source: Source,
    pub placement: Placement,
    pub fields: Fields,
    pub body: Arc<Body>,
    /// The front matter's `migration`, rendered.
    pub migration: Option<Arc<Body>>,
    /// What the site is told of it, when it is an entry.
    pub written: Option<Arc<Written>>,
    /// The file that its words are from, when it was translated.
    pub translation: Option<Translation>,
    /// Nothing was wrong with it; if something was, what is missing may only have been misread.
    pub is_sound: bool,
}

/// The file that tells of something in another language.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    pub source: Source,
    pub fields: Fields,
}

/// The front matter, by what the file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Fields {
    Entry(Arc<EntryFields>),
    Release(Arc<ReleaseFields>),
    RoadmapItem(Arc<RoadmapFields>),
}

/// Reads one file. The value is `None` when it cannot be read at all; it is the same whatever `highlights` are.
pub fn read(
    path: &SitePath,
    content: &Content,
    placement: Placement,
    config: &Config,
    highlights: &Highlights,
) -> Reported<Option<Document>> {
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::Oversize(size) => return Reported::new(None, vec![oversize(path, *size, config.limits.entry)]),
    };
    if bytes.len() as u64 > config.limits.entry {
        return Reported::new(None, vec![oversize(path, bytes.len() as u64, config.limits.entry)]);
    }
    let mut diagnostics = Vec::new();
    let Some(source) = clean(path, bytes).take(&mut diagnostics) else {
        return Reported::new(None, diagnostics);
    };
    let front = front(&source, &config.limits).take(&mut diagnostics);
    let fields = match placement.noun {
        Noun::Entry => Fields::Entry(Arc::new(entry_fields(&source, &front, &config.limits).take(&mut diagnostics))),
        Noun::Release => {
            Fields::Release(Arc::new(release_fields(&source, &front, &config.limits).take(&mut diagnostics)))
        }
        Noun::RoadmapItem => {
            Fields::RoadmapItem(Arc::new(roadmap_fields(&source, &front, &config.limits).take(&mut diagnostics)))
        }
    };
    let product = fields.product().or(placement.product.as_ref());
    let dialect = dialect(placement.noun, product, fields.title().is_none(), config, highlights);
    let body = Arc::new(markdown::read(&source, front.body, &dialect).take(&mut diagnostics));
    let migration = match &fields {
        Fields::Entry(entry) => entry
            .migration
            .as_ref()
            .map(|text| Arc::new(markdown::read_value(&source, &text.value, &dialect).take(&mut diagnostics))),
        _ => None,
    };
    let is_sound = !diagnostics.iter().any(Diagnostic::is_error);
    let source = Source::new(source.path, source.text.get(..front.body).unwrap_or_default());
    let written = match &fields {
        Fields::Entry(entry) => Some(Arc::new(written(&source, entry, &body, &placement, config))),
        Fields::Release(_) | Fields::RoadmapItem(_) => None,
    };
    let document = Document { source, placement, fields, body, migration, written, translation: None, is_sound };
    diagnostics.extend(whole::check(&document));
    Reported::new(Some(document), diagnostics)
}

impl Document {
    /// Whether an edition with this configuration is in another language than its words.
    pub fn is_untranslated(&self, config: &Config) -> bool {
        config.edition.origin.is_some() && self.translation.is_none()
    }
}

impl Fields {
    fn title(&self) -> Option<&At<String>> {
        match self {
            Self::Entry(fields) => fields.title.as_ref(),
            Self::Release(fields) => fields.title.as_ref(),
            Self::RoadmapItem(fields) => fields.title.as_ref(),
        }
    }

    fn product(&self) -> Option<&String> {
        let product = match self {
            Self::Entry(fields) => fields.product.as_ref(),
            Self::Release(fields) => fields.product.as_ref(),
            Self::RoadmapItem(fields) => fields.product.as_ref(),
        };
        product.map(|at| &at.value)
    }
}

/// The entry with its title, else its first heading.
fn written(source: &Source, fields: &Arc<EntryFields>, body: &Body, placement: &Placement, config: &Config) -> Written {
    let title = fields.title.as_ref().map(|at| &at.value).or(body.title.as_ref()).cloned();
    let slug = slug(source, fields, placement, title.as_deref());
    let changes = changes(fields, body, config);
    Written {
        source: source.clone(),
        id: fields.id.as_ref().map_or_else(|| default_id(source), |at| at.value.clone()),
        address: title.is_some().then(|| address(&slug)),
        title,
        slug,
        components: fields.components.iter().map(|at| at.value.clone()).collect(),
        tags: fields.tags.iter().map(|at| at.value.clone()).filter(|tag| has_slug(tag)).collect(),
        breaking: fields.breaking || body.breaking || changes.iter().any(|change| change.breaking),
        changes,
        summary: fields.summary.as_ref().unwrap_or(&body.summary).clone(),
        fields: Arc::clone(fields),
        translation: None,
    }
}

/// The same entry under another title, with a page of its own.
pub fn titled(written: &Written, placement: &Placement, title: String) -> Written {
    let slug = slug(&written.source, &written.fields, placement, Some(&title));
    Written { address: Some(address(&slug)), title: Some(title), slug, ..written.clone() }
}

/// The sections of the body, else the entry as one change of its type.
fn changes(fields: &EntryFields, body: &Body, config: &Config) -> Arc<[Change]> {
    if body.changes.is_empty() {
        let named = fields.kind.as_ref().and_then(|at| config.type_named(&at.value));
        let kind = named.or_else(|| config.change_type("changed")).or(config.types.first());
        return Arc::new([Change {
            kind: kind.map_or_else(String::new, |kind| kind.id.clone()),
            html: body.html.clone(),
            summary: fields.summary.as_ref().unwrap_or(&body.summary).clone(),
            words: Box::default(),
            breaking: fields.breaking || body.breaking,
            advisories: body.advisories.clone(),
        }]);
    }
    let mut changes = Arc::clone(&body.changes);
    if fields.breaking && changes.iter().all(|change| !change.breaking) {
        Arc::make_mut(&mut changes).iter_mut().for_each(|change| change.breaking = true);
    }
    changes
}

/// Its `slug`, else its file's name, else its title as a piece of an address; never empty.
fn slug(source: &Source, fields: &EntryFields, placement: &Placement, title: Option<&str>) -> String {
    let written = fields.slug.iter().map(|at| at.value.as_str());
    let mut slugs = written.chain([placement.name.as_str()]).chain(title).map(slugify);
    slugs.find(|slug| !slug.is_empty()).unwrap_or_else(|| Digest::of(source.path.as_str()).short())
}

fn address(slug: &str) -> String {
    format!("/entries/{slug}/")
}

/// The file's name with its date: it stays when the file moves into its release.
fn default_id(source: &Source) -> String {
    format!("entries/{}", source.path.stem())
}

/// The fingerprint of all that decides, besides the file itself, what [`read`] returns.
pub fn reading_digest(config: &Config) -> Digest {
    let languages = (&config.language, &config.languages);
    let content = (&config.types, &config.products, &config.repository, &config.markdown, &config.limits);
    let said = format!("{:?}", (content, languages, config.outputs.search));
    Digest::of(said)
}

fn dialect<'c>(
    noun: Noun,
    product: Option<&String>,
    title_from_heading: bool,
    config: &'c Config,
    highlights: &'c Highlights,
) -> Dialect<'c> {
    let product = product.and_then(|id| config.products.iter().find(|product| product.id == *id));
    let repository = product.and_then(|product| product.repository.as_deref()).or(config.repository.as_deref());
    Dialect {
        options: &config.markdown,
        highlights,
        types: &config.types,
        repository,
        sections: noun != Noun::RoadmapItem,
        title_from_heading,
        is_release: noun == Noun::Release,
        words: config.outputs.search,
    }
}

fn oversize(path: &SitePath, size: u64, limit: u64) -> Diagnostic {
    Diagnostic::error("too-large", format!("{path} has {}, more than {}", bytes(size), bytes(limit)))
        .at(Place::file(path))
        .help("split it, or raise `entry` in [limits] of tidings.toml (in bytes)")
}

fn bytes(size: u64) -> String {
    match size {
        0..1_048_576 => format!("{size} bytes"),
        _ => format!("{:.1} MiB", size as f64 / 1_048_576.0),
    }
}
