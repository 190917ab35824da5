//! Text files of themes: bytes become sources, TOML becomes values with places.

use toml::de::{DeTable, DeValue};

use crate::base::{Diagnostic, Place, SitePath, Source, Span, Tree};

/// The largest text file that a theme may have, in bytes: far above any real template, far below
/// what would stall a parser.
const LARGEST: usize = 1 << 20;

/// The bytes as text without byte-order mark and carriage returns.
pub(super) fn source(path: &SitePath, bytes: &[u8]) -> Result<Source, Diagnostic> {
    if bytes.len() > LARGEST {
        let message = format!("{path} is larger than 1 MiB: {} bytes", bytes.len());
        return Err(Diagnostic::error("theme-file-size", message).at(Place::file(path)));
    }
    let text = std::str::from_utf8(bytes).map_err(|fault| not_utf8(path, bytes, fault.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Source::new(path.clone(), text.replace("\r\n", "\n").replace('\r', "\n")))
}

fn not_utf8(path: &SitePath, bytes: &[u8], at: usize) -> Diagnostic {
    let before = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let place = Source::new(path.clone(), before).place(Span::new(at, at));
    let message = format!("not UTF-8 (byte 0x{:02X})", bytes[at]);
    Diagnostic::error("not-utf8", message).at(place).help("save the file as UTF-8")
}

/// The tables of a TOML file, every key and value with its span.
pub(super) fn toml(source: &Source) -> Result<DeTable<'_>, Diagnostic> {
    DeTable::parse(&source.text).map(toml::Spanned::into_inner).map_err(|fault| {
        let place = match fault.span() {
            Some(span) => source.place(self::span(span)),
            None => Place::file(&source.path),
        };
        Diagnostic::error("toml-syntax", fault.message().trim()).at(place)
    })
}

/// Which part of `key = value` is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Value,
}

/// The place in `tidings.toml` that `keys` lead to; the whole file when it is not there.
pub(super) fn place_in_config(tree: &Tree, keys: &[&str], part: Part) -> Place {
    find_in_config(tree, keys, part).unwrap_or_else(|| Place::file("tidings.toml"))
}

fn find_in_config(tree: &Tree, keys: &[&str], part: Part) -> Option<Place> {
    let source = source(&SitePath::new("tidings.toml").ok()?, tree.bytes("tidings.toml")?).ok()?;
    let (last, tables) = keys.split_last()?;
    let mut table = toml(&source).ok()?;
    for key in tables {
        let (_, value) = table.into_iter().find(|(name, _)| name.get_ref() == key)?;
        table = match value.into_inner() {
            DeValue::Table(inner) => inner,
            _ => return None,
        };
    }
    let (key, value) = table.into_iter().find(|(name, _)| name.get_ref() == last)?;
    Some(source.place(span(if part == Part::Key { key.span() } else { value.span() })))
}

pub(super) fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
