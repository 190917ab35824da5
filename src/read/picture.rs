//! How large a picture is: pages keep the room for it before it has come.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Width and height of a picture in pixels, as its file says; of an SVG those of its root element, else
/// those of its view box (SVG 2, section 8.2). `None` when the file says nothing of the kind.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    match imagesize::blob_size(bytes) {
        Ok(size) => Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)),
        Err(_) => drawing(std::str::from_utf8(bytes).ok()?),
    }
}

fn drawing(text: &str) -> Option<(u32, u32)> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                return (root.local_name().as_ref() == b"svg").then(|| of_root(&root))?;
            }
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
            _ => return None,
        }
    }
}

fn of_root(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let attribute = |name: &str| {
        let value = root.try_get_attribute(name).ok()??.value;
        String::from_utf8(value.into_owned()).ok()
    };
    let length = |name: &str| attribute(name).and_then(|value| pixels(&value));
    match (length("width"), length("height")) {
        (Some(width), Some(height)) => Some((width, height)),
        (width, height) => {
            let view = attribute("viewBox")?;
            let numbers: Vec<f64> = view
                .split([' ', ',', '\t', '\n'])
                .filter(|number| !number.is_empty())
                .map(str::parse)
                .collect::<Result<_, _>>()
                .ok()?;
            let [_, _, wide, high] = numbers[..] else { return None };
            // One side and the view's shape give the other.
            match (width, height) {
                (Some(width), _) => Some((width, whole(f64::from(width) * high / wide)?)),
                (_, Some(height)) => Some((whole(f64::from(height) * wide / high)?, height)),
                (None, None) => Some((whole(wide)?, whole(high)?)),
            }
        }
    }
}

/// A length in pixels (CSS Values 4, section 6.2); `None` for those that depend on what is around.
fn pixels(length: &str) -> Option<u32> {
    let length = length.trim();
    let unit = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    let (number, unit) = length.split_at(unit);
    let factor = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    whole(number.parse::<f64>().ok()? * factor)
}

fn whole(number: f64) -> Option<u32> {
    let number = number.round();
    (number >= 1.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_how_large_they_are() {
        for (text, expected) in [
            (r#"<svg width="640" height="480"/>"#, Some((640, 480))),
            (r#"<svg width="640px" height=" 480px "></svg>"#, Some((640, 480))),
            (r#"<svg width="1in" height="2.54cm"/>"#, Some((96, 96))),
            (r#"<svg viewBox="0 0 24 12"/>"#, Some((24, 12))),
            (r#"<svg viewBox="-1,-1, 24.4 12"/>"#, Some((24, 12))),
            (r#"<svg width="100%" viewBox="0 0 24 12"/>"#, Some((24, 12))),
            (r#"<svg width="48" viewBox="0 0 24 12"/>"#, Some((48, 24))),
            (r#"<svg height="48" viewBox="0 0 24 12"/>"#, Some((96, 48))),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- a -->\n<svg width='3' height='4'/>", Some((3, 4))),
            (r#"<s:svg xmlns:s="http://www.w3.org/2000/svg" width="3" height="4"/>"#, Some((3, 4))),
            ("<svg/>", None),
            (r#"<svg width="0" height="4"/>"#, None),
            (r#"<svg viewBox="0 0 0 0"/>"#, None),
            (r#"<svg viewBox="0 0 24"/>"#, None),
            (r#"<svg width="NaN" height="inf"/>"#, None),
            (r#"<html><svg width="3" height="4"/></html>"#, None),
            ("text", None),
            ("", None),
            ("<svg width=\"3", None),
        ] {
            assert_eq!(size(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn pictures_in_texts_keep_their_room() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="3" height="4"/>"#;
        let entry = "+++\ntitle = \"A\"\ndate = 2026-01-01\n+++\n![a](/x.svg \"t\") ![b](y.svg) ![c](/none.svg) ![d](https://e.example/z.svg)\n";
        let raw = "\n<details><summary>More</summary>\n\n![e](y.svg)\n\n</details>\n";
        for text in [entry.to_owned(), format!("{entry}{raw}")] {
            let files = [
                ("changelog/a.md", text.as_str()),
                ("changelog/y.svg", svg),
                ("static/x.svg", svg),
                ("static/none.svg", "x"),
            ];
            let page = crate::build::text_of(&crate::build::built(&files), "entries/a/index.html").unwrap();
            let sized = page.matches(" width=\"3\" height=\"4\"").count();
            let pictures = page.matches("<img ").count();
            assert_eq!((sized, pictures), if text.len() == entry.len() { (2, 4) } else { (3, 5) }, "{page}");
        }
    }
}
