//! What a change under review does to the changelog: brings an entry or not, takes entries away, edits by hand.

use super::pattern::matches;
use crate::base::{Diagnostic, Place, SitePath};
use crate::model::{Config, Sourcing};
use crate::read::placement::{Noun, Placement, place};

/// A change under review.
pub struct Review<'a> {
    /// Every file that it touches; paths are from the repository's top.
    pub files: &'a [Touched],
    /// Where the site stands below the top: empty, or with a `/` at its end.
    pub site: &'a str,
    /// The full hash of the commit that the change starts from.
    pub base: &'a str,
    /// Why no entry is asked for, when somebody said so.
    pub excuse: Option<&'a str>,
    /// The path and the text of an entry that could be written.
    pub proposal: &'a (String, String),
    /// A change without an entry is an error.
    pub required: bool,
}

/// A file that the change touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    pub path: String,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is new at this place; it may have moved here.
    Came,
    Changed,
    Went,
}

/// What there is to say about it.
pub fn review(review: &Review<'_>, config: &Config) -> Vec<Diagnostic> {
    let told: Vec<(&Touched, Placement)> = review
        .files
        .iter()
        .filter_map(|file| {
            Some((file, place(&SitePath::new(file.path.strip_prefix(review.site)?).ok()?, config).ok()?))
        })
        .filter(|(_, placement)| placement.noun != Noun::RoadmapItem)
        .collect();
    // A release takes what waits along.
    let releases = told.iter().any(|(file, placement)| placement.version.is_some() && file.how == How::Came);
    let missing = without_entry(review, config, &told);
    let gone = told.iter().filter(|(file, placement)| file.how == How::Went && placement.unreleased && !releases);
    let gone = gone.filter(|(file, _)| !moved(file, &told)).map(|(file, _)| deleted(review, file));
    let edited = review.files.iter().filter(|file| file.how == How::Changed && !releases && is_changelog(review, file));
    let edited = edited.filter(|file| source_of(review, config, file).is_none());
    missing.into_iter().chain(gone).chain(edited.map(|file| by_hand(review, file))).collect()
}

/// Whether the entry stands at another place now.
fn moved(file: &Touched, told: &[(&Touched, Placement)]) -> bool {
    let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
    told.iter().any(|(other, _)| other.how == How::Came && name(&other.path) == name(&file.path))
}

fn without_entry(review: &Review<'_>, config: &Config, told: &[(&Touched, Placement)]) -> Option<Diagnostic> {
    let is_source = |file: &&Touched| source_of(review, config, file).is_some();
    let sourced = review.files.iter().filter(is_source).any(|file| file.how != How::Went);
    let brings = sourced || told.iter().any(|(file, _)| file.how != How::Went);
    let is_ignored = |path: &str| config.check.ignore.iter().any(|pattern| matches(pattern, path));
    let needs =
        |file: &&Touched| !is_of_site(review, &file.path) && !is_changelog(review, file) && !is_ignored(&file.path);
    let asking: Vec<&Touched> = review.files.iter().filter(|file| needs(file) && !is_source(file)).collect();
    let first = asking.first().filter(|_| !brings && review.excuse.is_none())?;
    let others = match asking.len() - 1 {
        0 => String::new(),
        1 => " and another file".to_owned(),
        count => format!(" and {count} other files"),
    };
    let (path, text) = review.proposal;
    let message = format!("this change touches {}{others}, and brings no entry for the changelog", first.path);
    let fault = match review.required {
        true => Diagnostic::error("no-entry", message),
        false => Diagnostic::warning("no-entry", message),
    };
    let what = match config.sources.first() {
        Some(source) => format!("tell of it in {}, which the site reads in place.", source.path),
        None => format!("write {path}, such as:\n\n{text}"),
    };
    Some(at(fault, review, first).help(format!("{what}\nIf readers notice nothing of it: `tidings explain no-entry`")))
}

/// What is read in place and this file is, or belongs to.
fn source_of<'c>(review: &Review<'_>, config: &'c Config, file: &Touched) -> Option<&'c Sourcing> {
    let site = SitePath::new(&format!("{}tidings.toml", review.site)).ok()?;
    let path = SitePath::new(&file.path).ok()?;
    config.sources.iter().find(|source| {
        site.resolve(&source.path).is_some_and(|source| path == source || path.is_below(source.as_str()))
    })
}

/// Whether the file belongs to the site rather than to what the site tells about.
fn is_of_site(review: &Review<'_>, path: &str) -> bool {
    const FOLDERS: [&str; 5] = ["changelog/", "roadmap/", "static/", "templates/", "themes/"];
    match path.strip_prefix(review.site) {
        Some(below) => {
            !review.site.is_empty() || below == "tidings.toml" || FOLDERS.iter().any(|folder| below.starts_with(folder))
        }
        None => false,
    }
}

fn is_changelog(review: &Review<'_>, file: &Touched) -> bool {
    file.path == "CHANGELOG.md" || file.path.strip_prefix(review.site) == Some("CHANGELOG.md")
}

fn deleted(review: &Review<'_>, file: &Touched) -> Diagnostic {
    let fault =
        Diagnostic::warning("deleted-entry", format!("this change takes {} away before it was released", file.path));
    let base = review.base.get(..10).unwrap_or(review.base);
    let quoted = file.path.replace('\'', "'\\''");
    let help = format!(
        "bring it back with `git checkout {base} -- ':/{quoted}'`, unless what it tells of was taken back, too"
    );
    at(fault, review, file).help(help)
}

fn by_hand(review: &Review<'_>, file: &Touched) -> Diagnostic {
    let message = format!("{} was edited by hand: the next release writes it anew from the entries", file.path);
    let help = "write the same into an entry, or into the file of the release that it is about";
    at(Diagnostic::warning("edited-changelog", message), review, file).help(help)
}

/// At the file, as seen from the site's folder.
fn at(fault: Diagnostic, review: &Review<'_>, file: &Touched) -> Diagnostic {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (site, path) = (parts(review.site), parts(&file.path));
    let shared = site.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = site[shared..].iter().map(|_| "..");
    let seen: Vec<&str> = up.chain(path[shared..].iter().map(String::as_str)).collect();
    fault.at(Place::file(seen.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(site: &str, ignore: &[&str], files: &[&str], excuse: Option<&str>) -> Vec<&'static str> {
        let mut config = Config::new("Acme", "https://acme.example");
        config.check.ignore = ignore.iter().map(|pattern| (*pattern).to_owned()).collect();
        let touched = |line: &&str| {
            let how = match &line[..1] {
                "+" => How::Came,
                "-" => How::Went,
                _ => How::Changed,
            };
            Touched { path: line[1..].to_owned(), how }
        };
        let files: Vec<Touched> = files.iter().map(touched).collect();
        let proposal = ("changelog/unreleased/x.md".to_owned(), "X\n".to_owned());
        let change = Review { files: &files, site, base: "", excuse, proposal: &proposal, required: false };
        review(&change, &config).iter().map(|it| it.code).collect()
    }

    #[test]
    fn a_change_brings_an_entry() {
        let none: &[&str] = &[];
        for (files, told) in [
            (&["~src/a.rs"][..], &["no-entry"][..]),
            (&["-src/a.rs"], &["no-entry"]),
            (&["~src/a.rs", "+changelog/unreleased/a.md"], none),
            (&["~src/a.rs", "~changelog/unreleased/a.md"], none),
            (&["~src/a.rs", "~changelog/1.0.0.md"], none),
            (&["~src/a.rs", "-changelog/unreleased/a.md"], &["no-entry", "deleted-entry"]),
            (&["~src/a.rs", "~roadmap/a.md"], &["no-entry"]),
            (&["~docs/a.md", "~a.lock"], none),
            (&["~tidings.toml", "~themes/a.css", "~roadmap/a.md"], none),
            (&["~CHANGELOG.md"], &["edited-changelog"]),
            (&[], none),
        ] {
            assert_eq!(said("", &["docs/", "*.lock"], files, None), told, "{files:?}");
        }
        assert_eq!(said("", &[], &["~src/a.rs"], Some("a label")), none);
        assert_eq!(said("site/", &[], &["~site/a.md"], None), none);
        assert_eq!(said("site/", &[], &["~changelog/unreleased/a.md"], None), ["no-entry"]);
        assert_eq!(said("site/", &[], &["~src/a.rs", "+site/changelog/unreleased/a.md"], None), none);
    }

    #[test]
    fn a_source_is_where_changes_are_told() {
        let text = "title = \"A\"\nbase_url = \"https://a.example\"\n[[sources]]\nfrom = \"changelog\"\n\
                    path = \"../CHANGELOG.md\"\n[[sources]]\nfrom = \"changesets\"\npath = \"../.changeset\"\n";
        let source = crate::base::Source::new(SitePath::new("tidings.toml").unwrap(), text);
        let config = crate::read::config(&source).value.unwrap();
        let touched = |path: &str, how| Touched { path: path.to_owned(), how };
        for (file, told) in [
            (touched("CHANGELOG.md", How::Changed), None),
            (touched(".changeset/quick-fox.md", How::Came), None),
            (touched(".changeset/quick-fox.md", How::Went), Some("no-entry")),
            (touched("site/CHANGELOG.md", How::Changed), Some("no-entry")),
        ] {
            let files = [touched("src/a.rs", How::Changed), file];
            let proposal = (String::new(), String::new());
            let change = Review {
                files: &files,
                base: "abc",
                site: "site/",
                excuse: None,
                proposal: &proposal,
                required: false,
            };
            let said = review(&change, &config);
            let of_entries = said.iter().find(|it| it.code == "no-entry");
            assert_eq!(of_entries.map(|it| it.code), told, "{files:?}");
            let help = of_entries.and_then(|it| it.help.clone()).unwrap_or_default();
            assert!(help.is_empty() || help.starts_with("tell of it in ../CHANGELOG.md"), "{help}");
        }
    }

    #[test]
    fn a_release_takes_what_waits_along() {
        let none: &[&str] = &[];
        for (files, told) in [
            (&["-changelog/unreleased/a.md"][..], &["deleted-entry"][..]),
            (&["-changelog/unreleased/a.md", "+changelog/unreleased/b.md"], &["deleted-entry"]),
            (&["-changelog/unreleased/a.md", "+changelog/1.0.0/a.md", "~CHANGELOG.md"], none),
            (&["-changelog/unreleased/a.md", "-changelog/unreleased/b.md", "+changelog/1.0.0.md"], none),
            (&["-changelog/unreleased/a.md", "+changelog/2026-01-01/a.md"], none),
            (&["-changelog/1.0.0/a.md"], none),
        ] {
            assert_eq!(said("", &[], files, None), told, "{files:?}");
        }
    }
}
