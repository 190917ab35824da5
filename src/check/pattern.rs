//! Patterns of paths, as `.gitignore` has them.

/// Whether `path` (with `/`, from the top) is meant by `pattern`: `*` is any text without a slash, `**` with them, `?`
/// one letter. A pattern without a slash, but for one at its end, means names at any depth; one of a folder all in it.
/// Takes time by the length of the one times that of the other, whatever they are.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim();
    let bare = pattern.trim_end_matches('/');
    let is_folder = pattern.ends_with('/');
    let pieces = pieces(bare.trim_start_matches('/'));
    if pieces.is_empty() {
        return false;
    }
    if bare.contains('/') {
        return fits(&pieces, path, is_folder);
    }
    let mut names = path.split('/').collect::<Vec<_>>();
    if is_folder {
        names.pop();
    }
    names.into_iter().any(|name| fits(&pieces, name, false))
}

/// A part of a pattern, for one letter or for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Letter(char),
    /// `?`
    One,
    /// `*`
    Name,
    /// `**`
    Deep,
    /// `**/`: no folder, or any number of them
    Folders,
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let (piece, length) = match letter {
            '*' if rest.starts_with("**/") => (Piece::Folders, 3),
            '*' if rest.starts_with("**") => (Piece::Deep, 2),
            '*' => (Piece::Name, 1),
            '?' => (Piece::One, 1),
            letter => (Piece::Letter(letter), letter.len_utf8()),
        };
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces
}

/// Whether the pieces stand for all of `text`, or for a folder that it is in; with `folders_only`, for such a folder.
///
/// All the ways to read the text are followed at once: `at` says before which pieces the next letter may stand.
fn fits(pieces: &[Piece], text: &str, folders_only: bool) -> bool {
    let is_read = |at: &[bool]| at[pieces.len()];
    let mut at = vec![false; pieces.len() + 1];
    enter(pieces, &mut at, 0);
    for letter in text.chars() {
        if letter == '/' && is_read(&at) {
            return true;
        }
        let mut next = vec![false; pieces.len() + 1];
        for (number, piece) in pieces.iter().enumerate().filter(|(number, _)| at[*number]) {
            match piece {
                Piece::Letter(meant) if *meant == letter => enter(pieces, &mut next, number + 1),
                Piece::One if letter != '/' => enter(pieces, &mut next, number + 1),
                Piece::Name if letter != '/' => enter(pieces, &mut next, number),
                Piece::Deep => enter(pieces, &mut next, number),
                Piece::Folders => {
                    next[number] = true;
                    if letter == '/' {
                        enter(pieces, &mut next, number + 1);
                    }
                }
                _ => {}
            }
        }
        at = next;
    }
    !folders_only && is_read(&at)
}

/// The next letter may stand before this piece, and behind it where the piece may stand for nothing.
fn enter(pieces: &[Piece], at: &mut [bool], number: usize) {
    let empty = pieces[number..].iter().take_while(|piece| !matches!(piece, Piece::Letter(_) | Piece::One)).count();
    at[number..=number + empty].fill(true);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a pattern means, said in the plainest way, which may take for ever.
    fn fits_plainly(pattern: &[Piece], text: &[char]) -> bool {
        let Some((piece, rest)) = pattern.split_first() else { return text.is_empty() };
        let goes_on = |from: usize| fits_plainly(rest, &text[from..]);
        let name = text.iter().take_while(|letter| **letter != '/').count();
        match piece {
            Piece::Letter(letter) => text.first() == Some(letter) && goes_on(1),
            Piece::One => name > 0 && goes_on(1),
            Piece::Name => (0..=name).any(goes_on),
            Piece::Deep => (0..=text.len()).any(goes_on),
            Piece::Folders => goes_on(0) || (1..=text.len()).any(|from| text[from - 1] == '/' && goes_on(from)),
        }
    }

    proptest! {
        #[test]
        fn all_ways_at_once_find_what_one_after_the_other_do(
            pattern in "([ab/?]|[*]{1,3}/?){1,7}",
            text in "[ab/]{0,9}",
        ) {
            let letters: Vec<char> = text.chars().collect();
            let pieces = pieces(&pattern);
            let folder = |end: usize| letters[end] == '/' && fits_plainly(&pieces, &letters[..end]);
            let in_folder = (0..letters.len()).any(folder);
            prop_assert_eq!(fits(&pieces, &text, true), in_folder);
            prop_assert_eq!(fits(&pieces, &text, false), in_folder || fits_plainly(&pieces, &letters));
        }
    }

    #[test]
    fn many_stars_take_no_longer() {
        let path = "a/".repeat(500) + "a";
        for pattern in ["**a".repeat(100), "**/".repeat(100) + "a", "*a".repeat(100), "**/*".repeat(100)] {
            assert!(!matches(&(pattern + "b/"), &path));
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_to_git() {
        for (pattern, path, is_meant) in [
            ("docs/", "docs/a/b.md", true),
            ("docs/", "src/docs/b.md", true),
            ("docs/", "docs", false),
            ("/docs", "docs/b.md", true),
            ("docs/**", "docs/a/b.md", true),
            ("docs/*", "docs/a/b.md", true),
            ("docs/*.md", "docs/a/b.md", false),
            ("**/tests/**", "a/b/tests/c.rs", true),
            ("**/tests/**", "tests/c.rs", true),
            ("*.lock", "a/b.lock", true),
            ("*.lock", "a/b.locked", false),
            ("Cargo.lock", "a/Cargo.lock", true),
            (".github/**", ".github/workflows/x.yml", true),
            ("?.md", "a.md", true),
            ("?.md", "ab.md", false),
            ("src/*.rs", "src/a.rs", true),
            ("src/*.rs", "lib/src/a.rs", false),
            ("", "a", false),
            ("/", "a", false),
        ] {
            assert_eq!(matches(pattern, path), is_meant, "{pattern} {path}");
        }
    }
}
