//! What a new file is called and known by, for good.

use crate::base::{Digest, slugify};

/// How many words of a text make a name.
const MOST_WORDS: usize = 6;

/// The part of an id that keeps two things of one name apart, in hexadecimal digits.
const MARK: usize = 6;

/// A name and a permanent id for something that nobody has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What the file is to be called.
    pub name: String,
    /// Part of feed ids; no renaming, retitling or move changes it.
    pub id: String,
}

impl Name {
    /// By its title, else by the first words of its text. `salt` is different for each call: a moment, a process.
    ///
    /// Two branches that each get a bullet with the same words must not write the same file, so what has no title,
    /// and thus no page whose address people see, has the mark in its file's name, too.
    pub fn of(title: Option<&str>, text: &str, salt: &str) -> Self {
        let slug = match title {
            Some(title) => slugify(title),
            None => slugify(&text.split_whitespace().take(MOST_WORDS).collect::<Vec<_>>().join(" ")),
        };
        let slug = if slug.is_empty() { "entry".to_owned() } else { slug };
        let digest = Digest::parts([slug.as_bytes(), salt.as_bytes()]).short();
        let id = format!("{slug}-{}", digest.get(..MARK).unwrap_or(&digest));
        Self { name: if title.is_some() { slug } else { id.clone() }, id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untitled_entry_is_called_by_its_first_words_and_a_mark() {
        let name = Name::of(None, "The app no longer crashes when a folder is empty.", "now");
        assert!(name.name.starts_with("the-app-no-longer-crashes-when-"), "{name:?}");
        assert_eq!((name.name.len(), &name.name), (37, &name.id));
        assert_ne!(name, Name::of(None, "The app no longer crashes when a folder is empty.", "later"));
    }

    #[test]
    fn a_title_is_a_name_by_itself() {
        let name = Name::of(Some("Faster search"), "", "now");
        assert_eq!(name.name, "faster-search");
        assert!(name.id.starts_with("faster-search-") && name.id.len() == 20, "{name:?}");
        assert!(Name::of(Some("…"), "", "now").id.starts_with("entry-"));
    }
}
