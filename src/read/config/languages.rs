//! The languages of a site: its own, and those of its other editions.

use icu_locale_core::LanguageIdentifier;

use super::named::TAKEN;
use super::nav_link;
use crate::base::{At, Diagnostic};
use crate::model::{Language, ProductWords};
use crate::read::fields::{Fields, short};

/// The tag of the site's own language; `None` when there is none, or it is no tag.
pub(super) fn language(fields: &mut Fields<'_>) -> Option<String> {
    let tag = fields.text("language")?;
    if LanguageIdentifier::try_from_str(&tag.value).is_ok() {
        return Some(tag.value);
    }
    let message = format!("`language`: `{}` is not a language tag", short(&tag.value));
    fields.complain(Diagnostic::error("invalid-language", message).help("write it such as en, de or pt-BR"), tag.span);
    None
}

/// The languages besides the site's `own`.
pub(super) fn languages(fields: &mut Fields<'_>, own: &str) -> Vec<Language> {
    let languages = fields.named_tables("languages", |table, tag| (tag, a_language(table, tag)));
    let is_language = |tag: &str| LanguageIdentifier::try_from_str(tag).is_ok() && !tag.contains('_');
    let mut kept: Vec<Language> = Vec::new();
    for (tag, language) in languages {
        let same = |known: &str| known.eq_ignore_ascii_case(&tag.value);
        let fault = if !is_language(&tag.value) {
            let message = format!("`languages`: `{}` is not a language tag", short(&tag.value));
            Diagnostic::error("invalid-language", message).help("write it such as de, ja or pt-BR")
        } else if same(own) || kept.iter().any(|language| same(&language.tag)) {
            let message = format!("`languages`: the site speaks `{}` already", tag.value);
            let help = "`language` is the site's own, whose title stands at the top; name here only the others";
            Diagnostic::error("duplicate-language", message).help(help)
        } else if TAKEN.iter().any(|name| same(name)) {
            let message = format!("no language can be at /{}/: the site has pages there", tag.value);
            Diagnostic::error("reserved-name", message).help("write a longer tag of the same language")
        } else {
            kept.push(language);
            continue;
        };
        fields.complain(fault, tag.span);
    }
    kept
}

fn a_language(table: &mut Fields<'_>, tag: &At<String>) -> Language {
    let products = table.named_tables("products", |table, id| ProductWords {
        id: id.value.clone(),
        name: table.text("name").map(|name| name.value),
        description: table.sentence("description"),
    });
    Language {
        tag: tag.value.clone(),
        name: table.text("name").map(|name| name.value),
        title: table.text("title").map(|title| title.value),
        description: table.sentence("description"),
        navigation: table.tables("navigation", nav_link),
        theme_options: table.free("theme_options"),
        disclaimer: table.sentence("disclaimer"),
        products,
    }
}
