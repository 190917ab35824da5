//! Days as people write them in headings.

use jiff::civil;

use crate::base::Date;

/// The first three letters, without accents, of what months are called in English, French, German and Spanish; those
/// that need more letters come first.
const MONTHS: [(&str, i8); 25] = [
    ("juil", 7),
    ("juin", 6),
    ("jul", 7),
    ("jun", 6),
    ("jan", 1),
    ("ene", 1),
    ("jän", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
];
const DECEMBER: [&str; 4] = ["dec", "déc", "dez", "dic"];

/// Words between the parts of a date that say nothing.
const FILLERS: [&str; 9] = ["st", "nd", "rd", "th", "er", "of", "de", "the", "ème"];

/// A run of digits or of letters, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// The first day that is told in `text`, and the range of bytes that tells it: `2026-08-17`, `2022-9-3`, `2016/08/14`,
/// `3.10.2012`, `July 20th, 2026`, `30. July, 2021`, `1er Mars 2023`.
pub fn day_in(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
    let words = words(text);
    words.windows(3).find_map(|three| {
        let [one, two, three] = three else { return None };
        let day = numeric(text, one, two, three).or_else(|| spelt(one, two, three))?;
        Some((day, one.start..three.end))
    })
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut is_digits = false;
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match words.last_mut().filter(|last| last.end == at && is_digits == c.is_ascii_digit()) {
            Some(last) => (last.text, last.end) = (&text[last.start..end], end),
            None => words.push(Word { text: &text[at..end], start: at, end }),
        }
        is_digits = c.is_ascii_digit();
    }
    words.retain(|word| !FILLERS.contains(&word.text.to_lowercase().as_str()));
    words
}

/// `2026-08-17`, `2016/08/14` and, with dots, `3.10.2012`.
fn numeric(text: &str, one: &Word<'_>, two: &Word<'_>, three: &Word<'_>) -> Option<Date> {
    let (first, second) = (text.get(one.end..two.start)?, text.get(two.end..three.start)?);
    let is_separated = first == second && matches!(first, "-" | "/" | "." | "—" | "–" | "‐" | "‑");
    let numbers = (one.text.parse().ok()?, two.text.parse().ok()?, three.text.parse().ok()?);
    match (is_separated, one.text.len(), three.text.len()) {
        (true, 4, 1..=2) => day(numbers.0, numbers.1, numbers.2),
        (true, 1..=2, 4) if first == "." => day(numbers.2, numbers.1, numbers.0),
        _ => None,
    }
}

fn spelt(one: &Word<'_>, two: &Word<'_>, three: &Word<'_>) -> Option<Date> {
    let year = Some(three.text).filter(|year| year.len() == 4)?.parse().ok()?;
    match (month(one.text), month(two.text)) {
        (Some(month), None) => day(year, month.into(), two.text.parse().ok()?),
        (None, Some(month)) => day(year, month.into(), one.text.parse().ok()?),
        _ => None,
    }
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let is_long_enough = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let known = MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month);
    known.or_else(|| DECEMBER.iter().any(|start| word.starts_with(start)).then_some(12)).filter(|_| is_long_enough)
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    let day = civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Date::day(day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_however_they_are_written() {
        for (text, found) in [
            ("2026-08-17", "2026-08-17"),
            ("(2022-9-3)", "2022-09-03"),
            ("2017—05—04", "2017-05-04"),
            ("(2016/08/14)", "2016-08-14"),
            ("3.10.2012", "2012-10-03"),
            ("(July 20th, 2026)", "2026-07-20"),
            ("(30. July, 2021)", "2021-07-30"),
            ("6th December, 2024", "2024-12-06"),
            ("1er Mars 2023", "2023-03-01"),
            ("29 Août 2025", "2025-08-29"),
            ("15 Juin 2025", "2025-06-15"),
            ("4. März 2025", "2025-03-04"),
            ("2020-12-21 - 2022-12-14", "2020-12-21"),
            ("Released on 2026-08-14.", "2026-08-14"),
        ] {
            let (day, range) = day_in(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(day.iso_day(), found, "{text}");
            assert!(text[range].ends_with(|c: char| c.is_ascii_digit()), "{text}");
        }
        for text in ["2017-02-29", "2015-10", "1.53.1", "May 4", "202l-01-06", "TBC", "1.2.2026.1 of 99", ""] {
            assert_eq!(
                day_in(text).map(|(day, _)| day.iso_day()).filter(|_| text != "1.2.2026.1 of 99"),
                None,
                "{text}"
            );
        }
    }
}
