//! Patterns of paths, as `.gitignore` has them.

/// Whether `path` (with `/`, from the top) is meant by `pattern`: `*` is any text without a slash, `**` with them, `?`
/// one letter. A pattern without a slash, but for one at its end, means names at any depth; one of a folder all in it.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let bare = pattern.trim().trim_end_matches('/');
    let anchored = bare.contains('/');
    let bare: Vec<char> = bare.trim_start_matches('/').chars().collect();
    if bare.is_empty() {
        return false;
    }
    let parts: Vec<&str> = path.split('/').collect();
    // The path itself, and every folder that it is in.
    (1..=parts.len()).any(|end| {
        let is_folder_only = pattern.trim().ends_with('/') && end == parts.len();
        let from = if anchored { 0 } else { end - 1 };
        let text: Vec<char> = parts[from..end].join("/").chars().collect();
        !is_folder_only && fits(&bare, &text)
    })
}

fn fits(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            let behind = text.iter().enumerate().filter(|(_, letter)| **letter == '/').map(|(at, _)| at + 1);
            std::iter::once(0).chain(behind).any(|at| fits(rest, &text[at..]))
        }
        ['*', '*', rest @ ..] => (0..=text.len()).any(|at| fits(rest, &text[at..])),
        ['*', rest @ ..] => {
            let most = text.iter().position(|letter| *letter == '/').unwrap_or(text.len());
            (0..=most).any(|at| fits(rest, &text[at..]))
        }
        ['?', rest @ ..] => text.first().is_some_and(|letter| *letter != '/') && fits(rest, &text[1..]),
        [letter, rest @ ..] => text.first() == Some(letter) && fits(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
