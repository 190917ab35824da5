//! What stands against a release.

use super::Run;
use super::plan::Planned;
use crate::base::Diagnostic;
use crate::build::{self, Memo, Wish};
use crate::check::{self, View};
use crate::cli::by_hand::Look;
use crate::cli::content::SiteContent;
use crate::edge::git::Around;
use crate::edge::{Failure, clock, shell_word};
use crate::facts::order::{Kind, out_of_order as out_of_order_in};
use crate::model::Site;

/// How many files are named.
const MOST_NAMED: usize = 5;

impl Run {
    /// Every gate that is closed, to be told as it is.
    pub(super) fn closed_gates(
        &self,
        site: &Site,
        planned: &Planned,
        around: &Around,
    ) -> Result<Vec<Failure>, Failure> {
        // Who names a version may have made its tag first.
        let counted = self.asked().is_counted().then_some(planned.tag.as_str());
        let mut gates = Vec::new();
        gates.extend(silent(planned));
        gates.extend(out_of_order(site, planned));
        gates.extend(doubts(&self.site)?);
        gates.extend(tagged(around, counted)?);
        gates.extend(uncommitted(around)?);
        gates.extend(by_hand(&self.site, &site.products[planned.product.0].config.id)?);
        Ok(gates.into_iter().map(with_force).collect())
    }
}

/// A release of which nothing is told: nothing waits, or nothing that the public may see of a pre-release.
fn silent(planned: &Planned) -> Option<Failure> {
    planned.plan.is_silent.then(|| {
        let folder = match planned.product.1.as_str() {
            "" => "changelog/unreleased".to_owned(),
            id => format!("changelog/{id}/unreleased"),
        };
        Failure::refused(format!("nothing waits to be released as {}", planned.name()))
            .help(format!("write an entry with `tidings new entry`, or a sentence about it in {folder}/release.md"))
    })
}

/// A number or a day that contradicts the releases that are there.
fn out_of_order(site: &Site, planned: &Planned) -> Option<Failure> {
    let (product, day) = (planned.product.0, planned.date);
    let (name, is_there) = (planned.name(), planned.plan.is_late);
    let fault = out_of_order_in(site, product, &planned.version(), &day).filter(|_| !is_there)?;
    let (other, on) = (&fault.other.version, fault.day.iso_day());
    Some(match fault.kind {
        Kind::Number => {
            Failure::refused(format!("{name} of {} would follow {other} of {on}, a later version", day.iso_day())).help(
                format!("name a version after {}, or with --date the day on which it came out", fault.newest.version),
            )
        }
        Kind::Day => Failure::refused(format!("{name} would be of {}, before {other} of {on}", day.iso_day()))
            .help("give a later day with --date"),
        Kind::Over => Failure::refused(format!("{name} would be a pre-release of {other}, which is released"))
            .help(format!("name a version after {}", fault.newest.version)),
    })
}

/// A gate says how it is passed.
fn with_force(gate: Failure) -> Failure {
    let forced = "or say why it is to be made all the same: --force \"REASON\"";
    let help = gate.help.clone().map_or(forced.to_owned(), |help| format!("{help}, {forced}"));
    gate.help(help)
}

/// A CHANGELOG.md of the product that says what the site does not: the release would write over it.
fn by_hand(site: &SiteContent, product: &str) -> Result<Option<Failure>, Failure> {
    let look = Look { root: &site.root, tree: &site.tree, config: &site.config, now: clock::now()? };
    let mut edited = look.edited()?.edited.into_iter().filter(|edited| edited.is_written_by_releases_of(product));
    Ok(edited.next().map(|edited| {
        let file = shell_word(&edited.file(&site.root));
        match edited.diagnostics(&site.root).first() {
            Some(first) if edited.is_own => {
                let place = first.place.as_ref().filter(|place| place.line > 0);
                let line = place.map_or(String::new(), |place| format!(":{}", place.line));
                let more = match edited.back.found.len().saturating_sub(1) {
                    0 => String::new(),
                    more => format!(" (and {more} more)"),
                };
                Failure::refused(format!("{file}{line} would be written over: {}{more}", first.message))
                    .help(format!("see `tidings check`, bring it back with `tidings import changelog {file}`"))
            }
            _ => Failure::refused(format!("{file} was not written by Tidings, and would be written over"))
                .help(format!("take over what it tells with `tidings import changelog {file}`")),
        }
    }))
}

/// Doubts that the site wants as errors, those of the build among them.
fn doubts(site: &SiteContent) -> Result<Option<Failure>, Failure> {
    let wish = Wish { viewpoint: check::everything(&site.config, clock::now()?), base_url: None, origin: None };
    let mut said = Vec::new();
    let Some(linked) = build::linked(&site.tree, &wish, &Memo::none()).take(&mut said) else { return Ok(None) };
    // What is an error by itself keeps the site from being built, or is in a draft, which stays behind.
    said.retain(|diagnostic| !diagnostic.is_error());
    let mut doubts = check::judge(said, &site.config);
    let whole = build::whole(&site.tree, &site.config, &Memo::none()).value;
    doubts.extend(check::doubts(&View::new(&linked, &whole.tree)));
    let errors: Vec<&Diagnostic> = doubts.iter().filter(|doubt| doubt.is_error()).collect();
    Ok(errors.first().map(|first| {
        let more = match errors.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Failure::refused(format!("`tidings check` finds an error: {}{more}", first.message))
            .help("run `tidings check` and mend it")
    }))
}

/// A tag that is there already: the version was released where this branch cannot see it.
fn tagged(around: &Around, tag: Option<&str>) -> Result<Option<Failure>, Failure> {
    let (Around::Repository(repository), Some(tag)) = (around, tag) else { return Ok(None) };
    let is_there = repository.tags()?.iter().any(|known| known == tag);
    Ok(is_there.then(|| {
        Failure::refused(format!("git has the tag {tag} already, which this would be"))
            .help("merge the branch that was released with it, or name another version")
    }))
}

/// Files that no commit has, if the release would be mixed with them: what git knows, and content that it does not.
fn uncommitted(around: &Around) -> Result<Option<Failure>, Failure> {
    let Around::Repository(repository) = around else { return Ok(None) };
    let is_content = |path: &str| {
        repository.below(path).is_some_and(|path| path.starts_with("changelog/") || path.starts_with("roadmap/"))
    };
    let files = repository.uncommitted(&[])?;
    let files: Vec<String> =
        files.into_iter().filter(|file| !file.is_new || is_content(&file.path)).map(|file| file.path).collect();
    if files.is_empty() {
        return Ok(None);
    }
    let named = files.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match files.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Ok(Some(Failure::refused(format!("there are uncommitted changes: {named}{more}")).help("commit them first")))
}
