//! Items below the headings of types, and which of them are the same as before.

use std::collections::BTreeMap;

use super::parts::{Line, joined};
use crate::model::Config;

/// An item of the edited document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) line: usize,
    /// The id of the type that it stands below.
    pub(super) kind: String,
    /// With its bullet, which is `-`.
    pub(super) text: String,
}

/// What stands below the changes of a release and is no item of a known type: its line, and why not.
pub(super) type Stray = (usize, String);

/// The items in these lines, and what is none.
pub(super) fn items(lines: &[Line<'_>], config: &Config) -> (Vec<Item>, Vec<Stray>) {
    let (mut items, mut strays): (Vec<Item>, Vec<Stray>) = (Vec::new(), Vec::new());
    let mut kind: Option<String> = None;
    let mut is_unknown = false;
    let mut rest = lines;
    while let Some((line, behind)) = rest.split_first() {
        rest = behind;
        if line.text.is_empty() {
            continue;
        }
        if let Some(title) = line.text.strip_prefix("### ") {
            kind = kind_titled(title, config);
            is_unknown = kind.is_none();
            if is_unknown {
                strays.push((
                    line.number,
                    format!("no type is called `{}`; the types are those of tidings.toml", title.trim()),
                ));
            }
            continue;
        }
        let length = 1 + behind.iter().scan(true, |is_joined, next| going_on(is_joined, next.text)).count();
        let (whole, others) = (&lines[lines.len() - behind.len() - 1..], length);
        let text = joined(whole.get(..others).unwrap_or_default());
        rest = whole.get(others..).unwrap_or_default();
        match (&kind, bullet(&text)) {
            (Some(kind), Some(text)) => items.push(Item { line: line.number, kind: kind.clone(), text }),
            (None, Some(_)) if is_unknown => {}
            _ => strays.push((line.number, "it is no item of a type, such as `- …` below `### Added`".to_owned())),
        }
    }
    (items, strays)
}

/// The id of the type whose heading this is.
pub(super) fn kind_titled(title: &str, config: &Config) -> Option<String> {
    let title = super::merge::unescaped(title.trim());
    let titled = config.types.iter().find(|kind| kind.title.eq_ignore_ascii_case(&title));
    titled.or_else(|| config.type_named(&title)).map(|kind| kind.id.clone())
}

/// Whether a line goes on with the item before it: blank, indented, or right below its words.
fn going_on(is_joined: &mut bool, line: &str) -> Option<()> {
    let opens = line.starts_with('#') || bullet(line).is_some();
    let goes_on = line.is_empty() || line.starts_with([' ', '\t']) || (*is_joined && !opens);
    *is_joined = !line.is_empty();
    goes_on.then_some(())
}

/// The item with the bullet that Tidings writes; `None` when it has none.
fn bullet(text: &str) -> Option<String> {
    let words = ["- ", "* ", "+ "].iter().find_map(|bullet| text.strip_prefix(bullet))?;
    Some(format!("- {}", words.trim_start()))
}

/// Which of the items `now` each of those `before` is, each with its type; what has no counterpart has none.
pub(super) fn paired(before: &[(&str, &str)], now: &[(&str, &str)]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; before.len()];
    let mut is_free = vec![true; now.len()];
    // The same words below the same type, then wherever they stand.
    for with_kind in [true, false] {
        let mut places: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, (kind, text)) in now.iter().enumerate().rev().filter(|(at, _)| is_free[*at]) {
            places.entry((if with_kind { kind } else { "" }, text)).or_default().push(at);
        }
        for (at, (kind, text)) in before.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()).collect::<Vec<_>>() {
            let found = places.get_mut(&(if with_kind { kind } else { "" }, *text)).and_then(Vec::pop);
            if let Some(found) = found {
                (pairs[at], is_free[found]) = (Some(found), false);
            }
        }
    }
    // What is alike, the likest first.
    let mut alike: Vec<(u32, usize, usize)> = Vec::new();
    for (at, (kind, text)) in before.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
        for (other, (other_kind, other_text)) in now.iter().enumerate().filter(|(other, _)| is_free[*other]) {
            let least = if kind == other_kind { 400 } else { 600 };
            let likeness = likeness(text, other_text);
            if likeness >= least {
                alike.push((likeness, at, other));
            }
        }
    }
    alike.sort_by_key(|(likeness, at, other)| (std::cmp::Reverse(*likeness), *at, *other));
    for (_, at, other) in alike {
        if pairs[at].is_none() && is_free[other] {
            (pairs[at], is_free[other]) = (Some(other), false);
        }
    }
    pairs
}

/// How many of the words of both are the same, in thousandths (the coefficient of Sørensen and Dice).
fn likeness(one: &str, other: &str) -> u32 {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut words: Vec<String> = words.map(str::to_lowercase).collect();
        words.sort_unstable();
        words
    };
    let (one, other) = (words(one), words(other));
    let mut rest = other.iter().peekable();
    let mut shared = 0;
    for word in &one {
        while rest.next_if(|other| *other < word).is_some() {}
        shared += usize::from(rest.next_if(|other| *other == word).is_some());
    }
    let all = one.len() + other.len();
    (2000 * shared).checked_div(all).map_or(1000, |share| u32::try_from(share).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::parts::parts;
    use super::*;

    #[test]
    fn items_are_found_with_all_that_is_theirs() {
        let config = Config::new("Acme", "https://acme.example");
        let text =
            "## 1.0\n### Added\n\n- a\n  b\n\n  c\n- d\ngoes on\n\n### Fixed\n* e\n\nNo item.\n\n### Ponies\n- f\n";
        let parts = parts(text);
        let (items, strays) = items(&parts.sections[0].lines, &config);
        let told: Vec<(usize, &str, &str)> =
            items.iter().map(|item| (item.line, item.kind.as_str(), item.text.as_str())).collect();
        assert_eq!(told, [(4, "added", "- a\n  b\n\n  c"), (8, "added", "- d\ngoes on"), (12, "fixed", "- e")]);
        assert_eq!(strays.iter().map(|stray| stray.0).collect::<Vec<_>>(), [14, 16]);
    }

    #[test]
    fn items_are_known_again() {
        let before = [
            ("added", "- The quick fox jumps"),
            ("added", "- Second"),
            ("fixed", "- A thing that moves below another type"),
        ];
        for (now, pairs) in [
            (&[("added", "- The quick fox jumped"), ("added", "- Second")][..], [Some(0), Some(1), None]),
            (&[("added", "- Second"), ("added", "- The quick fox jumps")], [Some(1), Some(0), None]),
            (&[("added", "- Something else"), ("changed", before[2].1)], [None, None, Some(1)]),
        ] {
            assert_eq!(paired(&before, now), pairs, "{now:?}");
        }
    }
}
