//! The words of the interface, in one language.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use toml::de::{DeTable, DeValue};

use super::chain::Layer;
use super::{format, text};
use crate::base::{Date, Diagnostic, Source, nearest};

/// The language whose words stand in for what others lack.
const FALLBACK: &str = "en";

/// Interface strings by key, in the site's language, else in the next that has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Strings {
    language: String,
    locale: Locale,
    messages: HashMap<String, Message>,
}

#[derive(Debug, Clone, PartialEq)]
struct Message {
    /// The language that it is written in, for its plural rules.
    locale: Locale,
    text: Text,
}

#[derive(Debug, Clone, PartialEq)]
enum Text {
    Plain(String),
    /// By category; `other` is always there.
    Plural(BTreeMap<&'static str, String>),
}

/// The plural categories of CLDR (Unicode Technical Standard 35, part 3, section 5).
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Languages, and scripts, that are written from right to left.
const RIGHT_TO_LEFT: [&str; 26] = [
    "adlm", "ar", "arab", "arc", "ckb", "dv", "fa", "he", "hebr", "khw", "ks", "mand", "mandaic", "nko", "nkoo", "nqo",
    "ps", "rohg", "samr", "sd", "syr", "syrc", "thaa", "ug", "ur", "yi",
];

impl Default for Strings {
    /// English, without any string.
    fn default() -> Self {
        Self::new("en")
    }
}

impl Strings {
    fn new(language: &str) -> Self {
        Self { language: language.to_owned(), locale: format::locale(language), messages: HashMap::new() }
    }

    /// The strings of `i18n/<language>.toml` in all layers; for what is missing there, those of the
    /// less special language (`de-AT`, `de`; `zh-CN`, `zh-Hans`), then English.
    pub(super) fn load(layers: &[Layer], language: &str, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut strings = Self::new(language);
        let is_fallback = language.split(['-', '_']).next() == Some(FALLBACK);
        let mut is_known = false;
        for fallback in fallbacks(language) {
            let locale = format::locale(&fallback);
            for layer in layers {
                let file = layer.folder("i18n").find(|(name, _)| names_language(name, &fallback));
                let Some((_, file)) = file else { continue };
                is_known |= fallback != FALLBACK || is_fallback;
                match file.source() {
                    Ok(source) => strings.add(&source, &locale, diagnostics),
                    Err(fault) => diagnostics.push(fault),
                }
            }
        }
        if !is_known {
            let warning =
                Diagnostic::warning("no-strings", format!("no theme speaks `{language}`, so its words are English"));
            diagnostics.push(
                warning.help(format!("translate themes/default/i18n/en.toml as i18n/{language}.toml of the site")),
            );
        }
        strings
    }

    fn add(&mut self, source: &Source, locale: &Locale, diagnostics: &mut Vec<Diagnostic>) {
        match text::toml(source) {
            Ok(table) => {
                let mut found = Vec::new();
                collect(&table, "", source, &mut found, diagnostics);
                for (key, text) in found {
                    self.messages.entry(key).or_insert_with(|| Message { locale: locale.clone(), text });
                }
            }
            Err(fault) => diagnostics.push(fault),
        }
    }

    /// The language as configured, a BCP 47 tag.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// `rtl` or `ltr`.
    pub fn direction(&self) -> &'static str {
        let script = self.locale.id.script.map(|script| script.to_string().to_lowercase());
        let code = script.unwrap_or_else(|| self.locale.id.language.to_string());
        if RIGHT_TO_LEFT.contains(&code.as_str()) { "rtl" } else { "ltr" }
    }

    /// `text` as it may stand in a sentence of this language. From right to left, names and versions would be torn apart by their
    /// own signs (`rc.1-2.0`), so they get a direction of their own (Unicode Standard Annex 9, section 2.7).
    pub(super) fn isolated(&self, text: String) -> String {
        let is_foreign = || text.bytes().any(|byte| byte.is_ascii_alphabetic()) || text.contains(['-', '+']);
        match self.direction() == "rtl" && is_foreign() {
            true => format!("\u{2068}{text}\u{2069}"),
            false => text,
        }
    }

    pub(super) fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The key that `key` was probably meant to be.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        let keys: BTreeSet<&str> = self.messages.keys().map(String::as_str).collect();
        nearest(key, keys)
    }

    /// The text of `key` with `{name}` replaced by its argument; the key itself when it is unknown.
    pub fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.pattern(key, None).map_or_else(|| key.to_owned(), |pattern| fill(pattern, arguments))
    }

    /// The text of `key`, or nothing when it is unknown.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pattern(key, None)
    }

    /// The text of `key` when it is written in this language, not in one that stands in for it.
    pub fn own(&self, key: &str) -> Option<&str> {
        let message = self.messages.get(key)?;
        let is_own = message.locale.id.language == self.locale.id.language;
        self.pattern(key, None).filter(|_| is_own)
    }

    /// The day of `date` in the medium length: `4. Mai 2026`, `May 4, 2026`.
    pub fn day(&self, date: &Date) -> String {
        format::date(&self.locale, date, "medium").unwrap_or_else(|_| date.iso_day())
    }

    /// The text of `key` for `n` things: in the plural form that the language has for it, with
    /// `{n}` replaced by the number. A form `zero` serves for 0 in every language.
    pub fn plural(&self, key: &str, n: usize, arguments: &[(&str, &str)]) -> String {
        let number = self.number(n);
        let arguments: Vec<(&str, &str)> = [("n", number.as_str())].iter().chain(arguments).copied().collect();
        self.pattern(key, Some(n)).map_or_else(|| key.to_owned(), |pattern| fill(pattern, &arguments))
    }

    /// The text of `key`, for `n` things if given, with its `{name}`s as they are.
    pub(super) fn pattern(&self, key: &str, n: Option<usize>) -> Option<&str> {
        let Message { text, locale } = self.messages.get(key)?;
        let forms = match text {
            Text::Plain(text) => return Some(text),
            Text::Plural(forms) => forms,
        };
        let zero = forms.get("zero").filter(|_| n == Some(0));
        let form = zero.or_else(|| forms.get(category(locale, n?))).or_else(|| forms.get("other"));
        form.map(String::as_str)
    }

    pub(super) fn number(&self, n: usize) -> String {
        format::number(&self.locale, i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// Where Chinese is written in traditional characters when the tag names no script (CLDR, likely subtags).
const TRADITIONAL: [&str; 3] = ["zh-hk", "zh-mo", "zh-tw"];

/// `de-AT`, `de`, `en`; in small letters.
fn fallbacks(language: &str) -> Vec<String> {
    let mut tag = language.replace('_', "-").to_lowercase();
    let mut tags = vec![tag.clone()];
    // Chinese is two written languages, and neither stands in for the other.
    let is_traditional = TRADITIONAL.contains(&tag.as_str()) || tag.starts_with("zh-hant");
    while let Some(at) = tag.rfind('-') {
        tag.truncate(at);
        tags.push(tag.clone());
    }
    if tag == "zh" {
        let script = if is_traditional { "zh-hant" } else { "zh-hans" };
        tags.retain(|known| known != script && (known != "zh" || !is_traditional));
        let at = tags.iter().position(|known| known == "zh").unwrap_or(tags.len());
        tags.insert(at, script.to_owned());
    }
    if !tags.iter().any(|tag| tag == FALLBACK) {
        tags.push(FALLBACK.to_owned());
    }
    tags
}

/// Whether `de-AT.toml` is the file of `de-at`.
fn names_language(name: &str, language: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|stem| stem.replace('_', "-").to_lowercase() == language)
}

/// The strings of a table and the tables in it; keys of inner tables are joined by dots.
fn collect(
    table: &DeTable<'_>,
    prefix: &str,
    source: &Source,
    found: &mut Vec<(String, Text)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (name, value) in table {
        let key = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::String(text) => found.push((key, Text::Plain(text.to_string()))),
            DeValue::Table(inner) => match plural(inner) {
                Some(forms) if forms.contains_key("other") => found.push((key, Text::Plural(forms))),
                Some(_) => {
                    let message = format!("the string `{key}` has no form `other`");
                    let place = source.place(text::span(name.span()));
                    let fault = Diagnostic::error("string-form", message).at(place);
                    diagnostics.push(fault.help("every language needs `other`: it serves where no other form does"));
                }
                None => collect(inner, &format!("{key}."), source, found, diagnostics),
            },
            _ => {
                let place = source.place(text::span(value.span()));
                let message = format!("the string `{key}` must be a text or a table of plural forms");
                diagnostics.push(Diagnostic::error("wrong-type", message).at(place));
            }
        }
    }
}

/// The plural forms, when the table holds nothing else.
fn plural(table: &DeTable<'_>) -> Option<BTreeMap<&'static str, String>> {
    let form = |name: &str, value: &DeValue<'_>| {
        let category = CATEGORIES.into_iter().find(|category| *category == name)?;
        Some((category, value.as_str()?.to_owned()))
    };
    let forms: Option<BTreeMap<_, _>> =
        table.iter().map(|(name, value)| form(name.get_ref(), value.get_ref())).collect();
    forms.filter(|forms| !forms.is_empty())
}

fn category(locale: &Locale, n: usize) -> &'static str {
    match PluralRules::try_new_cardinal(locale.into()).map(|rules| rules.category_for(n)) {
        Ok(PluralCategory::Zero) => "zero",
        Ok(PluralCategory::One) => "one",
        Ok(PluralCategory::Two) => "two",
        Ok(PluralCategory::Few) => "few",
        Ok(PluralCategory::Many) => "many",
        Ok(PluralCategory::Other) | Err(_) => "other",
    }
}

/// `text` with each `{name}` that has an argument replaced by it.
pub(super) fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let name = rest[open + 1..].split_once('}').map(|(name, _)| name);
        let argument = name.and_then(|name| arguments.iter().find(|(known, _)| *known == name));
        let (text, next) = match argument {
            Some((name, value)) => (*value, open + name.len() + 2),
            None => ("{", open + 1),
        };
        out.push_str(&rest[..open]);
        out.push_str(text);
        rest = &rest[next..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::SitePath;

    fn strings(language: &str, toml: &str) -> Strings {
        let mut strings = Strings::new(language);
        let source = Source::new(SitePath::new("i18n/x.toml").unwrap(), toml);
        let mut diagnostics = Vec::new();
        strings.add(&source, &format::locale(language), &mut diagnostics);
        assert_eq!(diagnostics, []);
        strings
    }

    #[test]
    fn each_number_gets_the_plural_form_of_the_language() {
        let polish = "change = { one = '{n} zmiana', few = '{n} zmiany', many = '{n} zmian', other = '{n} zmiany' }";
        for (language, toml, n, text) in [
            ("en", "change = { one = '{n} change', other = '{n} changes' }", 1, "1 change"),
            ("en", "change = { one = '{n} change', other = '{n} changes' }", 0, "0 changes"),
            ("en", "change = { zero = 'no changes', other = '{n} changes' }", 0, "no changes"),
            ("de", "change = { one = '{n} Änderung', other = '{n} Änderungen' }", 1500, "1.500 Änderungen"),
            ("pl", polish, 1, "1 zmiana"),
            ("pl", polish, 2, "2 zmiany"),
            ("pl", polish, 5, "5 zmian"),
            ("pl", polish, 22, "22 zmiany"),
            ("en", "change = 'plain {n}'", 2, "plain 2"),
            ("en", "other = ''", 2, "change"),
        ] {
            assert_eq!(strings(language, toml).plural("change", n, &[]), text, "{language} {n}");
        }
    }

    #[test]
    fn placeholders_are_filled_once() {
        let strings = strings("en", "a = '{x}{y} {z} {'\n[b]\nc.d = 'deep'");
        assert_eq!(strings.text("a", &[("x", "{y}"), ("y", "1")]), "{y}1 {z} {");
        assert_eq!(strings.text("b.c.d", &[]), "deep");
        assert_eq!(strings.text("none", &[]), "none");
        assert_eq!(strings.get("none"), None);
    }

    #[test]
    fn languages_know_their_direction() {
        for (language, direction) in
            [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("fa", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr")]
        {
            assert_eq!(Strings::new(language).direction(), direction, "{language}");
        }
    }

    #[test]
    fn what_is_written_from_left_to_right_stays_together_in_the_other_direction() {
        for (language, text, isolated) in [
            ("ar", "2.0-rc.1", "\u{2068}2.0-rc.1\u{2069}"),
            ("he", "<a href=\"/\">C++</a>", "\u{2068}<a href=\"/\">C++</a>\u{2069}"),
            ("ar", "12", "12"),
            ("ar", "خرائط", "خرائط"),
            ("en", "2.0-rc.1", "2.0-rc.1"),
        ] {
            assert_eq!(Strings::new(language).isolated(text.to_owned()), isolated, "{language} {text}");
        }
    }

    #[test]
    fn a_language_without_strings_of_its_own_finds_the_nearest() {
        for (language, files) in [
            ("de-AT", "de-at de en"),
            ("en_GB", "en-gb en"),
            ("pt-BR", "pt-br pt en"),
            ("zh", "zh-hans zh en"),
            ("zh-CN", "zh-cn zh-hans zh en"),
            ("zh-SG", "zh-sg zh-hans zh en"),
            ("zh-Hans", "zh-hans zh en"),
            ("zh-Hans-CN", "zh-hans-cn zh-hans zh en"),
            ("zh-TW", "zh-tw zh-hant en"),
            ("zh-Hant-HK", "zh-hant-hk zh-hant en"),
        ] {
            assert_eq!(fallbacks(language).join(" "), files, "{language}");
        }
    }

    fn built_in(language: &str) -> Strings {
        let files = super::super::builtin::files("default").unwrap();
        let source = files[&format!("i18n/{language}.toml")].source().unwrap();
        strings(language, &source.text)
    }

    #[test]
    fn all_languages_have_the_same_strings_with_the_same_placeholders() {
        let keys = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
            let messages = built_in(language).messages;
            messages.iter().map(|(key, message)| (key.clone(), placeholders(&message.text))).collect()
        };
        let english = keys("en");
        assert!(!english.is_empty());
        for language in LANGUAGES {
            let own = keys(language);
            let missing: Vec<&String> = english.keys().filter(|key| !own.contains_key(*key)).collect();
            assert!(missing.is_empty(), "{language} lacks {missing:?}");
            for (key, names) in &own {
                assert_eq!(english.get(key), Some(names), "{language}: {key}");
            }
        }
    }

    #[test]
    fn every_file_of_words_in_the_default_theme_is_looked_at_here() {
        let files = super::super::builtin::files("default").unwrap();
        let files = files.keys().filter_map(|path| path.strip_prefix("i18n/")?.strip_suffix(".toml"));
        assert_eq!(files.collect::<BTreeSet<_>>(), LANGUAGES.into_iter().chain(["en"]).collect());
    }

    #[test]
    fn plural_texts_have_every_form_that_whole_numbers_take() {
        for language in LANGUAGES.into_iter().chain(["en"]) {
            let strings = built_in(language);
            let forms: BTreeSet<&str> = (0..1000).map(|n| category(&strings.locale, n)).collect();
            for (key, message) in &strings.messages {
                let Text::Plural(known) = &message.text else { continue };
                let counts = known.values().any(|text| text.contains("{n}"));
                let missing: Vec<_> = forms.iter().filter(|form| counts && !known.contains_key(**form)).collect();
                assert!(missing.is_empty(), "{language}: {key} lacks {missing:?}");
            }
        }
    }

    #[test]
    fn numbers_of_things_are_written_as_the_language_does() {
        for (language, n, text) in [
            ("fr", 0, "0 modification"),
            ("fr", 1500, "1\u{202f}500 modifications"),
            ("es", 1, "1 cambio"),
            ("es", 15000, "15.000 cambios"),
            ("ja", 1500, "1,500 件の変更"),
            ("zh-Hans", 2, "2 项变更"),
            ("ar", 0, "لا تغييرات"),
            ("ar", 2, "تغييران"),
            ("ar", 3, "3 تغييرات"),
            ("ar", 11, "11 تغييرًا"),
            ("ar", 100, "100 تغيير"),
        ] {
            assert_eq!(built_in(language).plural("changes", n, &[]), text, "{language} {n}");
        }
    }

    /// Those of the default theme besides English.
    const LANGUAGES: [&str; 6] = ["ar", "de", "es", "fr", "ja", "zh-Hans"];

    fn placeholders(text: &Text) -> BTreeSet<String> {
        let texts: Vec<&str> = match text {
            Text::Plain(text) => vec![text],
            Text::Plural(forms) => forms.values().map(String::as_str).collect(),
        };
        let names = texts.iter().flat_map(|text| text.split('{').skip(1));
        names.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).filter(|name| name != "n").collect()
    }
}
