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
use crate::base::{At, Content, Diagnostic, Digest, Place, Reported, SitePath, Source, slugify};
use crate::model::{Body, Change, Config, EntryFields, ReleaseFields, RoadmapFields};

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
    /// An entry as changes: the sections of its body, else the whole of it as one.
    pub changes: Arc<[Change]>,
    /// An entry in an address: its `slug`, else its file's name; empty when neither can stand in one.
    pub slug: String,
    /// Nothing was wrong with it; if something was, what is missing may only have been misread.
    pub is_sound: bool,
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
    let (changes, slug) = match &fields {
        Fields::Entry(entry) => (changes(entry, &body, config), slug(entry, &placement)),
        Fields::Release(_) | Fields::RoadmapItem(_) => Default::default(),
    };
    let source = Source::new(source.path, source.text.get(..front.body).unwrap_or_default());
    let document = Document { source, placement, fields, body, migration, changes, slug, is_sound };
    diagnostics.extend(whole::check(&document));
    Reported::new(Some(document), diagnostics)
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

/// The sections of the body, else the entry as one change of its type.
fn changes(fields: &EntryFields, body: &Body, config: &Config) -> Arc<[Change]> {
    if body.changes.is_empty() {
        let named = fields.kind.as_ref().and_then(|at| config.type_named(&at.value));
        let kind = named.or_else(|| config.change_type("changed")).or(config.types.first());
        return Arc::new([Change {
            kind: kind.map_or_else(String::new, |kind| kind.id.clone()),
            html: body.html.clone(),
            summary: fields.summary.as_ref().unwrap_or(&body.summary).clone(),
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

fn slug(fields: &EntryFields, placement: &Placement) -> String {
    let written = fields.slug.iter().map(|at| at.value.as_str());
    written.chain([placement.name.as_str()]).map(slugify).find(|slug| !slug.is_empty()).unwrap_or_default()
}

/// The fingerprint of all that decides, besides the file itself, what [`read`] returns.
pub fn reading_digest(config: &Config) -> Digest {
    let said = format!("{:?}", (&config.types, &config.products, &config.repository, &config.markdown, &config.limits));
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
