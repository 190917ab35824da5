//! What stands in the files of releases and entries, word for word, fit to stand in another document.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pulldown_cmark::{Event, Parser};

use super::Wanted;
use crate::base::{SitePath, Source};
use crate::model::{DefinitionOf, Limits, LinkTarget, Passage, Prose, Version, Whence};
use crate::read::{BlockKind, Definition, PREAMBLE, blocks, clean, front, rewritten};

/// A text, and what its reference links need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    pub text: String,
    pub definitions: Vec<Definition>,
}

/// The body of the file at `path`, its highest headings on `level`, its links absolute; without a heading that only
/// names `version`.
pub fn own(wanted: &Wanted<'_>, path: &SitePath, prose: &Prose, version: &str, level: u8) -> Own {
    let Some(source) = wanted.tree.bytes(path.as_str()).and_then(|bytes| clean(path, bytes).value) else {
        return Own::default();
    };
    let text = &*without_comments(body(&source));
    let (mut blocks, mut definitions) = blocks(text);
    // One that stands in front is no part of the notes.
    let is_of_version = |words: &str| {
        let version = Version::new(version);
        let words = words.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_start_matches('v');
        !version.as_str().is_empty() && words.starts_with(version.as_str())
    };
    if let Some(BlockKind::Heading { text, .. }) = blocks.first().map(|block| &block.kind)
        && (text == PREAMBLE
            || (prose.body.versions.len() == 1
                && (is_of_version(text) || text.eq_ignore_ascii_case(Version::UNRELEASED))))
    {
        blocks.remove(0);
    }
    let needed: Vec<String> = blocks.iter().flat_map(|block| &block.labels).map(|it| it.to_lowercase()).collect();
    definitions.retain(|it| needed.contains(&it.label.to_lowercase()));
    let mut text = rewritten(text, &blocks, 1, level);
    for (link, address) in prose.body.links.iter().zip(&prose.links) {
        let written = match &link.target {
            LinkTarget::Root(path) => path.clone(),
            LinkTarget::Relative { path, fragment } => format!("{path}{fragment}"),
            LinkTarget::Fragment(_) => continue,
        };
        let absolute = wanted.given.site.config.absolute(&address.text);
        for (before, behind) in [("](", ")"), ("](", " "), ("](<", ">")] {
            text = text.replace(&format!("{before}{written}{behind}"), &format!("{before}{absolute}{behind}"));
        }
        for definition in definitions.iter_mut().filter(|it| it.target == written) {
            *definition = Definition {
                text: definition.text.replace(&written, &absolute),
                target: absolute.clone(),
                label: definition.label.clone(),
            };
        }
    }
    Own { text, definitions }
}

fn body(source: &Source) -> &str {
    let limits = Limits { front_matter: usize::MAX, ..Limits::default() };
    let start = front(source, &limits).value.body;
    source.text.get(start..).unwrap_or_default()
}

/// The text without comments of HTML: they are for whoever edits the file.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains(COMMENT) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    let mut is_open = false;
    for (event, range) in Parser::new(text).into_offset_iter() {
        if !matches!(event, Event::Html(_) | Event::InlineHtml(_)) {
            is_open = false;
            continue;
        }
        let mut at = range.start;
        while let Some(html) = text.get(at..range.end).filter(|html| !html.is_empty()) {
            match (is_open, html.find(if is_open { "-->" } else { COMMENT })) {
                (false, None) => break,
                (false, Some(start)) => {
                    out.push_str(text.get(end..at + start).unwrap_or_default());
                    (at, end, is_open) = (at + start, at + start, true);
                }
                (true, None) => {
                    (at, end) = (range.end, range.end);
                }
                (true, Some(length)) => {
                    at += length + "-->".len();
                    (end, is_open) = (at, false);
                    // A line with nothing else goes as a whole: left blank, it would part what stands around it.
                    let line = out.rfind('\n').map_or(0, |at| at + 1);
                    if out[line..].trim().is_empty() && text[end..].starts_with('\n') {
                        let is_of_item = out.len() > line;
                        out.truncate(line);
                        end += 1;
                        // Two lists stay two.
                        if !is_of_item && parts_lists(&out, text.get(end..).unwrap_or_default()) {
                            out.push_str("<!-- -->\n");
                        }
                    }
                }
            }
        }
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out.into()
}

const COMMENT: &str = "<!--";

/// Whether an item of a list follows something that is no heading.
fn parts_lists(before: &str, behind: &str) -> bool {
    let next = behind.trim_start_matches('\n');
    let is_item = ["- ", "* ", "+ "].iter().any(|bullet| next.starts_with(bullet));
    let last = before.trim_end().lines().next_back().unwrap_or_default();
    is_item && !last.is_empty() && !last.starts_with('#')
}

/// Definitions of a whole document: each label once.
#[derive(Default)]
pub struct Definitions {
    all: Vec<(Definition, DefinitionOf)>,
    /// Where each stands in `all`, by its label in small letters.
    known: BTreeMap<String, usize>,
}

impl Definitions {
    /// Takes over what the text of a file needs. Where a label means something else already, its links are written out.
    pub fn take(&mut self, own: Own, of: &DefinitionOf) -> String {
        let mut text = own.text;
        for definition in own.definitions {
            let label = definition.label.to_lowercase();
            match self.known.get(&label).and_then(|at| self.all.get(*at)).map(|(known, _)| known) {
                None => {
                    self.known.insert(label, self.all.len());
                    self.all.push((definition, of.clone()));
                }
                Some(known) if known.target == definition.target => {}
                Some(_) => text = written_out(&text, &definition),
            }
        }
        text
    }

    /// Where the heading of a release leads.
    pub fn add(&mut self, release: &str, label: &str, target: &str) {
        let definition =
            Definition { label: label.to_owned(), target: target.to_owned(), text: format!("[{label}]: {target}") };
        let own = Own { text: String::new(), definitions: vec![definition] };
        self.take(own, &DefinitionOf::Release(release.to_owned()));
    }

    /// A line for each.
    pub fn passages(self) -> impl Iterator<Item = Passage> {
        self.all.into_iter().map(|(definition, of)| Passage {
            text: format!("{}\n", definition.text),
            whence: Whence::Definition { of },
        })
    }
}

/// `[a][label]`, `[label][]` and `[label]` with the address in them.
fn written_out(text: &str, definition: &Definition) -> String {
    let Definition { label, target, .. } = definition;
    let text = text.replace(&format!("][{label}]"), &format!("]({target})"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let plain = format!("[{label}]");
    while let Some(at) = rest.find(&plain) {
        let behind = &rest[at + plain.len()..];
        out.push_str(&rest[..at + plain.len()]);
        let behind = behind.strip_prefix("[]").unwrap_or(behind);
        if !behind.starts_with('(') {
            out.push_str(&format!("({target})"));
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(label: &str, target: &str) -> Definition {
        Definition { label: label.to_owned(), target: target.to_owned(), text: format!("[{label}]: {target}") }
    }

    #[test]
    fn a_label_means_one_thing_in_a_document() {
        let mut all = Definitions::default();
        let own = |text: &str, target: &str| Own { text: text.to_owned(), definitions: vec![definition("A", target)] };
        let of = DefinitionOf::Release("1.0".to_owned());
        assert_eq!(all.take(own("[A]", "/1"), &of), "[A]");
        assert_eq!(all.take(own("[a]", "/1"), &of), "[a]");
        assert_eq!(all.take(own("[A], [A][], [b][A], [A](/x)", "/2"), &of), "[A](/2), [A](/2), [b](/2), [A](/x)");
        assert_eq!(all.passages().map(|it| it.text).collect::<Vec<_>>(), ["[A]: /1\n"]);
    }

    #[test]
    fn comments_stay_with_whoever_edits_the_file() {
        for (text, without) in [
            ("a <!-- b --> c <!-- d -->", "a  c "),
            ("<!--\nb\n\nc\n-->\n\nd\n", "\nd\n"),
            ("- a\n<!-- b -->\n- c\n", "- a\n<!-- -->\n- c\n"),
            ("## A\n\n<!-- b -->\n- c\n", "## A\n\n- c\n"),
            ("- a\n  <!-- b\n  c -->\n- d\n", "- a\n- d\n"),
            ("<b>x</b> <!-- y -->\n", "<b>x</b> \n"),
            ("a\n\n<!-- never closed\n\nb\n", "a\n\n"),
            ("`<!-- a -->` \n\n```\n<!-- b -->\n```\n", "`<!-- a -->` \n\n```\n<!-- b -->\n```\n"),
            ("none", "none"),
        ] {
            assert_eq!(without_comments(text), without, "{text}");
        }
    }
}
