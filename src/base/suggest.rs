//! "Did you mean …?"

/// The one of `known` that `word` was probably meant to be, if any is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&word, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count().max(word.chars().count()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The one of `known` that `word` is with a slip of the pen: a letter wrong, missing, too many or
/// swapped with the next; two in words of ten letters and more. Words below four letters are too
/// near to others.
pub fn misspelt<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let slips = if word.chars().count() < 10 { 1 } else { 2 };
    let word = word.to_lowercase();
    let length = word.chars().count();
    let letters = letters(&word);
    let distance = |name: &str| {
        let name = name.to_lowercase();
        // Each puts one letter in and takes one out at most; that tells most of the others.
        let differing = (letters ^ self::letters(&name)).count_ones() as usize;
        (differing <= 2 * slips).then(|| strsim::damerau_levenshtein(&word, &name))
    };
    known
        .into_iter()
        // Each slip changes the length by one at most; that tells nearly all names apart at no cost.
        .filter(|name| !name.is_ascii() || name.len().abs_diff(length) <= slips)
        .filter(|name| name.chars().count().min(length) >= 4)
        .filter_map(|name| Some((distance(name)?, name)))
        .filter(|(distance, _)| (1..=slips).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Which letters stand in `word`, as bits; some share one.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_told_from_other_words() {
        let known = ["Added", "Deprecated", "Fixes", "Features", "New"];
        for (word, meant) in [
            ("Addded", Some("Added")),
            ("aded", Some("Added")),
            ("Adedd", Some("Added")),
            ("Depricatid", Some("Deprecated")),
            ("Added", None),
            ("Fixtures", None),
            ("News", None),
            ("", None),
        ] {
            assert_eq!(misspelt(word, known), meant, "{word}");
        }
    }
}
