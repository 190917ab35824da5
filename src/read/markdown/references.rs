//! References in running text: issues, commits, advisories and bare addresses become links.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::events::Piece;
use crate::base::{Forge, Span, advisory_address, scan};

/// Where references lead.
pub struct References {
    forge: Option<Forge>,
    finder: LinkFinder,
}

/// A piece of text that is a link.
struct Reference {
    start: usize,
    end: usize,
    address: String,
}

/// The shortest and longest commit hash, in hexadecimal digits (SHA-1 has 40).
const HASH: std::ops::RangeInclusive<usize> = 7..=40;
/// More digits than any issue number has.
const LONGEST_NUMBER: usize = 10;

impl References {
    /// `repository` is the address that `#123` points into; without one, only addresses and
    /// advisories become links.
    pub fn new(repository: Option<&str>) -> Self {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        Self { forge: repository.map(Forge::new), finder }
    }

    /// `text` behind `out`, its references as links.
    pub fn push<'a>(&self, text: CowStr<'a>, span: Span, out: &mut Vec<Piece<'a>>) {
        let references = self.find(&text);
        if references.is_empty() {
            out.push(Piece { event: Event::Text(text), span });
            return;
        }
        let part = |range: Range<usize>| match &text {
            CowStr::Borrowed(text) => CowStr::Borrowed(&text[range]),
            text => text[range].to_owned().into(),
        };
        let mut push = |event| out.push(Piece { event, span });
        let mut from = 0;
        for Reference { start, end, address } in references {
            if start > from {
                push(Event::Text(part(from..start)));
            }
            push(Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: address.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }));
            push(Event::Text(part(start..end)));
            push(Event::End(TagEnd::Link));
            from = end;
        }
        if from < text.len() {
            push(Event::Text(part(from..text.len())));
        }
    }

    /// In order, apart from each other.
    fn find(&self, text: &str) -> Vec<Reference> {
        if !may_refer(text) {
            return Vec::new();
        }
        let mut found = self.addresses(text);
        let urls = found.len();
        let mut url = 0;
        let mut at = 0;
        let mut last_end = 0;
        while let Some(start) = next_start(text, at) {
            while url < urls && found[url].end <= start {
                url += 1;
            }
            if url < urls && found[url].start <= start {
                at = found[url].end;
                continue;
            }
            match self.reference(text, start, last_end) {
                Some(reference) => {
                    (at, last_end) = (reference.end, reference.end);
                    found.push(reference);
                }
                None => at = word_end(text, start + 1),
            }
        }
        if urls > 0 {
            found.sort_by_key(|reference| reference.start);
            found.dedup_by(|later, earlier| later.start < earlier.end);
        }
        found
    }

    /// The web addresses in `text`. Only the words that hold one are searched: it is slow work.
    fn addresses(&self, text: &str) -> Vec<Reference> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = find_scheme(text, from) {
            let start = text[from..at].rfind(char::is_whitespace).map_or(from, |blank| from + blank);
            let end = text[at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank);
            for url in self.finder.links(&text[start..end]) {
                if ["http://", "https://"].iter().any(|scheme| starts_with(url.as_str(), scheme)) {
                    let (start, end) = (start + url.start(), start + url.end());
                    found.push(Reference { start, end, address: url.as_str().to_owned() });
                }
            }
            from = end;
        }
        found
    }

    /// The reference whose telling part starts at `start`; it may reach back to `floor`.
    fn reference(&self, text: &str, start: usize, floor: usize) -> Option<Reference> {
        let rest = &text[start..];
        let forge = self.forge.as_ref();
        match rest.as_bytes().first()? {
            b'#' => issue(forge?, text, start, floor),
            b'G' if rest.starts_with("GH-") => {
                let (end, number) = number(text, start + 3)?;
                let address = forge?.issue(number);
                ends(text, end).then_some(Reference { start, end, address })
            }
            b'C' | b'G' | b'R' => {
                let id = advisory(rest)?;
                Some(Reference { start, end: start + id.len(), address: advisory_address(id)? })
            }
            _ => commit(forge?, text, start),
        }
    }
}

/// `#123` or `owner/repo#123`, the `#` being at `at`.
fn issue(forge: &Forge, text: &str, at: usize, floor: usize) -> Option<Reference> {
    let (end, number) = number(text, at + 1)?;
    if !ends(text, end) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let before = &text[floor..at];
    let name = &before[before.trim_end_matches(is_part).len()..];
    if name.is_empty() {
        let is_free = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '&' | '#' | '@' | '='));
        return is_free.then(|| Reference { start: at, end, address: forge.issue(number) });
    }
    // `(see/also#1` is a name, `word#1` is none; `...#1` is a number behind dots.
    if name.chars().all(|c| !c.is_ascii_alphanumeric()) {
        return Some(Reference { start: at, end, address: forge.issue(number) });
    }
    let fits = |part: &str| part.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_free = !before[..before.len() - name.len()].ends_with(|c: char| c.is_alphanumeric() || c == '@');
    let sibling = forge.sibling(name).filter(|_| is_free && name.split('/').all(fits))?;
    Some(Reference { start: at - name.len(), end, address: sibling.issue(number) })
}

fn commit(forge: &Forge, text: &str, start: usize) -> Option<Reference> {
    let rest = &text.as_bytes()[start..];
    let length = rest.iter().take_while(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')).count();
    if !HASH.contains(&length) {
        return None;
    }
    let hash = &text[start..start + length];
    let is_hash = hash.bytes().any(|b| b.is_ascii_digit()) && hash.bytes().any(|b| b.is_ascii_alphabetic());
    let before = text[..start].chars().next_back();
    let is_free = !before.is_some_and(|c| matches!(c, '-' | '.' | '/' | '#' | '@' | '=' | ':' | '+' | '\\'));
    let end = start + length;
    let is_part = text[end..].starts_with('-')
        || text[end..].strip_prefix(['.', '/', '=', '@']).is_some_and(|c| c.starts_with(char::is_alphanumeric));
    (is_hash && is_free && !is_part && ends(text, end)).then(|| Reference { start, end, address: forge.commit(hash) })
}

/// Where an address has its `://`, at or behind `from`.
fn find_scheme(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    rest.match_indices(':').map(|(at, _)| at).find(|at| rest[*at..].starts_with("://")).map(|at| from + at)
}

/// Whether there may be references in `text`: they all have a digit, a `:` or (`GHSA-…`) a `G`.
fn may_refer(text: &str) -> bool {
    scan::first(text.as_bytes(), |byte| byte.is_ascii_digit() | (byte == b':') | (byte == b'G')).is_some()
}

/// Where the next word starts that may be a reference, at or behind `from`.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|at| match bytes[*at] {
        b'#' => true,
        b'C' | b'G' | b'R' | b'0'..=b'9' | b'a'..=b'f' => *at == 0 || !is_word(text, *at),
        _ => false,
    })
}

/// Whether the character before `at` belongs to a word.
fn is_word(text: &str, at: usize) -> bool {
    match text.as_bytes()[at - 1] {
        byte if byte < 0x80 => byte.is_ascii_alphanumeric() || byte == b'_',
        _ => text[..at].chars().next_back().is_some_and(char::is_alphanumeric),
    }
}

/// The first index at or behind `at` that is no ASCII letter or digit.
fn word_end(text: &str, at: usize) -> usize {
    at + text.as_bytes().iter().skip(at).take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

fn number(text: &str, start: usize) -> Option<(usize, &str)> {
    let digits = text.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = &text[start..start + digits];
    ((1..=LONGEST_NUMBER).contains(&digits) && !number.starts_with('0')).then_some((start + digits, number))
}

/// Whether a word may end at `at`.
fn ends(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The advisory id that `text` starts with: `CVE-2026-1234`, `GHSA-xxxx-xxxx-xxxx`, `RUSTSEC-2026-0001`.
pub fn advisory(text: &str) -> Option<&str> {
    let length = |prefix: &str, parts: &[std::ops::RangeInclusive<usize>], allowed: fn(u8) -> bool| {
        let mut at = text.strip_prefix(prefix).map(|_| prefix.len())?;
        for part in parts {
            at += text.as_bytes().get(at).filter(|byte| **byte == b'-').map(|_| 1)?;
            let count = text.as_bytes()[at..].iter().take_while(|byte| allowed(**byte)).count();
            if !part.contains(&count) {
                return None;
            }
            at += count;
        }
        Some(at)
    };
    let digit = |byte: u8| byte.is_ascii_digit();
    let length = match text.as_bytes().first()? {
        b'C' => length("CVE", &[4..=4, 4..=19], digit),
        b'G' => length("GHSA", &[4..=4, 4..=4, 4..=4], |byte| byte.is_ascii_alphanumeric()),
        b'R' => length("RUSTSEC", &[4..=4, 4..=4], digit),
        _ => None,
    }?;
    ends(text, length).then(|| &text[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text → address` of each reference.
    fn links(text: &str, repository: &str) -> Vec<String> {
        let references = References::new(Some(repository));
        let show = |r: &Reference| format!("{} → {}", &text[r.start..r.end], r.address);
        references.find(text).iter().map(show).collect()
    }

    #[test]
    fn references_lead_to_the_repository() {
        let git = "https://github.com/acme/acme";
        for (text, link) in [
            ("Fix (#12).", "#12 → https://github.com/acme/acme/issues/12"),
            ("#12", "#12 → https://github.com/acme/acme/issues/12"),
            ("see GH-7, too", "GH-7 → https://github.com/acme/acme/issues/7"),
            ("as in rust-lang/rust.rs#5", "rust-lang/rust.rs#5 → https://github.com/rust-lang/rust.rs/issues/5"),
            ("in 0a1b2c3:", "0a1b2c3 → https://github.com/acme/acme/commit/0a1b2c3"),
            ("é 0a1b2c3d é", "0a1b2c3d → https://github.com/acme/acme/commit/0a1b2c3d"),
            ("CVE-2026-12345: x", "CVE-2026-12345 → https://www.cve.org/CVERecord?id=CVE-2026-12345"),
            ("(GHSA-abcd-1234-wxyz)", "GHSA-abcd-1234-wxyz → https://github.com/advisories/GHSA-abcd-1234-wxyz"),
            ("RUSTSEC-2026-0001", "RUSTSEC-2026-0001 → https://rustsec.org/advisories/RUSTSEC-2026-0001.html"),
            ("at https://a.example/x_y?z=1.", "https://a.example/x_y?z=1 → https://a.example/x_y?z=1"),
            ("https://a.example/issues/1#12", "https://a.example/issues/1#12 → https://a.example/issues/1#12"),
        ] {
            assert_eq!(links(text, git), [link], "{text}");
        }
        let lab = "https://gitlab.acme.example/group/acme/";
        assert_eq!(links("#3", lab), ["#3 → https://gitlab.acme.example/group/acme/-/issues/3"]);
        assert_eq!(links("c/d/e#3", lab), ["c/d/e#3 → https://gitlab.acme.example/c/d/e/-/issues/3"]);
        assert_eq!(links("0a1b2c3", lab), ["0a1b2c3 → https://gitlab.acme.example/group/acme/-/commit/0a1b2c3"]);
        let berg = "https://codeberg.org/a/b";
        assert_eq!(links("c/d#3", berg), ["c/d#3 → https://codeberg.org/c/d/issues/3"]);
        assert_eq!(links("#3", "https://github.com/a/b.git"), ["#3 → https://github.com/a/b/issues/3"]);
    }

    #[test]
    fn what_only_looks_like_a_reference_stays_text() {
        for text in [
            "word#1",
            "##1",
            "#1a",
            "#012",
            "#",
            "#fff",
            "&#12",
            "a/b/c#1",
            "a/..#1",
            "a/b..c#1",
            "@owner",
            "#12345678901",
            "1234567",
            "abcdefa",
            "0a1b2c",
            "x0a1b2c3",
            "0a1b2c3d-0000",
            "0a1b2c3.txt",
            "#0a1b2c3",
            "v1.0a1b2c3",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567a",
            "CVE-26-1",
            "CVE-2026-123x",
            "GHSA-abc-1234-wxyz",
            "GH-x",
            "ftp://a.example",
            "1.2.3",
            "example.com",
            "RUSTSEC-2026-1",
        ] {
            assert_eq!(links(text, "https://github.com/acme/acme"), [""; 0], "{text}");
        }
        assert!(References::new(None).find("#1 0a1b2c3 GH-1 a/b#2").is_empty());
        assert_eq!(References::new(None).find("CVE-2026-1234").len(), 1);
    }
}
