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
    let distance = |name: &str| match name.is_ascii() {
        // Each slip changes the length by one at most; that tells nearly all names apart at no cost.
        true if name.len().abs_diff(length) > slips => None,
        true => Some(strsim::damerau_levenshtein(&word, &name.to_ascii_lowercase())),
        false => Some(strsim::damerau_levenshtein(&word, &name.to_lowercase())),
    };
    known
        .into_iter()
        .filter(|name| name.chars().count().min(length) >= 4)
        .filter_map(|name| Some((distance(name)?, name)))
        .filter(|(distance, _)| (1..=slips).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
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
