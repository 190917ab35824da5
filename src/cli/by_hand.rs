//! CHANGELOG.md as somebody edited it by hand: what was edited, and how it comes back into the site's files.

use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use super::exit::{Ending, Stop, say};
use super::export;
use super::report::{Reporter, count_of};
use super::site::Talk;
use crate::author::by_hand::{Back, Bench, Edit, Found, Outcome, What, bring_back, found};
use crate::base::{Date, Diagnostic, Place, SitePath, Tree};
use crate::build::{self, CONFIG, Memo, Output, Wish};
use crate::edge::disk::{self, read_file};
use crate::edge::git::{Around, Repository};
use crate::edge::{Failure, shell_word};
use crate::export::{Wanted, changelog_passages};
use crate::facts::ahead::{Ahead, with_ahead};
use crate::import::{Given, IMPORTERS};
use crate::model::{Config, Draft, Passage, Site, Viewpoint, Whence};

/// How many commits are looked through for the one that wrote the document.
const MOST_COMMITS: usize = 10;

/// How many edits are told one by one.
const MOST_TOLD: usize = 20;

/// What of a commit makes its site.
const OF_SITE: [&str; 6] = [CONFIG, "changelog", "roadmap", "static", "templates", "themes"];

/// The site that a document may have been written from.
pub(super) struct Look<'a> {
    pub(super) root: &'a Path,
    pub(super) tree: &'a Tree,
    pub(super) config: &'a Config,
    pub(super) now: jiff::Timestamp,
}

/// A document that the site keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// From the site's folder; `..` may lead out of it.
    pub(super) written: String,
    /// The id of the product that it is about; empty in a site without products.
    product: String,
    /// `[release]` names it.
    is_named: bool,
    /// The release that it tells of before its day, as one that is made ahead: its version and day.
    ahead: Option<(String, Date)>,
}

/// A document that says something else than the site.
pub(super) struct Edited {
    pub(super) document: Document,
    pub(super) text: String,
    /// What it was written from is known: whatever differs was edited by hand.
    pub(super) is_certain: bool,
    /// Tidings wrote it.
    pub(super) is_own: bool,
    pub(super) back: Back,
}

/// What there is to say about all documents.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) edited: Vec<Edited>,
    /// At least one of them was written by Tidings.
    pub(super) is_known: bool,
}

/// What a document turns out to be.
enum Seen {
    AsWritten,
    Edited(Box<Edited>),
    /// Nothing that this site wrote or will write.
    Foreign,
}

impl Look<'_> {
    /// The documents, each with what was edited in it.
    ///
    /// # Errors
    /// When a document cannot be read.
    pub(super) fn edited(&self) -> Result<Looked, Failure> {
        let memo = Memo::remembering();
        let mut looked = Looked::default();
        for document in self.documents() {
            let Some(bytes) = read_file(&self.root.join(&document.written))? else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match self.look(document, text, &memo) {
                Seen::AsWritten => looked.is_known = true,
                Seen::Edited(edited) => {
                    looked.is_known |= edited.is_own;
                    looked.edited.push(*edited);
                }
                Seen::Foreign => {}
            }
        }
        Ok(looked)
    }

    /// The one at this path, when it is one of the site's and tells of something that the site tells of, edited or not.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn own(&self, file: &Path) -> Result<Option<(Document, Option<Edited>)>, Failure> {
        let real = |path: &Path| path.canonicalize().ok();
        let is_it = |document: &Document| real(&self.root.join(&document.written)) == real(file);
        let Some(document) = self.documents().into_iter().find(is_it).filter(|_| real(file).is_some()) else {
            return Ok(None);
        };
        let memo = Memo::remembering();
        let text = read_file(file)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let now = self.passages(self.tree, self.now, &document, &memo).unwrap_or_default();
        let tells =
            now.iter().any(|it| matches!(it.whence, Whence::Heading { .. }) && text.contains(it.text.trim_end()));
        let edited = match self.look(document.clone(), text, &memo) {
            Seen::AsWritten => None,
            Seen::Edited(edited) if edited.is_own => Some(*edited),
            Seen::Edited(_) | Seen::Foreign => return Ok(None),
        };
        Ok(tells.then_some((document, edited)))
    }

    /// Those that `[release]` names; without any, CHANGELOG.md in the site's folder and at the repository's top.
    fn documents(&self) -> Vec<Document> {
        let ids = || self.config.products.iter().map(|product| product.id.clone());
        let ids: Vec<String> = if self.config.products.is_empty() { vec![String::new()] } else { ids().collect() };
        let named = ids.iter().filter_map(|id| {
            let written = self.config.release.of(id).changelog.clone()?;
            Some(Document { written, product: id.clone(), is_named: true, ahead: None })
        });
        let named: Vec<Document> = named.collect();
        if !named.is_empty() {
            return named;
        }
        let ups = match Repository::around(self.root) {
            Ok(Around::Repository(repository)) => repository.prefix().matches('/').count(),
            _ => 0,
        };
        let mut places = vec!["CHANGELOG.md".to_owned()];
        if ups > 0 {
            places.push(format!("{}CHANGELOG.md", "../".repeat(ups)));
        }
        let of = |written: &String| {
            ids.iter()
                .map(|id| Document { written: written.clone(), product: id.clone(), is_named: false, ahead: None })
                .collect::<Vec<_>>()
        };
        places.iter().flat_map(of).collect()
    }

    fn look(&self, document: Document, text: String, memo: &Memo) -> Seen {
        let document = Document { ahead: ahead(&text, self.now), ..document };
        let Some(now) = self.passages(self.tree, self.now, &document, memo) else { return Seen::Foreign };
        if joined(&now) == text {
            return Seen::AsWritten;
        }
        let base = self.base(&document, memo);
        let is_certain = base.is_some();
        let is_own = is_certain || now.first().is_some_and(|head| text.starts_with(&head.text));
        // Whatever else is called so is nobody's business.
        if !is_own && !document.is_named {
            return Seen::Foreign;
        }
        let mut edits = found(base.as_ref().unwrap_or(&now), &text, self.config);
        if !is_certain {
            // What it does not tell of may not have been written yet.
            edits.retain(|edit| !matches!(edit.what, What::GoneChange { .. } | What::GoneRelease { .. }));
        }
        let back = match is_own {
            true => self.back(&document, &edits, memo).unwrap_or_default(),
            false => Back::default(),
        };
        match (is_own, back.found.is_empty(), edits.is_empty()) {
            (true, true, _) | (false, _, true) => Seen::AsWritten,
            _ => Seen::Edited(Box::new(Edited { document, text, is_certain, is_own, back })),
        }
    }

    fn back(&self, document: &Document, edits: &[Edit], memo: &Memo) -> Option<Back> {
        let (_, site, product) = self.site(self.tree, self.now, document, memo)?;
        let export = |tree: &Tree| self.passages(tree, self.now, document, memo);
        let drafts = |text: &str| self.drafts(text);
        let bench = Bench { site: &site, tree: self.tree, product, export: &export, drafts: &drafts };
        Some(bring_back(edits, &bench))
    }

    /// A piece of a changelog as any other is read.
    fn drafts(&self, text: &str) -> Vec<Draft> {
        let Some(importer) = IMPORTERS.iter().find(|importer| importer.name == "changelog") else { return Vec::new() };
        let name = SitePath::new("CHANGELOG.md").expect("the name is a path");
        let files: Tree = [(name, text.as_bytes().into())].into_iter().collect();
        importer.read(&Given { files: &files, product: None, repository: None, config: self.config }).value
    }

    /// The site that the document is written from, and the index of its product; `None` when these files make none.
    fn site(
        &self,
        tree: &Tree,
        now: jiff::Timestamp,
        document: &Document,
        memo: &Memo,
    ) -> Option<(Output, Site, usize)> {
        let viewpoint = Viewpoint { now, drafts: false, future: document.ahead.is_some(), audiences: Vec::new() };
        let output = build::build(tree, &Wish { viewpoint, base_url: None, origin: None }, memo).value?;
        let site = match &document.ahead {
            Some((version, day)) => {
                with_ahead(output.site(), &Ahead { product: &document.product, version, day: *day })
            }
            None => output.site().clone(),
        };
        let product = site.products.iter().position(|known| known.config.id == document.product)?;
        Some((output, site, product))
    }

    /// The document as it would be written from these files; `None` when they make no site with that product.
    fn passages(&self, tree: &Tree, now: jiff::Timestamp, document: &Document, memo: &Memo) -> Option<Vec<Passage>> {
        let (output, site, product) = self.site(tree, now, document, memo)?;
        let given = crate::export::Given { site: &site, ..output.exporting() };
        // Words of sources are written out as those of files are.
        let whole = build::whole(tree, &site.config, &Memo::none()).value.tree;
        Some(changelog_passages(&Wanted { given: &given, tree: &whole, product, release: None }))
    }

    /// The document as it was last written, by the newest commit that has it as its own site says. `None` when no
    /// history tells.
    fn base(&self, document: &Document, memo: &Memo) -> Option<Vec<Passage>> {
        let Ok(Around::Repository(repository)) = Repository::around(self.root) else { return None };
        let file = self.root.join(&document.written).canonicalize().ok()?;
        let path = file.strip_prefix(repository.top().canonicalize().ok()?).ok()?.to_str()?.replace('\\', "/");
        let folders: Vec<String> = OF_SITE.iter().map(|name| repository.path_of(name)).collect();
        for (commit, moment) in repository.touching(&path, MOST_COMMITS).ok()? {
            let text = repository.file_at(&commit, &path).ok()??;
            let files = repository.files_at(&commit, &folders).ok()?;
            let site =
                |(path, bytes): (String, Vec<u8>)| Some((SitePath::new(repository.below(&path)?).ok()?, bytes.into()));
            let tree: Tree = files.into_iter().filter_map(site).collect();
            for now in [moment, self.now] {
                let passages = self.passages(&tree, now, document, memo);
                if let Some(passages) = passages.filter(|passages| joined(passages).as_bytes() == text) {
                    return Some(passages);
                }
            }
        }
        None
    }
}

/// The first release that the text tells of with a day after this moment.
fn ahead(text: &str, now: jiff::Timestamp) -> Option<(String, Date)> {
    text.lines().filter_map(|line| line.strip_prefix("## ")).find_map(|heading| {
        let (name, rest) = heading.split_once(" - ")?;
        let day = Date::parse(rest.split_whitespace().next()?).ok().filter(|day| day.timestamp() > now)?;
        Some((name.trim_matches(['[', ']']).to_owned(), day))
    })
}

fn joined(passages: &[Passage]) -> String {
    passages.iter().map(|passage| passage.text.as_str()).collect()
}

impl Edited {
    pub(super) fn is_written_by_releases_of(&self, product: &str) -> bool {
        self.document.is_named && self.document.product == product
    }

    /// The file as the caller names it.
    pub(super) fn file(&self, root: &Path) -> PathBuf {
        let path = root.join(&self.document.written);
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        // `site/../CHANGELOG.md` is told as people would, unless a link leads elsewhere.
        let mut short = PathBuf::new();
        for part in path.components() {
            match part {
                Component::ParentDir if short.file_name().is_some() => drop(short.pop()),
                part => short.push(part),
            }
        }
        if short.canonicalize().ok() == path.canonicalize().ok() { short } else { path }
    }

    /// What there is to say about it.
    pub(super) fn diagnostics(&self, root: &Path) -> Vec<Diagnostic> {
        let file = shell_word(&self.file(root));
        if !self.is_own {
            let what =
                format!("{} was not written by Tidings, and the next release writes over it", self.document.written);
            let fault = Diagnostic::note("foreign-changelog", what).at(Place::file(&self.document.written));
            return vec![fault.help(format!("take over what it tells: tidings import changelog {file}"))];
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let mut all: Vec<Diagnostic> =
            self.back.found.iter().take(MOST_TOLD).map(|found| self.diagnostic(found, &lines, &file)).collect();
        let others = self.back.found.len().saturating_sub(MOST_TOLD);
        if others > 0 {
            let what = format!("{} more in {}", count_of(others, "edit"), self.document.written);
            let fault = self.fault(what).at(Place::file(&self.document.written));
            all.push(fault.help(format!("see all of them: tidings import changelog {file} --dry-run")));
        }
        all
    }

    /// Where nobody knows which of the two is newer, it is a note.
    fn fault(&self, what: String) -> Diagnostic {
        match self.is_certain {
            true => Diagnostic::warning("edited-changelog", what),
            false => Diagnostic::note("differing-changelog", what),
        }
    }

    fn diagnostic(&self, found: &Found, lines: &[&str], file: &str) -> Diagnostic {
        let place = match found.line.checked_sub(1).and_then(|at| lines.get(at)) {
            Some(text) => {
                let width = text.chars().count().max(1);
                let path = self.document.written.clone();
                Place { path, line: found.line, column: 1, width, text: (*text).to_owned() }
            }
            None => Place::file(&self.document.written),
        };
        let said = match self.is_certain {
            true => found.what.clone(),
            false => found.what.replace(" by hand", " by hand, or the file that says it was"),
        };
        let anew = format!("to have it as the site says: tidings export changelog -o {file}");
        let (what, help) = match &found.outcome {
            Outcome::Ready { paths, diff } => {
                let paths: Vec<String> = paths.iter().map(SitePath::to_string).collect();
                let help = format!("bring it back: tidings import changelog {file}\n\n{}", diff.trim_end());
                (format!("{said}; {} is its place", paths.join(" and ")), help)
            }
            Outcome::Offered { help, .. } => (said, help.clone()),
            Outcome::Conflict { path } => {
                let help = format!(
                    "put the two together in {path} by hand; then {}",
                    anew.trim_start_matches("to have it as the site says: ")
                );
                (format!("{said}, and {path} says something else by now"), help)
            }
            Outcome::Nowhere { why } => (said, format!("{why}; {anew}")),
        };
        self.fault(what).at(place).help(help)
    }
}

/// Edits on their way back into the files of the site.
pub(super) struct Returning<'a> {
    pub(super) root: &'a Path,
    pub(super) file: &'a Path,
    pub(super) dry_run: bool,
    pub(super) talk: &'a Talk,
}

impl Returning<'_> {
    /// Brings back what can be, and tells what stays in the document, which is written anew when nothing does.
    pub(super) fn run(&self, document: &Document, edited: Option<&Edited>, reporter: &Reporter) -> Ending {
        let failed = |failure: Failure| failure.told_by(reporter);
        let Some(edited) = edited else {
            let text = format!("{} says what the site says: nothing was edited by hand.\n", document.written);
            return if self.talk.quiet { Ok(()) } else { say(&text).map_err(failed) };
        };
        let Back { found, changes, document } = &edited.back;
        let is_complete = edited.back.is_complete();
        let is_new = is_complete && *document != edited.text;
        if !self.dry_run {
            disk::apply(changes, self.root).map_err(failed)?;
            if is_new {
                export::write(self.file, document.clone().into_bytes()).map_err(failed)?;
            }
        }
        let reporter = reporter.clone().in_site(self.root);
        let stays: Vec<&Found> = found.iter().filter(|found| !matches!(found.outcome, Outcome::Ready { .. })).collect();
        let lines: Vec<&str> = edited.text.lines().collect();
        let file = shell_word(self.file);
        reporter.tell(stays.iter().map(|found| edited.diagnostic(found, &lines, &file)).collect());
        if !self.talk.quiet {
            let text = match reporter.tells_programs() {
                true => self.told(edited, is_new),
                false => self.summary(edited, is_new, stays.len()),
            };
            say(&text).map_err(failed)?;
        }
        if is_complete { Ok(()) } else { Err(Stop::Content) }
    }

    /// What was done, or would be: with all differences, if it would.
    fn summary(&self, edited: &Edited, is_new: bool, stays: usize) -> String {
        let mut text = String::new();
        let mut count = 0;
        for found in &edited.back.found {
            let Outcome::Ready { paths, diff } = &found.outcome else { continue };
            count += 1;
            let paths: Vec<&str> = paths.iter().map(SitePath::as_str).collect();
            text += &format!("{}:{} → {}\n", self.file.display(), found.line, paths.join(", "));
            if self.dry_run || self.talk.verbose {
                text += diff;
            }
        }
        let verb = if self.dry_run { "would come" } else { "came" };
        text += &format!("{} {verb} back into the site", count_of(count, "edit"));
        if stays > 0 {
            text += &format!("; {stays} {} in {}", if stays == 1 { "stays" } else { "stay" }, self.file.display());
        } else if is_new {
            let verb = if self.dry_run { "would be" } else { "was" };
            text += &format!("; {} {verb} written anew, in the form of the export", self.file.display());
        }
        let end = if self.dry_run { ". Nothing was written.\n" } else { ".\n" };
        text + end
    }

    /// The same for programs.
    fn told(&self, edited: &Edited, is_new: bool) -> String {
        let edits: Vec<Value> = edited
            .back
            .found
            .iter()
            .map(|found| {
                let (action, files, diff) = match &found.outcome {
                    Outcome::Ready { paths, diff } => {
                        ("ready", paths.iter().map(SitePath::as_str).collect(), Some(diff))
                    }
                    Outcome::Offered { path, .. } => ("offered", path.iter().map(SitePath::as_str).collect(), None),
                    Outcome::Conflict { path } => ("conflict", vec![path.as_str()], None),
                    Outcome::Nowhere { .. } => ("nowhere", Vec::new(), None),
                };
                json!({ "line": found.line, "what": found.what, "outcome": action, "files": files, "diff": diff })
            })
            .collect();
        let object = json!({ "kind": "summary", "dry_run": self.dry_run, "edits": edits, "written_anew": is_new && !self.dry_run });
        format!("{object}\n")
    }
}
