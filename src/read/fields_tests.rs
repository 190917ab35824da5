//! Front matter as people write it, right and wrong, in both formats.

use proptest::prelude::*;

use super::*;
use crate::base::{Diagnostic, SitePath, Source};
use crate::model::{EntryFields, Limits, ReleaseFields, RoadmapFields};

fn source(text: &str) -> Source {
    Source::new(SitePath::new("a.md").unwrap(), text)
}

/// The diagnostics as `line:column code message (help)`.
pub fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    let told = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.as_ref().unwrap();
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{}:{} {} {}{help}", place.line, place.column, diagnostic.code, diagnostic.message)
    });
    told.collect()
}

fn entry(text: &str) -> (EntryFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = entry_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

fn release(text: &str) -> (ReleaseFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = release_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

fn roadmap(text: &str) -> (RoadmapFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = roadmap_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

#[test]
fn show() {
    for text in ["+++\nü = 1\n+++\n", "---\nü: 1\ntitel: x\ntags: 5\n---\n"] {
        println!("{:#?}", entry(text).1);
    }
    let _ = (release(""), roadmap(""));
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(\\+\\+\\+|---)\n(\\PC{0,20}\n){0,6}(\\+\\+\\+|---)\n\\PC*") {
        let _ = (entry(&text), release(&text), roadmap(&text));
    }
}
