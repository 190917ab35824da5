//! Cards: pictures that stand for pages where they are linked, drawn letter by letter.
//!
//! 1200 by 630 pixels, the size that link previews are made for (ogp.me has no rule; 1.91 to 1 is what
//! readers crop to). Each is a picture of sixteen colours: the ground, and five shades of each ink.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont};

use super::data::{DataKind, DataPlan, Given};
use crate::base::plain_text;
use crate::facts::cards::{Card, Subject};
use crate::theme::CardLook;

pub const CARD: DataKind = DataKind { name: "card", caption: "pictures that stand for pages", plan, write };

pub const WIDTH: usize = 1200;
pub const HEIGHT: usize = 630;
const MARGIN: f32 = 88.0;
/// The widest that a line of text may be.
const MEASURE: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Shades of an ink, from nearly none to full.
const SHADES: u8 = 5;

/// What is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ink {
    Text,
    Muted,
    Accent,
}

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    given.cards.iter().enumerate().map(|(part, card)| DataPlan { address: card.address(), part }).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let card = &given.cards[plan.part];
    let drawable = |text: String| Some(text).filter(|text| given.look.covers(text));
    let (above, below) = (drawable(above(given, card)), drawable(below(given, card)));
    let mut picture = Picture::new();
    picture.fill_left(20, Ink::Accent);
    let mut pen = Pen { picture: &mut picture, look: given.look };
    if let Some(above) = above.filter(|above| !above.is_empty()) {
        pen.line(&above, 38.0, 128.0, Ink::Accent);
    }
    let (lines, size) = pen.set(&card.title);
    let height = size * 1.16;
    let first = 345.0 - height * (lines.len() as f32 - 1.0) / 2.0;
    for (number, line) in lines.iter().enumerate() {
        pen.line(line, size, first + height * number as f32, Ink::Text);
    }
    if let Some(below) = below.filter(|below| !below.is_empty()) {
        let lines = pen.lines(&below, 36.0, 2);
        for (number, line) in lines.iter().rev().enumerate() {
            pen.line(line, 36.0, 548.0 - 48.0 * number as f32, Ink::Muted);
        }
    }
    picture.png(given.look)
}

/// Who speaks: the site, on every card but its own.
fn above(given: &Given<'_>, card: &Card) -> String {
    match card.subject {
        Subject::Site => String::new(),
        _ => given.site.config.title.clone(),
    }
}

/// What there is to know besides the title.
fn below(given: &Given<'_>, card: &Card) -> String {
    let site = given.site;
    match card.subject {
        Subject::Site => site.config.description.clone(),
        Subject::Product(index) => site.product(index).config.description.clone(),
        Subject::Roadmap => given.strings.text("roadmap.description", &[]),
        Subject::Release(ix) => {
            let release = &site.releases[ix];
            let title = release.fields.title.as_ref().map(|title| plain_text(&title.value).into_owned());
            let date = release.date.map(|date| given.strings.day(&date));
            joined([title, date])
        }
        Subject::Entry(ix) => {
            let entry = &site.entries[ix];
            let release = entry.release.map(|ix| &site.releases[ix]);
            let version = release.map(|release| site.release_name(release));
            let date = entry.date.map(|date| given.strings.day(&date));
            joined([version, date])
        }
    }
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Sets text on a picture.
struct Pen<'a> {
    picture: &'a mut Picture,
    look: &'a CardLook,
}

impl Pen<'_> {
    /// The title in lines, as large as it fits: at most three lines, the last cut if need be.
    fn set(&self, title: &str) -> (Vec<String>, f32) {
        let large = [(92.0, 2), (76.0, 3)].into_iter();
        let mut fitting = large.map(|(size, most)| (self.wrap(title, size), size, most));
        match fitting.find(|(lines, _, most)| lines.len() <= *most) {
            Some((lines, size, _)) => (lines, size),
            None => (self.lines(title, 64.0, 3), 64.0),
        }
    }

    /// At most so many lines, the last with an ellipsis for what is not in them.
    fn lines(&self, text: &str, size: f32, most: usize) -> Vec<String> {
        let mut lines = self.wrap(text, size);
        let is_cut = lines.len() > most;
        lines.truncate(most);
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            *last = self.cut(&format!("{last} …"), size);
        }
        lines
    }

    /// Lines that fit; a word that is wider than a line is parted.
    fn wrap(&self, text: &str, size: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| self.fits(line, size));
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) => *line = longer,
                _ => {
                    let mut rest = word.to_owned();
                    while !self.fits(&rest, size) && rest.chars().nth(1).is_some() {
                        let part = self.head(&rest, size);
                        rest = rest.split_off(part.len());
                        lines.push(part);
                    }
                    lines.push(rest);
                }
            }
        }
        lines
    }

    /// As much of `text` as fits, and at least a letter.
    fn head(&self, text: &str, size: f32) -> String {
        let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let first = text.chars().next().map_or(0, char::len_utf8);
        let end = ends.take_while(|&end| self.fits(&text[..end], size)).last().unwrap_or(first);
        text[..end].to_owned()
    }

    /// `text`, with an ellipsis for what does not fit.
    fn cut(&self, text: &str, size: f32) -> String {
        if self.fits(text, size) {
            return text.to_owned();
        }
        let mut kept = text.trim_end_matches(['…', ' ']).to_owned();
        while !kept.is_empty() && !self.fits(&format!("{kept}…"), size) {
            kept.pop();
        }
        format!("{}…", kept.trim_end())
    }

    fn fits(&self, text: &str, size: f32) -> bool {
        text.chars().map(|letter| self.advance(letter, size)).sum::<f32>() <= MEASURE
    }

    fn advance(&self, letter: char, size: f32) -> f32 {
        let font = self.look.font(letter);
        font.map_or(size / 3.0, |(_, font)| font.as_scaled(scale(font, size)).h_advance(font.glyph_id(letter)))
    }

    /// One line with its letters on `baseline`.
    fn line(&mut self, text: &str, size: f32, baseline: f32, ink: Ink) {
        let mut left = MARGIN;
        for letter in self.cut(text, size).chars() {
            if let Some((number, font)) = self.look.font(letter) {
                let at = left.round() as i32;
                let shape = shape(number, font, font.glyph_id(letter), size, ink, at.rem_euclid(2));
                self.picture.stamp(&shape, at.div_euclid(2), baseline.round() as i32);
            }
            left += self.advance(letter, size);
        }
    }
}

/// The em of the font is `size` pixels high, whatever the font's own height.
fn scale(font: &FontVec, size: f32) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(size * font.height_unscaled() / em)
}

/// A letter as it is drawn: its pixels as numbers of colours, two a byte as in the picture.
struct Shape {
    /// Bytes from where the pen stands to its left end.
    left: i32,
    top: i32,
    /// Bytes in a row.
    width: usize,
    pixels: Vec<u8>,
}

/// A letter in a font at a size, in an ink, and how many pixels right of a byte's first the pen stands: 0 or 1.
type Key = (usize, u16, u32, Ink, i32);

thread_local! {
    /// The shapes that this thread has drawn: the letters of one card are mostly those of the last.
    static SHAPES: RefCell<HashMap<Key, Rc<Shape>>> = RefCell::default();
}

fn shape(number: usize, font: &FontVec, glyph: GlyphId, size: f32, ink: Ink, odd: i32) -> Rc<Shape> {
    let key = (number, glyph.0, size.to_bits(), ink, odd);
    SHAPES.with_borrow_mut(|shapes| {
        Rc::clone(shapes.entry(key).or_insert_with(|| Rc::new(drawn(font, glyph, size, ink, odd))))
    })
}

fn drawn(font: &FontVec, glyph: GlyphId, size: f32, ink: Ink, odd: i32) -> Shape {
    let Some(outline) = font.outline_glyph(glyph.with_scale(scale(font, size))) else {
        return Shape { left: 0, top: 0, width: 0, pixels: Vec::new() };
    };
    let bounds = outline.px_bounds();
    let first = bounds.min.x as i32 + odd;
    let skipped = first.rem_euclid(2) as usize;
    let width = (skipped + bounds.width() as usize).div_ceil(2);
    let mut pixels = vec![0; width * bounds.height() as usize];
    outline.draw(|x, y, covered| {
        let x = x as usize + skipped;
        let shade = (covered * f32::from(SHADES)).round().clamp(0.0, f32::from(SHADES)) as u8;
        if let Some(pair) = pixels.get_mut(y as usize * width + x / 2).filter(|_| shade > 0) {
            *pair |= color(ink, shade) << if x.is_multiple_of(2) { 4 } else { 0 };
        }
    });
    Shape { left: first.div_euclid(2), top: bounds.min.y as i32, width, pixels }
}

/// The bytes of a row of pixels.
const ROW: usize = WIDTH / 2;

/// The pixels, as numbers of colours, two a byte, the left one in the higher half: 0 is the ground.
struct Picture {
    pixels: Vec<u8>,
}

impl Picture {
    fn new() -> Self {
        Self { pixels: vec![0; ROW * HEIGHT] }
    }

    /// The first `width` pixels of each row, an even number.
    fn fill_left(&mut self, width: usize, ink: Ink) {
        let full = color(ink, SHADES);
        for row in self.pixels.chunks_exact_mut(ROW) {
            row.iter_mut().take(width / 2).for_each(|pair| *pair = full << 4 | full);
        }
    }

    /// Draws a letter where the pen stands, `left` in bytes. What lies outside of the picture is not drawn.
    fn stamp(&mut self, shape: &Shape, left: i32, baseline: i32) {
        let parts = |at: i32| (usize::try_from(at).unwrap_or(0), usize::try_from(-at).unwrap_or(0));
        let ((top, above), (left, before)) = (parts(baseline + shape.top), parts(left + shape.left));
        let rows = self.pixels.chunks_exact_mut(ROW).skip(top);
        for (row, drawn) in rows.zip(shape.pixels.chunks_exact(shape.width.max(1)).skip(above)) {
            let pairs = row.get_mut(left..).unwrap_or_default();
            for (pair, drawn) in pairs.iter_mut().zip(drawn.get(before..).unwrap_or_default()) {
                *pair = (*pair & 0xF0).max(drawn & 0xF0) | (*pair & 0x0F).max(drawn & 0x0F);
            }
        }
    }

    /// A PNG (ISO/IEC 15948) of 4 bits a pixel. Most rows are like the row above them, so what they differ in is written.
    fn png(&self, look: &CardLook) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(32 << 10);
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        encoder.set_palette(palette(look));
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.pixels));
        written.expect("memory takes every byte, and the data has the size that the header says");
        bytes
    }
}

fn color(ink: Ink, shade: u8) -> u8 {
    let first = match ink {
        Ink::Text => 0,
        Ink::Muted => 1,
        Ink::Accent => 2,
    };
    first * SHADES + shade
}

/// Red, green and blue of every colour in its number's place.
fn palette(look: &CardLook) -> Vec<u8> {
    let ground = look.ground.0;
    let mut palette = ground.to_vec();
    for ink in [look.text, look.muted, look.accent] {
        for shade in 1..=SHADES {
            let mixed = |(ground, ink): (&u8, &u8)| {
                let part = |value: u8, shades: u8| u16::from(value) * u16::from(shades);
                ((part(*ground, SHADES - shade) + part(*ink, shade)) / u16::from(SHADES)) as u8
            };
            palette.extend(ground.iter().zip(&ink.0).map(mixed));
        }
    }
    palette
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Output, built, text_of};

    const TITLED: &str = "+++\ntitle = \"Faster search\"\ndate = 2026-05-04\n+++\nIt is.\n";

    fn card(output: &Output, path: &str) -> Option<Vec<u8>> {
        output.find(path).map(|index| output.render(index).unwrap())
    }

    /// The pixels of a card, as numbers of colours.
    fn pixels(bytes: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (WIDTH as u32, HEIGHT as u32));
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut data).unwrap();
        data.iter().flat_map(|pair| [pair >> 4, pair & 15]).collect()
    }

    /// The rows in which something of this ink is.
    fn rows(pixels: &[u8], ink: Ink) -> Vec<usize> {
        let rows = pixels.chunks_exact(WIDTH).enumerate();
        // The bar at the side is of every row.
        rows.filter(|(_, row)| row[40..].contains(&color(ink, SHADES))).map(|(at, _)| at).collect()
    }

    #[test]
    fn a_page_has_a_picture_with_its_title() {
        let output = built(&[("changelog/faster-search.md", TITLED)]);
        let pixels = pixels(&card(&output, "entries/faster-search/card.png").unwrap());
        let title = rows(&pixels, Ink::Text);
        assert!(title.len() > 50 && title.iter().all(|row| (200..480).contains(row)), "{title:?}");
        assert!(rows(&pixels, Ink::Accent).iter().all(|row| *row < 150), "the site speaks above the title");
        assert!(rows(&pixels, Ink::Muted).iter().all(|row| *row > 500), "the date stands below");
        let page = text_of(&output, "entries/faster-search/index.html").unwrap();
        let head = r#"<meta property="og:image" content="https://example.com/entries/faster-search/card.png">"#;
        assert!(page.contains(head), "{page}");
    }

    #[test]
    fn no_title_is_too_long() {
        let title = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerung ".repeat(12);
        let entry = TITLED.replace("Faster search", title.trim());
        let output = built(&[("changelog/long.md", &entry), ("tidings.toml", LONG_LIMIT)]);
        let pixels = pixels(&card(&output, "entries/long/card.png").unwrap());
        let margin = WIDTH - 60;
        assert!(pixels.chunks_exact(WIDTH).all(|row| row[margin..].iter().all(|pixel| *pixel == 0)));
        assert!(rows(&pixels, Ink::Text).iter().all(|row| (200..480).contains(row)));
    }

    const LONG_LIMIT: &str = "title = \"A\"\nbase_url = \"https://example.com\"\n[limits]\ntitle = 9000\n";

    #[test]
    fn what_cannot_be_drawn_is_not_drawn_wrongly() {
        for title in ["日本語", "עברית", "🎉 Party", "हिन्दी"] {
            let entry = TITLED.replace("Faster search", title);
            let output = built(&[("changelog/a.md", &entry)]);
            assert_eq!(card(&output, "entries/a/card.png"), None, "{title}");
            let page = text_of(&output, "entries/a/index.html").unwrap();
            assert!(page.contains(r#"content="https://example.com/card.png""#), "the site's card stands in: {title}");
        }
    }

    #[test]
    fn a_photograph_is_better_than_a_card_and_a_drawing_is_not() {
        let with = |image: &str| TITLED.replace("date", &format!("image = \"/{image}\"\nimage_alt = \"x\"\ndate"));
        for (image, has_card) in [("a.png", false), ("a.svg", true)] {
            let static_file = format!("static/{image}");
            let output = built(&[("changelog/a.md", &with(image)), (static_file.as_str(), "x")]);
            assert_eq!(card(&output, "entries/a/card.png").is_some(), has_card, "{image}");
        }
    }

    #[test]
    fn only_the_newest_have_cards_and_none_when_they_are_off() {
        let files: Vec<(String, String)> = (0..130)
            .map(|n| (format!("changelog/2026-01-01-n{n:03}.md"), format!("+++\ntitle = \"N {n}\"\n+++\nText.\n")))
            .collect();
        let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let cards = |output: &Output| output.paths().filter(|path| path.as_str().ends_with("card.png")).count();
        assert_eq!(cards(&built(&files)), 101, "a hundred and the site's own");
        files.push(("tidings.toml", "title = \"A\"\nbase_url = \"https://example.com\"\noutputs.cards = false\n"));
        let output = built(&files);
        assert_eq!(cards(&output), 0);
        assert!(!text_of(&output, "index.html").unwrap().contains("og:image"));
    }
}
