//! What tera says about templates, as diagnostics.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, ReportError};

use crate::base::{Diagnostic, Place, Source, Span, nearest};

/// Templates by the names that tera knows them by.
pub(super) type Sources = BTreeMap<String, Source>;

/// One mistake, and the template that it is in, if tera says so.
pub(super) struct Fault {
    pub template: Option<String>,
    pub diagnostic: Diagnostic,
}

/// All that an error of tera says. `code` names the stage it came from.
pub(super) fn faults(error: &Error, code: &'static str, sources: &Sources) -> Vec<Fault> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            vec![reported(report, &error.to_string(), code, sources)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}` to extend");
            vec![mentioned(message, current, parent, code, sources)]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let message = format!("the template extends itself: {}", chain(tpl, inheritance_chain, sources));
            let parent = inheritance_chain.first().unwrap_or(tpl);
            vec![mentioned(message, tpl, parent, code, sources)]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let inner = include_chain.iter().skip(1).cloned().collect::<Vec<_>>();
            let message = format!("the template includes itself: {}", chain(tpl, &inner, sources));
            let next = inner.first().unwrap_or(tpl);
            vec![mentioned(message, tpl, next, code, sources)]
        }
        _ => unplaced(&error.to_string(), code, sources),
    }
}

fn reported(report: &ReportError, text: &str, code: &'static str, sources: &Sources) -> Fault {
    let range = &report.span().range;
    let place = match sources.get(report.filename()) {
        Some(source) => source.place(Span::new(range.start, range.end)),
        None => Place::file(report.filename()),
    };
    let mut diagnostic = spoken(report.message(), code).at(place);
    diagnostic.related = notes(text, sources);
    Fault { template: Some(report.filename().to_owned()), diagnostic }
}

/// A mistake in `template` that is about the name `other`, which stands in it as a text.
fn mentioned(message: String, template: &str, other: &str, code: &'static str, sources: &Sources) -> Fault {
    let mut diagnostic = Diagnostic::error(code, message);
    if let Some(source) = sources.get(template) {
        let short = other.splitn(3, '/').last().unwrap_or(other);
        let found = [other, short].into_iter().find_map(|name| Some((source.text.find(name)?, name.len())));
        diagnostic = diagnostic.at(match found {
            Some((at, length)) => source.place(Span::new(at, at + length)),
            None => Place::file(&source.path),
        });
    }
    Fault { template: Some(template.to_owned()), diagnostic }
}

/// Errors that tera hands over as finished text: several reports, or a sentence.
fn unplaced(text: &str, code: &'static str, sources: &Sources) -> Vec<Fault> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let Some((template, at)) = lines.get(index + 1).and_then(|line| location(line)) else { continue };
        let width = lines.get(index + 4).map_or(1, |carets| carets.matches('^').count());
        let place = place(&template, at, width, sources);
        found.push(Fault { template: Some(template), diagnostic: spoken(message, code).at(place) });
    }
    if found.is_empty() {
        let template = sources.keys().rev().find(|name| text.contains(&format!("`{name}`"))).cloned();
        let mut said = text.to_owned();
        for (name, source) in sources {
            said = said.replace(&format!("`{name}`"), &format!("`{}`", source.path));
        }
        let mut diagnostic = spoken(&said, code);
        if let Some(source) = template.as_ref().and_then(|name| sources.get(name)) {
            diagnostic = diagnostic.at(Place::file(&source.path));
        }
        found.push(Fault { template, diagnostic });
    }
    found
}

/// The places of the notes behind a report: the calls that led there.
fn notes(text: &str, sources: &Sources) -> Vec<Place> {
    let lines: Vec<&str> = text.lines().collect();
    let note = |(index, line): (usize, &&str)| {
        let words = line.strip_prefix("note: ")?;
        let (template, at) = location(words.rsplit_once(' ').map_or(words, |(_, place)| place))?;
        let width = lines.get(index + 3).map_or(1, |carets| carets.matches('^').count());
        Some(place(&template, at, width, sources))
    };
    lines.iter().enumerate().filter_map(note).collect()
}

/// Reads `--> name:3:7`, or the same without the arrow.
fn location(line: &str) -> Option<(String, (usize, usize))> {
    let line = line.trim_start();
    let mut parts = line.strip_prefix("--> ").unwrap_or(line).rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let row = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), (row, column)))
}

fn place(template: &str, (line, column): (usize, usize), width: usize, sources: &Sources) -> Place {
    let source = sources.get(template);
    let path = source.map_or_else(|| template.to_owned(), |source| source.path.to_string());
    let text = source.and_then(|source| source.text.lines().nth(line.saturating_sub(1))).unwrap_or_default();
    Place { path, line, column, width: width.max(1), text: text.trim_end().to_owned() }
}

fn chain(first: &str, rest: &[String], sources: &Sources) -> String {
    let shown = |name: &str| sources.get(name).map_or_else(|| name.to_owned(), |source| source.path.to_string());
    std::iter::once(first).chain(rest.iter().map(String::as_str)).map(shown).collect::<Vec<_>>().join(" → ")
}

/// tera's sentence in our manner: no capital, no full stop; the names that there are become help.
fn spoken(message: &str, code: &'static str) -> Diagnostic {
    let (said, names) = ["Available fields:", "Available variables:"]
        .iter()
        .find_map(|mark| message.split_once(mark))
        .map_or((message, None), |(said, names)| (said, Some(names.trim())));
    let said = said.trim().trim_end_matches('.');
    let mut letters = said.chars();
    let said: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let missing = said.split('`').nth(1).unwrap_or_default().to_owned();
    let diagnostic = Diagnostic::error(code, said);
    let Some(names) = names else { return diagnostic };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_unstable();
    match nearest(&missing, names.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`? There are: {}", names.join(", "))),
        None => diagnostic.help(format!("there are: {}", names.join(", "))),
    }
}
