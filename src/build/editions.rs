//! A site in several languages: one flow from its documents on for each, and what they share.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::memo::Loaded;
use super::output::Planned;
use crate::base::{Diagnostic, Tree};
use crate::facts::feeds::type_label;
use crate::model::{Config, Site, usual_headings};
use crate::pages::{self, Context, Languages};
use crate::theme::Theme;

/// The configuration of each edition, the one in the site's own language first.
pub(super) fn configs(config: &Arc<Config>, tree: &Tree) -> Vec<Arc<Config>> {
    let mut configs = vec![Arc::clone(config)];
    if config.languages.is_empty() {
        return configs;
    }
    let files = tree.below("static").filter_map(|(path, _)| path.as_str().strip_prefix("static").map(str::to_owned));
    let shared: Arc<BTreeSet<String>> = Arc::new(files.collect());
    let others = config.languages.iter().map(|language| Arc::new(config.in_language(language, Arc::clone(&shared))));
    configs.extend(others);
    configs
}

/// How documents of each edition are read: headings of types may be in its language.
pub(super) fn readers(configs: &[Arc<Config>], themes: &[Loaded]) -> Vec<Config> {
    let reader = |(config, theme): (&Arc<Config>, &Loaded)| {
        let mut reader = Config::clone(config);
        for kind in &mut reader.types {
            let usual = usual_headings(&config.language, &kind.id);
            kind.aliases.extend(usual.iter().map(|heading| (*heading).to_owned()));
            if let Some(theme) = &theme.value {
                let words = |key: &str, arguments: &[(&str, &str)]| theme.strings().text(key, arguments);
                let label = type_label(config, &kind.id, &words);
                if label != kind.title {
                    kind.aliases.push(label);
                }
            }
        }
        reader
    };
    configs.iter().zip(themes).map(reader).collect()
}

/// Each edition with its pages; all of them know of each other.
pub(super) fn planned(
    sites: Vec<Arc<Site>>,
    themes: &[&Arc<Theme>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Planned> {
    let spoken = sites.iter().zip(themes).map(|(site, theme)| (&**site, &**theme.strings()));
    let languages = Arc::new(Languages::of(spoken));
    let editions = sites.into_iter().zip(themes).enumerate();
    let plan = |(at, (site, theme)): (usize, (Arc<Site>, &&Arc<Theme>))| {
        let context = Context::new(site, Arc::clone(theme.strings()), Arc::clone(theme.card())).among(&languages, at);
        let frame = pages::site_view(&context, theme.options());
        let pages = pages::plan(&context, diagnostics);
        Planned { renderer: theme.renderer(&frame), context, pages }
    };
    editions.map(plan).collect()
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    const CONFIG: &str = r#"
title = "Acme"
base_url = "https://example.com/sub"
[languages.de]
title = "Acme auf Deutsch"
[languages.ar]
"#;

    fn text(files: &[(&str, &str)], path: &str) -> String {
        let files: Vec<_> = [("tidings.toml", CONFIG)].iter().chain(files).copied().collect();
        text_of(&built(&files), path).unwrap_or_else(|| panic!("there is no {path}"))
    }

    const ENTRY: &str = "+++\ntitle = \"Maps\"\ntags = [\"gps\"]\nid = \"m\"\n+++\nMaps to [walk by](plan.txt).\n";

    #[test]
    fn a_translation_gives_its_words_and_keeps_the_facts() {
        let files = [
            ("changelog/2026-01-01-maps.md", ENTRY),
            ("changelog/2026-01-01-maps.de.md", "+++\ntitle = \"Karten\"\n+++\nKarten zum [Wandern](plan.txt).\n"),
            ("changelog/plan.txt", "x"),
        ];
        let german = text(&files, "de/entries/maps/index.html");
        for part in [
            "<html lang=\"de\" dir=\"ltr\"",
            "<h1>Karten</h1>",
            "Karten zum <a href=\"/sub/media/",
            "href=\"/sub/de/tags/gps/\"",
            "01.01.2026",
            "href=\"/sub/assets/style.",
            "<link rel=\"canonical\" href=\"https://example.com/sub/de/entries/maps/\">",
            "<link rel=\"alternate\" hreflang=\"de\" href=\"https://example.com/sub/de/entries/maps/\">",
            "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://example.com/sub/entries/maps/\">",
            "<a href=\"/sub/ar/entries/maps/\" lang=\"ar\" hreflang=\"ar\">العربية</a>",
        ] {
            assert!(german.contains(part), "{part} is not in {german}");
        }
        assert!(!german.contains("hreflang=\"ar\" href=\"https"), "nobody translated it into Arabic");
        assert!(text(&files, "entries/maps/index.html").contains("<h1>Maps</h1>"));
        assert!(text(&files, "de/atom.xml").contains("<id>tag:example.com,2026:m?lang=de</id>"));
    }

    #[test]
    fn what_nobody_translated_is_shown_and_marked() {
        let files = [("changelog/2026-01-01-maps.md", ENTRY), ("changelog/plan.txt", "x")];
        let arabic = text(&files, "ar/entries/maps/index.html");
        for part in [
            "<html lang=\"ar\" dir=\"rtl\"",
            "<h1 lang=\"en\" dir=\"ltr\">Maps</h1>",
            "<div class=\"prose\" lang=\"en\" dir=\"ltr\">",
            "<link rel=\"canonical\" href=\"https://example.com/sub/entries/maps/\">",
            "لم تُترجم هذه الصفحة بعد.",
        ] {
            assert!(arabic.contains(part), "{part} is not in {arabic}");
        }
        assert!(!arabic.contains("rel=\"alternate\" hreflang"), "it is the same page as the original");
        let sitemap = text(&files, "sitemap.xml");
        assert!(!sitemap.contains("/sub/ar/entries/"), "{sitemap}");
        assert!(sitemap.contains("<loc>https://example.com/sub/ar/</loc>"), "{sitemap}");
    }

    #[test]
    fn headings_of_types_may_be_in_the_language_of_the_text() {
        let files = [
            ("changelog/1.0.0.md", "# 1.0.0 - 2026-01-01\n\n## Added\n\n- One\n\n## Fixed\n\n- Two\n"),
            ("changelog/1.0.0.de.md", "## Hinzugefügt\n\n- Eins\n\n## Behoben\n\n- Zwei\n"),
        ];
        let german = text(&files, "de/releases/1.0.0/index.html");
        assert!(german.contains("Eins") && german.contains("Zwei") && !german.contains("Hinzugefügt"), "{german}");
        let config = ("tidings.toml", "title = \"A\"\nbase_url = \"https://example.com\"\nlanguage = \"de\"\n");
        let own = [
            config,
            ("changelog/1.0.0.md", "# 1.0.0 - 2026-01-01\n\n## Hinzugefügt\n\n- Eins\n\n## Fixed\n\n- Zwei\n"),
        ];
        let json = text_of(&built(&own), "api/releases/1.0.0.json").unwrap();
        assert!(json.contains("\"types\":{\"added\":1,\"fixed\":1}"), "{json}");
    }
}
