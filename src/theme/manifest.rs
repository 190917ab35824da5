//! `theme.toml`: what a theme is called, what it builds on, which options it offers.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::card::Color;
use super::chain::File;
use super::options::{Kind, Offer, kind_name};
use super::text;
use crate::base::{At, Diagnostic, Place, Source, Span, nearest};
use crate::model::OptionValue;

/// What a `theme.toml` says; empty when there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifest {
    pub parent: Option<At<String>>,
    pub options: BTreeMap<String, Offer>,
    /// Colours of cards by name (`ground`, `accents.blue`).
    pub card: BTreeMap<String, Color>,
    source: Option<Source>,
}

/// The keys of a `theme.toml`; those that are texts for people are not read further.
const KEYS: [&str; 9] =
    ["name", "parent", "description", "version", "authors", "license", "homepage", "options", "card"];
const CARD_KEYS: [&str; 5] = ["ground", "text", "muted", "accent", "accents"];
const OPTION_KEYS: [&str; 4] = ["type", "default", "choices", "description"];

impl Manifest {
    pub fn read(file: Option<&File>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Some(file) = file else { return Self::default() };
        let source = match file.source() {
            Ok(source) => source,
            Err(fault) => {
                diagnostics.push(fault);
                return Self::default();
            }
        };
        let mut manifest = Self::default();
        match text::toml(&source) {
            Ok(table) => manifest.fill(&table, &source, diagnostics),
            Err(fault) => diagnostics.push(fault),
        }
        manifest.source = Some(source);
        manifest
    }

    /// Where `span` is in the file.
    pub fn place(&self, span: Span) -> Place {
        self.source.as_ref().map_or_else(|| Place::file("theme.toml"), |source| source.place(span))
    }

    fn fill(&mut self, table: &DeTable<'_>, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("parent", DeValue::String(parent)) => {
                    self.parent = Some(At::new(parent.to_string(), text::span(value.span())));
                }
                ("options", DeValue::Table(options)) => self.fill_options(options, source, diagnostics),
                ("card", DeValue::Table(colors)) => self.fill_card(colors, source, diagnostics),
                ("card", other) => diagnostics.push(expected("a table", "card", other, source, value)),
                ("parent", other) => diagnostics.push(expected("a text", "parent", other, source, value)),
                ("options", other) => diagnostics.push(expected("a table", "options", other, source, value)),
                (name, _) if KEYS.contains(&name) => {}
                (name, _) => diagnostics.push(unknown(name, &KEYS, source, key)),
            }
        }
    }

    fn fill_card(&mut self, table: &DeTable<'_>, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("accents", DeValue::Table(accents)) => {
                    for (accent, value) in accents {
                        self.fill_color(format!("accents.{}", accent.get_ref()), value, source, diagnostics);
                    }
                }
                ("accents", other) => diagnostics.push(expected("a table", "accents", other, source, value)),
                (name, _) if CARD_KEYS.contains(&name) => {
                    self.fill_color(name.to_owned(), value, source, diagnostics);
                }
                (name, _) => diagnostics.push(unknown(name, &CARD_KEYS, source, key)),
            }
        }
    }

    fn fill_color(
        &mut self,
        name: String,
        value: &Spanned<DeValue<'_>>,
        source: &Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let DeValue::String(text) = value.get_ref() else {
            return diagnostics.push(expected("a text", &name, value.get_ref(), source, value));
        };
        match Color::parse(text) {
            Some(color) => drop(self.card.insert(name, color)),
            None => diagnostics.push(
                Diagnostic::error("theme-manifest", format!("`card.{name}`: `{text}` is not a colour"))
                    .at(source.place(text::span(value.span())))
                    .help("write it such as #1b4fae: cards are drawn, not styled"),
            ),
        }
    }

    fn fill_options(&mut self, table: &DeTable<'_>, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if !name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-') {
                let message = format!("the option name `{name}` has more than letters, digits, `_` and `-`");
                diagnostics.push(Diagnostic::error("theme-manifest", message).at(source.place(text::span(key.span()))));
                continue;
            }
            let DeValue::Table(fields) = value.get_ref() else {
                diagnostics.push(expected("a table", &name, value.get_ref(), source, value));
                continue;
            };
            match offer(fields, source, key, diagnostics) {
                Ok(offer) => drop(self.options.insert(name, offer)),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
}

/// One table of `[options]`.
fn offer(
    fields: &DeTable<'_>,
    source: &Source,
    option: &Spanned<std::borrow::Cow<'_, str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Offer, Diagnostic> {
    for key in fields.keys().filter(|key| !OPTION_KEYS.contains(&key.get_ref().as_ref())) {
        diagnostics.push(unknown(key.get_ref(), &OPTION_KEYS, source, key));
    }
    let field = |name: &str| fields.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value);
    let missing = |name: &str| {
        let message = format!("the option `{}` has no `{name}`", option.get_ref());
        Diagnostic::error("theme-manifest", message).at(source.place(text::span(option.span())))
    };
    let written = field("type").ok_or_else(|| missing("type"))?;
    let kind = match written.get_ref() {
        DeValue::String(kind) => Kind::named(kind).ok_or_else(|| unknown_kind(kind, source, written)),
        other => Err(expected("a text", "type", other, source, written)),
    }?;
    let choices = field("choices").map(|choices| texts(choices, source)).transpose()?.unwrap_or_default();
    if kind == Kind::Choice && choices.is_empty() {
        return Err(missing("choices"));
    }
    let default = field("default").ok_or_else(|| missing("default"))?;
    let offer = Offer { kind, choices, default: option_value(default.get_ref()) };
    match offer.fault(&offer.default) {
        None => Ok(offer),
        Some(fault) => {
            let message = format!("the default of the option `{}` {}", option.get_ref(), fault.message);
            Err(Diagnostic::error("theme-manifest", message).at(source.place(text::span(default.span()))))
        }
    }
}

fn texts(value: &Spanned<DeValue<'_>>, source: &Source) -> Result<Vec<String>, Diagnostic> {
    let list = value.get_ref().as_array().ok_or_else(|| expected("a list", "choices", value.get_ref(), source, value));
    let text = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        other => Err(expected("a list of texts", "choices", other, source, item)),
    };
    list?.iter().map(text).collect()
}

/// The value as plain data. A date stays as it was written.
pub(super) fn option_value(value: &DeValue<'_>) -> OptionValue {
    match value {
        DeValue::String(text) => OptionValue::Text(text.to_string()),
        DeValue::Boolean(value) => OptionValue::Bool(*value),
        DeValue::Datetime(date) => OptionValue::Text(date.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => OptionValue::Integer(number),
            Err(_) => OptionValue::Text(number.as_str().to_owned()),
        },
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => OptionValue::Float(number),
            Err(_) => OptionValue::Text(number.as_str().to_owned()),
        },
        DeValue::Array(items) => OptionValue::List(items.iter().map(|item| option_value(item.get_ref())).collect()),
        DeValue::Table(rows) => OptionValue::Table(
            rows.iter().map(|(key, value)| (key.get_ref().to_string(), option_value(value.get_ref()))).collect(),
        ),
    }
}

fn unknown_kind(kind: &str, source: &Source, written: &Spanned<DeValue<'_>>) -> Diagnostic {
    let message = format!("`{kind}` is no type of an option");
    let names = Kind::ALL.map(Kind::name);
    let fault = Diagnostic::error("theme-manifest", message).at(source.place(text::span(written.span())));
    match nearest(kind, names) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("there are: {}", names.join(", "))),
    }
}

fn unknown(name: &str, known: &[&str], source: &Source, key: &Spanned<std::borrow::Cow<'_, str>>) -> Diagnostic {
    let fault =
        Diagnostic::error("unknown-key", format!("unknown key `{name}`")).at(source.place(text::span(key.span())));
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("there are: {}", known.join(", "))),
    }
}

fn expected(what: &str, name: &str, found: &DeValue<'_>, source: &Source, value: &Spanned<DeValue<'_>>) -> Diagnostic {
    let message = format!("`{name}` must be {what}, found {}", kind_name(&option_value(found)));
    Diagnostic::error("wrong-type", message).at(source.place(text::span(value.span())))
}
