//! Text as a piece of an address.

/// Longest slug, in bytes; a longer one is cut at a word.
const LONGEST: usize = 100;

/// `text` in lower-case ASCII letters, digits and single hyphens ("Über café" → `uber-cafe`).
/// Dots between digits stay, so that versions keep their look (`2.4.0`). May be empty.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for (index, piece) in text.split('.').enumerate() {
        let part = slug::slugify(piece);
        let joins_numbers = index > 0
            && slug.ends_with(|c: char| c.is_ascii_alphanumeric())
            && slug
                .rsplit(['.', '-'])
                .next()
                .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit() || c == 'v'))
            && part.starts_with(|c: char| c.is_ascii_digit());
        if joins_numbers {
            slug.push('.');
        } else if !slug.is_empty() && !part.is_empty() {
            slug.push('-');
        }
        slug.push_str(&part);
    }
    if slug.len() > LONGEST {
        slug.truncate(LONGEST);
        if let Some(at) = slug.rfind('-') {
            slug.truncate(at);
        }
    }
    slug
}

/// Whether anything of `text` can stand in an address: told without making its slug where that is plain.
pub fn has_slug(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphanumeric()) || !slugify(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for (text, slug) in [
            ("Über café", "uber-cafe"),
            ("日本語", "ri-ben-yu"),
            ("2.4.0", "2.4.0"),
            ("v2.4.0-rc.1", "v2.4.0-rc-1"),
            ("Node.js 20", "node-js-20"),
            ("a/../b", "a-b"),
            ("", ""),
        ] {
            assert_eq!((slugify(text), has_slug(text)), (slug.to_owned(), !slug.is_empty()), "{text}");
        }
        assert!(slugify(&"word ".repeat(60)).len() <= 100);
    }
}
