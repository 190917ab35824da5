//! Which parts of some code are of which class, in few bytes.

use std::ops::Range;

use super::grammars::Class;
use super::marks;

/// Spans from front to back. Each is written as its class, what lies between it and the one before, and its length;
/// the two numbers in groups of seven bits, the low ones first, with the eighth bit set where more follow.
#[derive(Debug, Default)]
pub struct Spans {
    bytes: Vec<u8>,
    /// Where the last one ends.
    end: usize,
}

impl Spans {
    /// Adds a span that lies behind the others; an empty one is none.
    pub fn push(&mut self, span: Range<usize>, class: Class) {
        if !span.is_empty() {
            self.bytes.push(class as u8);
            self.number(span.start.saturating_sub(self.end));
            self.number(span.len());
            self.end = span.end;
        }
    }

    pub fn bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.bytes.push(0x80 | (number & 0x7f) as u8);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// Writes `code` as HTML with these spans. All of the code is written, whatever the bytes are.
pub fn write(out: &mut String, code: &str, mut spans: &[u8]) {
    let mut done = 0;
    while let Some((class, span)) = next(&mut spans, done) {
        let (Some(between), Some(text)) = (code.get(done..span.start), code.get(span.clone())) else { break };
        marks::escape_text(out, between);
        out.push_str(class.opening());
        marks::escape_text(out, text);
        out.push_str("</span>");
        done = span.end;
    }
    marks::escape_text(out, code.get(done..).unwrap_or_default());
}

/// Takes a span off the front; the last one ended at `done`.
fn next(spans: &mut &[u8], done: usize) -> Option<(Class, Range<usize>)> {
    let (class, rest) = spans.split_first()?;
    *spans = rest;
    let class = Class::ALL.get(usize::from(*class))?;
    let start = done.checked_add(number(spans)?)?;
    Some((*class, start..start.checked_add(number(spans)?)?))
}

fn number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(code: &str, spans: &[u8]) -> String {
        let mut out = String::new();
        write(&mut out, code, spans);
        out
    }

    #[test]
    fn spans_are_written_where_they_were() {
        let mut spans = Spans::default();
        spans.push(0..0, Class::Tag);
        spans.push(1..2, Class::Number);
        spans.push(2..302, Class::Type);
        spans.push(20_302..20_303, Class::Comment);
        let bytes = spans.bytes();
        let code = format!("a1{}{}<b", "T".repeat(300), "-".repeat(20_000));
        let expected = format!(
            "a<span class=\"hl-number\">1</span><span class=\"hl-type\">{}</span>{}<span class=\"hl-comment\">&lt;</span>b",
            "T".repeat(300),
            "-".repeat(20_000)
        );
        assert_eq!(written(&code, &bytes), expected);
        assert_eq!(written("a<b", &[]), "a&lt;b");
    }

    #[test]
    fn every_class_is_its_own_number() {
        for (number, class) in Class::ALL.iter().enumerate() {
            assert_eq!(*class as usize, number);
        }
    }

    #[test]
    fn all_of_the_code_is_written_whatever_the_spans_are() {
        for bytes in [&[99, 0, 1][..], &[1], &[1, 0], &[1, 0, 9], &[1, 0, 1], &[1, 1, 1], &[1, 0x80], &[1, 9, 0xff]] {
            let text = written("é!", bytes).replace("<span class=\"hl-attribute\">", "").replace("</span>", "");
            assert_eq!(text, "é!", "{bytes:?}");
        }
        assert_eq!(written("a", &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), "a");
    }
}
