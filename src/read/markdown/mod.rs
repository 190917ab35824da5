//! Markdown becomes a [`Body`].
//!
//! Text → events (`events`) → links and references in them (`links`, `references`) → title,
//! sections and openings told apart (`headings`, `sections`, `opening`) → each part written as
//! HTML with marks (`write`) → raw HTML sanitised (`raw`, `sanitize`) → marks cut into holes
//! (`marks`). A text without raw HTML is safe by how it is written, and skips the sanitiser.

mod address;
mod alerts;
mod code;
mod events;
mod footnotes;
#[cfg(feature = "highlight")]
mod grammars;
mod headings;
#[cfg(feature = "highlight")]
mod highlight;
#[cfg(test)]
mod hostile;
mod ids;
mod links;
mod lost;
mod marks;
mod opening;
mod places;
mod raw;
mod references;
mod remembered;
mod sanitize;
mod sections;
#[cfg(feature = "highlight")]
mod spans;
mod summary;
#[cfg(test)]
mod tests;
mod versions;
mod words;
mod write;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Event, Tag};

use self::events::Piece;
use self::footnotes::Definitions;
use self::links::Links;
use self::references::References;
pub use self::remembered::Highlights;
use self::sections::{Item, Sections};
pub use self::versions::{day_in, says_yanked};
use self::write::{Page, Written, WrittenCode};
use crate::base::{Diagnostic, Place, Reported, Source};
use crate::model::{Body, Change, ChangeType, Html, Markdown, Tasks};

/// What of the configuration decides how markdown is read.
#[derive(Debug, Clone, Copy)]
pub struct Dialect<'c> {
    pub options: &'c Markdown,
    /// Code that need not be parsed again.
    pub highlights: &'c Highlights,
    pub types: &'c [ChangeType],
    /// The address of the repository that `#123` and commit hashes point into.
    pub repository: Option<&'c str>,
    /// The body's headings of types are sections of changes (entries and releases; not roadmap items).
    pub sections: bool,
    /// The first heading is the title when it is a top-level one and front matter gives none.
    pub title_from_heading: bool,
    /// The body is a release's own file: headings that name a version are not shown.
    pub is_release: bool,
    /// The words that it is searched by are wanted.
    pub words: bool,
}

/// Whether a heading opens a section of changes or of what to do, or is nearly one that does.
pub fn opens_section(heading: &str, types: &[ChangeType]) -> bool {
    sections::is_named(heading, types) || sections::meant(heading, types).is_some()
}

/// Reads the markdown of `source` from byte `start` (behind the front matter) to its end.
pub fn read(source: &Source, start: usize, dialect: &Dialect<'_>) -> Reported<Body> {
    guarded(source, || body(source, start, dialect))
}

/// Reads a markdown value of front matter (`migration`): no title, no sections. Its places are
/// those of the same words in `source`, or else the start of the file.
pub fn read_value(source: &Source, text: &str, dialect: &Dialect<'_>) -> Reported<Body> {
    let dialect = Dialect { sections: false, title_from_heading: false, is_release: false, ..*dialect };
    let value = Source::new(source.path.clone(), text);
    let offset = source.text.find(text.trim()).filter(|_| !text.trim().is_empty());
    let mut read = guarded(&value, || body(&value, 0, &dialect));
    let moved = |place: &Place| match offset {
        Some(offset) => {
            let before = source.text[..offset].matches('\n').count();
            Place { line: place.line + before, ..place.clone() }
        }
        None => Place::file(&source.path),
    };
    read.value.links.iter_mut().for_each(|link| link.place = moved(&link.place));
    for diagnostic in &mut read.diagnostics {
        diagnostic.place = diagnostic.place.as_ref().map(moved);
    }
    read
}

/// What `read` returns, or that it panicked: one text must not take the others with it.
fn guarded(source: &Source, read: impl FnOnce() -> Reported<Body>) -> Reported<Body> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let message = format!("internal error while rendering {}; please report it", source.path);
        let diagnostic = Diagnostic::error("internal-error", message).at(Place::file(&source.path));
        Reported::new(Body::default(), vec![diagnostic])
    })
}

fn body(source: &Source, start: usize, dialect: &Dialect<'_>) -> Reported<Body> {
    let text = source.text.get(start..).unwrap_or_default();
    let events = events::parse(text, start, dialect.options);
    let mut reading = Reading {
        dialect,
        links: Links::new(source),
        body: Body::default(),
        anchors: BTreeSet::new(),
        html_too_deep: false,
    };
    if let Some(span) = events.too_deep {
        let message = "quotes, lists or emphasis nest more than 100 deep; what is deeper is shown flat";
        let diagnostic = Diagnostic::warning("deep-markdown", message).at(source.place(span));
        reading.links.diagnostics.push(diagnostic);
    }
    let references = References::new(dialect.repository);
    let mut pieces = reading.links.resolve(events.pieces, &references);
    reading.heading(source, &mut pieces);
    reading.parts(pieces);
    if reading.html_too_deep {
        let message = "raw HTML nests more than 256 deep; what is deeper is left out";
        let diagnostic = Diagnostic::error("deep-html", message).at(Place::file(&source.path));
        reading.links.diagnostics.push(diagnostic);
    }
    let Reading { links, mut body, anchors, .. } = reading;
    body.links = links.found;
    body.anchors = anchors.into_iter().collect();
    Reported::new(body, links.diagnostics)
}

/// A body on its way.
struct Reading<'r> {
    dialect: &'r Dialect<'r>,
    links: Links<'r>,
    body: Body,
    /// The parts of a body repeat each other's.
    anchors: BTreeSet<String>,
    html_too_deep: bool,
}

impl Reading<'_> {
    /// Takes what heads the whole body off its front: its version, its title.
    fn heading(&mut self, source: &Source, pieces: &mut Vec<Piece<'_>>) {
        let mut is_headed = false;
        if self.dialect.is_release {
            (self.body.versions, is_headed) = versions::take(pieces, source);
        }
        if self.dialect.title_from_heading && !is_headed {
            let types = self.dialect.types;
            let is_title = |text: &str| !(self.dialect.sections && opens_section(text, types));
            self.body.title = headings::take_title(pieces, is_title);
        }
    }

    fn parts(&mut self, mut pieces: Vec<Piece<'_>>) {
        self.body.tasks = tasks(&pieces);
        let sections = match self.dialect.sections {
            true => sections::split(&pieces, self.dialect),
            false => Sections { all: std::iter::once(0..pieces.len()).collect(), ..Sections::default() },
        };
        headings::identify(&mut pieces, &sections.heads, self.dialect.types);
        for heading in &sections.misspelt {
            let message = format!("`{}` is no type of changes, so what stands below it is plain text", heading.heading);
            let fault = Diagnostic::warning("unknown-section", message);
            self.links.complain(fault.help(format!("did you mean `{}`?", heading.meant)), heading.span);
        }
        for (span, is_item) in lost::lost(&pieces, self.dialect.options.unsafe_html) {
            let what = if is_item { "this item" } else { "this text" };
            let fault = Diagnostic::warning("lost-html", format!("nothing of {what} shows: its HTML is left out"));
            self.links.complain(
                fault.help("say it in words or with a link: only HTML that shows text or pictures stays"),
                span,
            );
        }
        if self.dialect.words {
            let whole = std::iter::once(0..pieces.len());
            let sections = if self.dialect.is_release && !sections.changes.is_empty() {
                &sections.intro
            } else {
                &whole.collect()
            };
            self.body.words = words::words(of_ranges(&pieces, sections));
        }
        let definitions = Definitions::of(&pieces);
        for (label, span, is_again) in definitions.unused(&pieces) {
            let (why, help) = match is_again {
                true => ("its name is taken by another one", "give it a name of its own".to_owned()),
                false => ("nothing refers to it", format!("write [^{label}] where it belongs")),
            };
            let fault = Diagnostic::warning("unused-footnote", format!("footnote `{label}` does not show: {why}"));
            self.links.complain(fault.help(help), span);
        }
        let code = WrittenCode::default();
        let code = (!sections.changes.is_empty()).then_some(&code);
        let settings = self.dialect.options;
        let highlights = settings.highlight.then_some(self.dialect.highlights);
        let page = |part| Page { body: &pieces, definitions: &definitions, settings, highlights, code, part };
        let mut all = gathered(&pieces, &sections.all);
        match sections.changes.is_empty() {
            true => {
                if self.dialect.sections {
                    self.open(&mut all);
                }
                let is_steps = !self.dialect.sections && matches!(all.first(), Some(piece) if is_list(piece));
                self.body.summary = if is_steps { String::new() } else { summary::summary(&all) };
                self.body.html = self.finish(write::write(&page(""), &all));
                self.body.intro = self.body.html.clone();
            }
            false => {
                let mut intro = gathered(&pieces, &sections.intro);
                self.open(&mut intro);
                let summary = summary::summary(&intro);
                self.body.summary = if summary.is_empty() { summary::summary(&all) } else { summary };
                self.body.html = self.finish(write::write(&page(""), &all));
                self.body.intro = self.finish(write::write(&page(""), &intro));
            }
        }
        let changes = sections.changes.iter().enumerate().map(|(number, item)| {
            let part = format!("c{}-", number + 1);
            self.change(&Page { part: &part, ..page("") }, item)
        });
        self.body.changes = changes.collect();
        if !sections.migration.is_empty() {
            let migration = gathered(&pieces, &sections.migration);
            let html = self.finish(write::write(&page("m-"), &migration));
            self.body.migration = Some(html).filter(|html| !html.is_empty());
        }
    }

    /// Takes the marker of a breaking change off the start of `pieces`, which tell the whole body.
    fn open(&mut self, pieces: &mut Cow<'_, [Piece<'_>]>) {
        let opening = opening::open(pieces);
        (self.body.breaking, self.body.advisories) = (opening.breaking, opening.advisories);
    }

    fn change(&mut self, page: &Page<'_, '_>, item: &Item) -> Change {
        let mut pieces = gathered(page.body, &item.ranges);
        let opening = opening::open(&mut pieces);
        let mut summary = summary::summary(&pieces);
        if !item.lead.is_empty() {
            pieces = [gathered(page.body, &item.lead), pieces].concat().into();
        }
        if summary.is_empty() {
            summary = summary::whole(&pieces);
        }
        let words = match self.dialect.words && self.dialect.is_release {
            true => words::words(pieces.iter()),
            false => Box::default(),
        };
        Change {
            kind: item.kind.clone(),
            html: self.finish(write::write(page, &pieces)),
            summary,
            words,
            breaking: item.breaking || opening.breaking,
            advisories: opening.advisories,
        }
    }

    /// Sanitises what holds raw HTML, and makes holes of the marks.
    fn finish(&mut self, written: Written) -> Html {
        self.html_too_deep |= written.too_deep;
        let foreign = written.is_raw;
        let html = if foreign { sanitize::clean(&written.html.replace(marks::LEVEL, "")) } else { written.html };
        let links = &mut self.links;
        let mut address = |address: &str, is_image: bool| links.foreign(address, is_image);
        let cut = marks::cut(&html, marks::Cutting { foreign, address: &mut address });
        self.anchors.extend(cut.anchors);
        cut.html
    }
}

/// The pieces of `ranges`, one behind the other.
fn gathered<'p, 'a>(pieces: &'p [Piece<'a>], ranges: &[Range<usize>]) -> Cow<'p, [Piece<'a>]> {
    match ranges {
        [] => Cow::default(),
        [range] => pieces.get(range.clone()).unwrap_or_default().into(),
        _ => of_ranges(pieces, ranges).cloned().collect(),
    }
}

fn of_ranges<'p, 'a>(pieces: &'p [Piece<'a>], ranges: &'p [Range<usize>]) -> impl Iterator<Item = &'p Piece<'a>> {
    ranges.iter().filter_map(|range| pieces.get(range.clone())).flatten()
}

fn is_list(piece: &Piece<'_>) -> bool {
    matches!(piece.event, Event::Start(Tag::List(_)))
}

fn tasks(pieces: &[Piece<'_>]) -> Tasks {
    let mut tasks = Tasks::default();
    for piece in pieces {
        if let Event::TaskListMarker(done) = piece.event {
            tasks.total += 1;
            tasks.done += u32::from(done);
        }
    }
    tasks
}
