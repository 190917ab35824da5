//! Theme options: what a theme offers, what the site chose, and whether the two fit.

use std::collections::BTreeMap;

use super::chain::Layer;
use super::text::{Part, place_in_config};
use crate::base::{Diagnostic, Tree, nearest};
use crate::model::{Config, OptionValue};

/// An option of a theme.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub kind: Kind,
    pub choices: Vec<String>,
    pub default: OptionValue,
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Bool,
    Integer,
    List,
    Color,
    Url,
    Choice,
}

/// Why a value does not fit.
pub(super) struct Misfit {
    /// Follows "the option `x` ".
    pub message: String,
    pub help: Option<String>,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Bool, Self::Integer, Self::List, Self::Color, Self::Url, Self::Choice];

    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::List => "list",
            Self::Color => "color",
            Self::Url => "url",
            Self::Choice => "choice",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn wish(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::List => "a list of texts",
            Self::Color => "a colour as text",
            Self::Url => "an address as text",
            Self::Choice => "one of its choices as text",
        }
    }
}

impl Offer {
    /// Why `value` cannot be taken, if so.
    pub fn fault(&self, value: &OptionValue) -> Option<Misfit> {
        let fits = match (self.kind, value) {
            (Kind::Bool, OptionValue::Bool(_)) | (Kind::Integer, OptionValue::Integer(_)) => true,
            (Kind::List, OptionValue::List(items)) => items.iter().all(|item| matches!(item, OptionValue::Text(_))),
            (Kind::Text, OptionValue::Text(_)) => true,
            (Kind::Choice, OptionValue::Text(text)) => return self.choice_fault(text),
            (Kind::Color, OptionValue::Text(text)) => {
                return (!is_color(text)).then(|| Misfit {
                    message: format!("takes a colour, and `{}` is none", cut(text)),
                    help: Some("write it as CSS does: `#1d4ed8`, `teal`, `rgb(29 78 216)`".to_owned()),
                });
            }
            (Kind::Url, OptionValue::Text(text)) => {
                return (!is_address(text)).then(|| Misfit {
                    message: format!("takes an address, and `{}` is none", cut(text)),
                    help: Some("an address begins with `https://`, `http://`, `mailto:`, `/` or `#`".to_owned()),
                });
            }
            _ => false,
        };
        let message = || format!("takes {}, not {}", self.kind.wish(), kind_name(value));
        (!fits).then(|| Misfit { message: message(), help: None })
    }

    fn choice_fault(&self, text: &str) -> Option<Misfit> {
        if self.choices.iter().any(|choice| choice == text) {
            return None;
        }
        let help = match nearest(text, self.choices.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", self.choices.join(", ")),
        };
        Some(Misfit { message: format!("has no choice `{}`", cut(text)), help: Some(help) })
    }
}

/// The values of all options: the site's over the defaults of the nearest theme that offers them.
pub(super) fn merge(
    tree: &Tree,
    layers: &[Layer],
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, OptionValue> {
    let offers = offers(layers);
    let mut values: BTreeMap<String, OptionValue> =
        offers.iter().map(|(name, offer)| ((*name).to_owned(), offer.default.clone())).collect();
    for (name, value) in &config.theme_options {
        let keys = ["theme_options", name];
        match offers.get(name.as_str()) {
            None => {
                let place = place_in_config(tree, &keys, Part::Key);
                let message = format!("the theme `{}` has no option `{}`", config.theme, cut(name));
                let help = match nearest(name, offers.keys().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if offers.is_empty() => "it has no options at all".to_owned(),
                    None => format!("there are: {}", offers.keys().copied().collect::<Vec<_>>().join(", ")),
                };
                diagnostics.push(Diagnostic::error("theme-option-unknown", message).at(place).help(help));
            }
            Some(offer) => match offer.fault(value) {
                None => drop(values.insert(name.clone(), value.clone())),
                Some(misfit) => {
                    let place = place_in_config(tree, &keys, Part::Value);
                    let message = format!("the option `{name}` {}", misfit.message);
                    let mut fault = Diagnostic::error("theme-option-value", message).at(place);
                    fault.help = misfit.help;
                    diagnostics.push(fault);
                }
            },
        }
    }
    values
}

/// `:root` with a custom property for each option that is a colour (`accent_dark` becomes
/// `--option-accent-dark`): styles can use them under a policy that forbids inline styles.
pub(super) fn stylesheet(layers: &[Layer], values: &BTreeMap<String, OptionValue>) -> Option<String> {
    let offers = offers(layers);
    let rows = values.iter().filter_map(|(name, value)| match value {
        OptionValue::Text(color) if offers.get(name.as_str())?.kind == Kind::Color => {
            Some(format!("  --option-{}: {color};\n", name.replace('_', "-")))
        }
        _ => None,
    });
    let rows: String = rows.collect();
    (!rows.is_empty()).then(|| format!(":root {{\n{rows}}}\n"))
}

fn offers(layers: &[Layer]) -> BTreeMap<&str, &Offer> {
    let from_afar = layers.iter().rev();
    from_afar.flat_map(|layer| &layer.manifest.options).map(|(name, offer)| (name.as_str(), offer)).collect()
}

/// What a value is, for messages.
pub(super) fn kind_name(value: &OptionValue) -> &'static str {
    match value {
        OptionValue::Bool(_) => "true or false",
        OptionValue::Integer(_) => "a whole number",
        OptionValue::Float(_) => "a number with a fraction",
        OptionValue::Text(_) => "a text",
        OptionValue::List(_) => "a list",
        OptionValue::Table(_) => "a table",
    }
}

/// A hexadecimal colour, a name or a function of CSS Color 4; nothing that could end a declaration.
fn is_color(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    const FUNCTIONS: [&str; 10] = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"];
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, inside)) => {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || " .,%/-+".contains(c);
            FUNCTIONS.contains(&name) && !inside.is_empty() && inside.chars().all(is_plain)
        }
        None => !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_alphabetic()),
    }
}

fn is_address(text: &str) -> bool {
    let begins = ["https://", "http://", "mailto:", "/", "#"].iter().any(|start| text.starts_with(start));
    text.is_empty() || (begins && !text.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// At most 120 characters of what the author wrote.
fn cut(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
