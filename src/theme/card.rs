//! What pictures that stand for pages are drawn with: colours and letters, from the layers of the theme.

use std::collections::BTreeMap;

use ab_glyph::{Font, FontVec};

use super::chain::Layer;
use crate::base::{Diagnostic, Place};
use crate::model::OptionValue;

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// `#1b4fae` or `#fff`; `None` for every other way to write a colour.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(&digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }
}

/// How cards look.
pub struct CardLook {
    pub ground: Color,
    pub text: Color,
    pub muted: Color,
    pub accent: Color,
    /// The fonts of the theme and its parents: a letter is drawn with the first that has it.
    fonts: Vec<FontVec>,
}

impl CardLook {
    /// The colours of the nearest `[card]` that has them. The accent is what the site chose: a value
    /// of the option `accent` that is a colour, or that `[card.accents]` gives a colour for.
    pub(super) fn load(
        layers: &[Layer],
        options: &BTreeMap<String, OptionValue>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let named = |name: &str| layers.iter().find_map(|layer| layer.manifest.card.get(name).copied());
        let chosen = match options.get("accent") {
            Some(OptionValue::Text(accent)) => Color::parse(accent).or_else(|| named(&format!("accents.{accent}"))),
            _ => None,
        };
        let text = named("text").unwrap_or(Color([0; 3]));
        Self {
            ground: named("ground").unwrap_or(Color([255; 3])),
            text,
            muted: named("muted").unwrap_or(text),
            accent: chosen.or_else(|| named("accent")).unwrap_or(text),
            fonts: layers.iter().flat_map(|layer| fonts(layer, diagnostics)).collect(),
        }
    }

    /// The first font that has this letter, and its place in the order of fonts.
    pub fn font(&self, letter: char) -> Option<(usize, &FontVec)> {
        let mut fonts = self.fonts.iter().enumerate();
        fonts.find(|(_, font)| font.glyph_id(letter).0 != 0)
    }

    /// Whether all of `text` can be drawn as it should look: every letter has its shape, and none is of a
    /// script whose letters change their shape or order with those beside them.
    pub fn covers(&self, text: &str) -> bool {
        text.chars().all(|letter| !is_shaped(letter) && (letter.is_whitespace() || self.font(letter).is_some()))
    }
}

/// Scripts that need more than a letter's own shape: Hebrew to Samaritan, those of India and South-East
/// Asia, Mongolian, and the marks that join to others (Unicode 17, blocks).
fn is_shaped(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0300..=0x036F | 0x0590..=0x0DFF | 0x0E00..=0x109F | 0x1780..=0x18AF | 0x1900..=0x1CFF
        | 0xA800..=0xABFF | 0xFB1D..=0xFDFF | 0xFE00..=0xFE0F | 0xFE70..=0xFEFE | 0x200B..=0x200F | 0x1_F000..=0x1_FAFF)
}

fn fonts(layer: &Layer, diagnostics: &mut Vec<Diagnostic>) -> Vec<FontVec> {
    let files = layer.folder("fonts").filter(|(name, _)| name.ends_with(".otf") || name.ends_with(".ttf"));
    let mut fonts = Vec::new();
    for (_, file) in files {
        match FontVec::try_from_vec(file.bytes.to_vec()) {
            Ok(font) => fonts.push(font),
            Err(_) => diagnostics.push(
                Diagnostic::error("theme-font", format!("{} is not a font that can be drawn", file.path))
                    .at(Place::file(&file.path))
                    .help("put a font in OpenType or TrueType format here (.otf, .ttf); .woff2 is for browsers"),
            ),
        }
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_hexadecimal() {
        for (text, color) in [
            ("#1b4fae", Some([0x1b, 0x4f, 0xae])),
            ("#fff", Some([255; 3])),
            ("#FFF", Some([255; 3])),
            ("1b4fae", None),
            ("#1b4fa", None),
            ("#1b4fag", None),
            ("#+b4fae", None),
            ("red", None),
            ("#ééé", None),
        ] {
            assert_eq!(Color::parse(text), color.map(Color), "{text}");
        }
    }
}
