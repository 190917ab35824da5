//! The words that Tidings itself puts into bodies: a page fills them in, in its site's language.

/// A word that no author wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Breaking,
    Security,
    Deprecated,
    /// What a table that can be scrolled is called.
    Table,
    /// What a ticked box says.
    Done,
    /// What an empty box says.
    Open,
    /// What a link from a note back to its reference says, in front of the reference's number.
    BackBefore,
    /// The same, behind the number.
    BackAfter,
}

/// Every word, in the order of its declaration, and the interface string that it is.
const ALL: [(Word, &str); 13] = [
    (Word::Note, "markdown.note"),
    (Word::Tip, "markdown.tip"),
    (Word::Important, "markdown.important"),
    (Word::Warning, "markdown.warning"),
    (Word::Caution, "markdown.caution"),
    (Word::Breaking, "markdown.breaking"),
    (Word::Security, "markdown.security"),
    (Word::Deprecated, "markdown.deprecated"),
    (Word::Table, "markdown.table"),
    (Word::Done, "markdown.done"),
    (Word::Open, "markdown.open"),
    (Word::BackBefore, "markdown.back"),
    (Word::BackAfter, "markdown.back"),
];

/// Where the number stands in the string of [`Word::BackBefore`].
const NUMBER: &str = "{number}";

impl Word {
    /// The word with this number; `None` when there is none.
    pub fn numbered(number: usize) -> Option<Self> {
        ALL.get(number).map(|(word, _)| *word)
    }

    /// What [`Word::numbered`] takes.
    pub fn number(self) -> usize {
        self as usize
    }
}

/// The words in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words([Box<str>; ALL.len()]);

impl Words {
    /// `text` looks up an interface string.
    pub fn new(text: impl Fn(&str) -> String) -> Self {
        Self(ALL.map(|(word, key)| {
            let text = text(key);
            let (before, after) = text.split_once(NUMBER).unwrap_or((&text, ""));
            escaped(match word {
                Word::BackBefore => before,
                Word::BackAfter => after,
                _ => &text,
            })
        }))
    }

    /// The word as HTML, fit for the inside of an attribute too.
    pub fn html(&self, word: Word) -> &str {
        &self.0[word.number()]
    }
}

fn escaped(text: &str) -> Box<str> {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_numbers() {
        for (number, (word, _)) in ALL.into_iter().enumerate() {
            assert_eq!((word.number(), Word::numbered(number)), (number, Some(word)));
        }
        assert_eq!(Word::numbered(ALL.len()), None);
    }

    #[test]
    fn words_are_escaped_and_the_number_may_stand_anywhere() {
        let words = |back: &str| {
            Words::new(|key| if key == "markdown.back" { back.to_owned() } else { format!("<\"{key}\" & co>") })
        };
        assert_eq!(words("").html(Word::Tip), "&lt;&quot;markdown.tip&quot; &amp; co&gt;");
        for (back, before, after) in
            [("Back to {number}", "Back to ", ""), ("{number}へ戻る", "", "へ戻る"), ("Back", "Back", "")]
        {
            let words = words(back);
            assert_eq!((words.html(Word::BackBefore), words.html(Word::BackAfter)), (before, after), "{back}");
        }
    }
}
