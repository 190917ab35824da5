//! What is kept of a build: when the next one would be made from the same, nothing is to be done but to say so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::{Date, Diagnostic, Digest, Place, Severity, Tree};
use crate::build::{self, Summary, Wish};
use crate::edge::cache::{Cache, Kind};
use crate::edge::disk::{self, Publication};

/// Where the record of this build and the last one is kept.
pub(super) struct Ledger {
    cache: Cache,
    /// The output folder's.
    key: Digest,
    inputs: Digest,
    now: Timestamp,
}

impl Ledger {
    /// For a build of `tree`, about which `said` was said while it was read. `None` when nothing can be kept.
    pub(super) fn open(publication: &Publication, tree: &Tree, said: &[Diagnostic], wish: &Wish) -> Option<Self> {
        let (cache, key, now) = (Cache::find()?, publication.key(), wish.viewpoint.now);
        Some(Self { cache, key, inputs: inputs(tree, said, wish)?, now })
    }

    /// The build that made what stands in the output folder, if this one would make the same.
    pub(super) fn same_build(&self, publication: &Publication) -> Option<Record> {
        let record = Record::read(&self.cache.read(Kind::Build, self.key)?)?;
        let is_same = record.holds(self.inputs, self.now) && record.is_sealed_by(publication.seal());
        is_same.then_some(record)
    }

    /// Keeps the record of this build, if what it published is sealed.
    pub(super) fn note(&self, seal: Option<Digest>, summary: &Summary, diagnostics: &[Diagnostic]) {
        if let Some(seal) = seal {
            let record = Record::new(self.inputs, seal, self.now, summary, diagnostics);
            self.cache.write(Kind::Build, self.key, record.text().as_bytes());
        }
    }
}

/// All that decides what a build makes, but for the moment: what was read, what was said about it while it was read,
/// the wish, and the program. `None` when the program cannot be told from others.
fn inputs(tree: &Tree, said: &[Diagnostic], wish: &Wish) -> Option<Digest> {
    let said = serde_json::to_vec(said).expect("diagnostics are texts and numbers");
    let (version, program, site) = (env!("CARGO_PKG_VERSION"), disk::program()?, build::inputs(tree, wish));
    Some(Digest::parts([version.as_bytes(), program.as_bytes(), &said, site.as_bytes()]))
}

/// A build that went well. It holds again for the same inputs at any moment between `since` and `until`, as long as
/// the seal on the published files is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    inputs: String,
    seal: String,
    /// The moment as of which the site was built.
    since: Timestamp,
    /// When something would become public, or stop being so.
    until: Option<String>,
    pages: usize,
    feeds: usize,
    files: usize,
    hidden: usize,
    /// All that was said, as the reader of the content said it.
    said: Vec<Said>,
}

impl Record {
    fn new(inputs: Digest, seal: Digest, since: Timestamp, summary: &Summary, diagnostics: &[Diagnostic]) -> Self {
        let Summary { pages, feeds, files, hidden, next_change } = *summary;
        Self {
            inputs: inputs.to_string(),
            seal: seal.to_string(),
            since,
            until: next_change.map(|date| date.to_string()),
            pages,
            feeds,
            files,
            hidden,
            said: diagnostics.iter().cloned().map(Said::from).collect(),
        }
    }

    /// A record as it was written; `None` when it is none, or of another form.
    fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    fn text(&self) -> String {
        serde_json::to_string(self).expect("a record is texts and numbers")
    }

    /// Whether a build from these inputs at this moment would make the same.
    fn holds(&self, inputs: Digest, now: Timestamp) -> bool {
        let is_over = match &self.until {
            None => false,
            Some(until) => Date::parse(until).map_or(true, |until| until.timestamp() <= now),
        };
        self.inputs == inputs.to_string() && self.since <= now && !is_over
    }

    /// Whether the published files are those of this build.
    fn is_sealed_by(&self, seal: Option<Digest>) -> bool {
        seal.is_some_and(|seal| self.seal == seal.to_string())
    }

    pub(super) fn summary(&self) -> Summary {
        let next_change = self.until.as_deref().and_then(|until| Date::parse(until).ok());
        Summary { pages: self.pages, feeds: self.feeds, files: self.files, hidden: self.hidden, next_change }
    }

    pub(super) fn diagnostics(self) -> Vec<Diagnostic> {
        self.said.into_iter().map(Diagnostic::from).collect()
    }
}

/// A diagnostic whose code may be any text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    code: String,
    severity: Severity,
    message: String,
    place: Option<Place>,
    label: Option<String>,
    related: Vec<Place>,
    help: Option<String>,
}

impl From<Diagnostic> for Said {
    fn from(diagnostic: Diagnostic) -> Self {
        let Diagnostic { code, severity, message, place, label, related, help } = diagnostic;
        Self { code: code.to_owned(), severity, message, place, label, related, help }
    }
}

impl From<Said> for Diagnostic {
    fn from(said: Said) -> Self {
        let Said { code, severity, message, place, label, related, help } = said;
        // A code lives as long as the program does, as those that are written in it do.
        Self { code: code.leak(), severity, message, place, label, related, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn summary(next: Option<&str>) -> Summary {
        let next_change = next.map(|text| Date::moment(moment(text)));
        Summary { pages: 3, feeds: 2, files: 9, hidden: 1, next_change }
    }

    fn record(next: Option<&str>, said: &[Diagnostic]) -> Record {
        let since = moment("2026-06-01T12:00:00.5Z");
        Record::new(Digest::of("inputs"), Digest::of("seal"), since, &summary(next), said)
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let said = [
            Diagnostic::warning("odd", "how \"odd\"").at(Place::file("a.md")).label("here").help("mend it"),
            Diagnostic::error("x", "y").related(Place::file("b.md")),
        ];
        let record = record(Some("2026-07-01T00:00:00Z"), &said);
        let read = Record::read(record.text().as_bytes()).unwrap();
        assert_eq!(read, record);
        assert_eq!(read.summary(), summary(Some("2026-07-01T00:00:00Z")));
        assert_eq!(read.diagnostics(), said);
        for other in ["", "{}", "[]", "null", &record.text()[1..]] {
            assert_eq!(Record::read(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_record_holds_from_its_build_to_the_next_change() {
        let inputs = Digest::of("inputs");
        let bounded = record(Some("2026-07-01T00:00:00.9Z"), &[]);
        for (now, holds) in [
            ("2026-06-01T12:00:00.5Z", true),
            ("2026-06-01T12:00:00.4Z", false),
            ("2025-01-01T00:00:00Z", false),
            ("2026-06-30T23:59:59Z", true),
            // The fraction is not kept: a second of doubt.
            ("2026-07-01T00:00:00Z", false),
            ("2026-07-01T00:00:01Z", false),
        ] {
            assert_eq!(bounded.holds(inputs, moment(now)), holds, "{now}");
        }
        assert!(record(None, &[]).holds(inputs, moment("9000-01-01T00:00:00Z")));
        assert!(!record(None, &[]).holds(Digest::of("others"), moment("2026-06-02T00:00:00Z")));
        assert!(bounded.is_sealed_by(Some(Digest::of("seal"))));
        assert!(!bounded.is_sealed_by(Some(Digest::of("broken"))) && !bounded.is_sealed_by(None));
    }
}
