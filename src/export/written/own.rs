//! What stands in the files of releases and entries, word for word, fit to stand in another document.

use std::collections::BTreeMap;

use super::Wanted;
use crate::base::{SitePath, Source};
use crate::model::{Limits, LinkTarget, Prose, Version};
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
    let text = body(&source);
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

/// Definitions of a whole document: each label once.
#[derive(Default)]
pub struct Definitions {
    all: Vec<Definition>,
    /// Where each stands in `all`, by its label in small letters.
    known: BTreeMap<String, usize>,
}

impl Definitions {
    /// Takes over what `own` needs. Where a label means something else already, its links are written out.
    pub fn take(&mut self, own: Own) -> String {
        let mut text = own.text;
        for definition in own.definitions {
            let label = definition.label.to_lowercase();
            match self.known.get(&label).and_then(|at| self.all.get(*at)) {
                None => {
                    self.known.insert(label, self.all.len());
                    self.all.push(definition);
                }
                Some(known) if known.target == definition.target => {}
                Some(_) => text = written_out(&text, &definition),
            }
        }
        text
    }

    pub fn add(&mut self, label: &str, target: &str) {
        let definition =
            Definition { label: label.to_owned(), target: target.to_owned(), text: format!("[{label}]: {target}") };
        self.take(Own { text: String::new(), definitions: vec![definition] });
    }

    pub fn lines(&self) -> String {
        self.all.iter().map(|definition| format!("{}\n", definition.text)).collect()
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
        assert_eq!(all.take(own("[A]", "/1")), "[A]");
        assert_eq!(all.take(own("[a]", "/1")), "[a]");
        assert_eq!(all.take(own("[A], [A][], [b][A], [A](/x)", "/2")), "[A](/2), [A](/2), [b](/2), [A](/x)");
        assert_eq!(all.lines(), "[A]: /1\n");
    }
}
