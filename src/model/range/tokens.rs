//! The text of a range in pieces: operators, words, and phrases that stand for either.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<`, `<=`, `>`, `>=`, `=`, `^`, `~`, `~>`.
    Operator(&'static str),
    Word(&'a str),
    /// Between the two ends of a range.
    Through,
    Comma,
    And,
    Or,
    /// `and later`, `+`.
    Upwards,
    /// `and earlier`.
    Downwards,
}

/// What operators are written as.
const OPERATORS: [(&str, &str); 16] = [
    ("<", "<"),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    (">", ">"),
    (">=", ">="),
    ("=>", ">="),
    ("≥", ">="),
    ("=", "="),
    ("==", "="),
    ("===", "="),
    ("^", "^"),
    ("~", "~"),
    ("~>", "~>"),
    ("~=", "~>"),
    ("~>=", "~>"),
];

/// Words that stand for something else; what is longer comes first.
const PHRASES: [(&[&str], Token<'static>); 36] = [
    (&["and", "all", "later", "versions"], Token::Upwards),
    (&["and", "later"], Token::Upwards),
    (&["or", "later"], Token::Upwards),
    (&["and", "newer"], Token::Upwards),
    (&["or", "newer"], Token::Upwards),
    (&["and", "above"], Token::Upwards),
    (&["or", "above"], Token::Upwards),
    (&["and", "higher"], Token::Upwards),
    (&["or", "higher"], Token::Upwards),
    (&["and", "up"], Token::Upwards),
    (&["onwards"], Token::Upwards),
    (&["and", "earlier"], Token::Downwards),
    (&["or", "earlier"], Token::Downwards),
    (&["and", "older"], Token::Downwards),
    (&["or", "older"], Token::Downwards),
    (&["and", "below"], Token::Downwards),
    (&["or", "below"], Token::Downwards),
    (&["and", "lower"], Token::Downwards),
    (&["or", "lower"], Token::Downwards),
    (&["up", "to", "and", "including"], Token::Operator("<=")),
    (&["up", "to"], Token::Operator("<=")),
    (&["prior", "to"], Token::Operator("<")),
    (&["earlier", "than"], Token::Operator("<")),
    (&["before"], Token::Operator("<")),
    (&["below"], Token::Operator("<")),
    (&["after"], Token::Operator(">")),
    (&["from"], Token::Operator(">=")),
    (&["since"], Token::Operator(">=")),
    (&["to"], Token::Through),
    (&["through"], Token::Through),
    (&["-"], Token::Through),
    (&["–"], Token::Through),
    (&["and"], Token::And),
    (&["&&"], Token::And),
    (&["or"], Token::Or),
    (&["||"], Token::Or),
];

/// The text in pieces. An operator that is none stays a word, which then is no version either.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            ',' | ';' => 1,
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            c if is_operator(c) => rest.find(|c| !is_operator(c)).unwrap_or(rest.len()),
            _ => rest.find(|c: char| c.is_whitespace() || is_operator(c) || ",;".contains(c)).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let phrase = PHRASES.iter().find(|(phrase, _)| {
            let said = words[at..].iter().zip(*phrase);
            words.len() - at >= phrase.len() && said.clone().all(|(word, meant)| word.eq_ignore_ascii_case(meant))
        });
        if let Some((phrase, token)) = phrase {
            tokens.push(*token);
            at += phrase.len();
            continue;
        }
        push_word(words[at], &mut tokens);
        at += 1;
    }
    tokens
}

fn is_operator(c: char) -> bool {
    "<>=^~≤≥".contains(c)
}

fn push_word<'a>(word: &'a str, tokens: &mut Vec<Token<'a>>) {
    match word {
        "," => tokens.push(Token::Comma),
        ";" => tokens.push(Token::Or),
        word if ["version", "versions"].iter().any(|noise| word.eq_ignore_ascii_case(noise)) => {}
        word => match (OPERATORS.iter().find(|(written, _)| *written == word), word.strip_suffix('+')) {
            (Some((_, operator)), _) => tokens.push(Token::Operator(operator)),
            (None, Some(version)) => tokens.extend([Token::Word(version), Token::Upwards]),
            (None, None) => tokens.push(Token::Word(word)),
        },
    }
}
