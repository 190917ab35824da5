//! The notes of one release: markdown for a tag or a forge, text for a mail, HTML.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Wanted, changelog};
use crate::export::api::with_context;
use crate::export::content;
use crate::facts::lists::Selection;

/// The notes with headings from the second level on; empty when the release has none.
pub fn markdown(wanted: &Wanted<'_>) -> String {
    let release = wanted.release.map(|ix| &wanted.given.site.releases[ix]);
    release.map_or(String::new(), |release| changelog::alone(wanted, release, 2))
}

/// The same, laid out with blanks and hyphens; addresses stand behind what they are of.
pub fn text(wanted: &Wanted<'_>) -> String {
    plain(&markdown(wanted))
}

/// The notes as feeds have them, with absolute addresses.
pub fn html(wanted: &Wanted<'_>) -> String {
    let Some(release) = wanted.release.map(|ix| &wanted.given.site.releases[ix]) else { return String::new() };
    with_context(wanted.given, |context| {
        let pieces = content::of_release(wanted.given.site, &Selection::Home, release);
        content::release_html(context, &Selection::Home, release, &pieces)
    })
}

/// Markdown without its marks.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut addresses: Vec<(usize, String)> = Vec::new();
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                let indent = format!("\n{}", "  ".repeat(lists.len()));
                out.push_str(&text.trim_end_matches('\n').replace('\n', &indent));
                if text.ends_with('\n') {
                    out.push_str(&indent);
                }
            }
            Event::SoftBreak | Event::HardBreak => out.push_str(&format!("\n{}", "  ".repeat(lists.len()))),
            Event::Start(Tag::Heading { .. }) => gap(&mut out, 2),
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) if !at_item(&out) => {
                gap(&mut out, 2);
                out.push_str(&"  ".repeat(lists.len()));
            }
            Event::Start(Tag::List(first)) => {
                gap(&mut out, if lists.is_empty() { 2 } else { 1 });
                lists.push(first);
            }
            Event::End(TagEnd::List(_)) => drop(lists.pop()),
            Event::Start(Tag::Item) => {
                gap(&mut out, 1);
                out.push_str(&"  ".repeat(lists.len().saturating_sub(1)));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        out.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => out.push_str("- "),
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                addresses.push((out.len(), dest_url.into_string()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let Some((start, address)) = addresses.pop() else { continue };
                if out.get(start..).is_some_and(|shown| shown != address) {
                    out.push_str(&format!(" ({address})"));
                }
            }
            Event::TaskListMarker(done) => out.push_str(if done { "[x] " } else { "[ ] " }),
            _ => {}
        }
    }
    let lines: Vec<&str> = out.trim().lines().map(str::trim_end).collect();
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
}

fn at_item(out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or_default().trim_start();
    line == "- " || (line.ends_with(". ") && line.trim_end_matches(". ").bytes().all(|byte| byte.is_ascii_digit()))
}

/// Ends what stands before with at least this many line ends.
fn gap(out: &mut String, least: usize) {
    let kept = out.trim_end().len();
    let there = out[kept..].matches('\n').count();
    out.truncate(kept);
    if kept > 0 {
        out.push_str(&"\n".repeat(there.max(least)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_what_markdown_says() {
        let markdown = "Notes\nhere.\n\n## Added\n\n- **One** [two](https://a.example) `three`\n  - deep\n- <https://b.example>\n\n## Fixed\n1. a\n\n   b\n2. c\n\n```\nx\n  y\n```\n";
        let text = "Notes\nhere.\n\nAdded\n\n- One two (https://a.example) three\n  - deep\n- https://b.example\n\nFixed\n\n1. a\n\n  b\n2. c\n\nx\n  y\n";
        assert_eq!(plain(markdown), text);
        assert_eq!(plain(""), "");
    }
}
