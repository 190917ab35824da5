//! What changelogs in other languages head their changes with.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A type's id, and what sections of it are called.
type Headings = (&'static str, &'static [&'static str]);

/// The headings that are usual for the six types of Keep a Changelog, by language: its translations
/// (<https://keepachangelog.com>), and what changelogs in the wild say. Words that are English, too, are left out.
const USUAL: [(&str, [Headings; 6]); 5] = [
    (
        "de",
        [
            ("added", &["Hinzugefügt", "Neu", "Neuerungen", "Neue Funktionen"]),
            ("changed", &["Geändert", "Änderungen", "Verbesserungen", "Verbessert"]),
            ("deprecated", &["Veraltet", "Missbilligt"]),
            ("removed", &["Entfernt"]),
            ("fixed", &["Behoben", "Fehlerbehebungen", "Korrigiert"]),
            ("security", &["Sicherheit"]),
        ],
    ),
    (
        "fr",
        [
            ("added", &["Ajouté", "Ajouts", "Nouveautés", "Nouveau"]),
            ("changed", &["Modifié", "Changé", "Changements", "Améliorations"]),
            ("deprecated", &["Déprécié", "Obsolète"]),
            ("removed", &["Supprimé", "Retiré"]),
            ("fixed", &["Corrigé", "Correctifs"]),
            ("security", &["Sécurité"]),
        ],
    ),
    (
        "es",
        [
            ("added", &["Añadido", "Agregado", "Nuevo", "Novedades"]),
            ("changed", &["Cambiado", "Modificado", "Cambios", "Mejoras"]),
            ("deprecated", &["Obsoleto", "En desuso"]),
            ("removed", &["Eliminado", "Borrado"]),
            ("fixed", &["Corregido", "Arreglado", "Correcciones"]),
            ("security", &["Seguridad"]),
        ],
    ),
    (
        "ja",
        [
            ("added", &["追加"]),
            ("changed", &["変更"]),
            ("deprecated", &["非推奨"]),
            ("removed", &["削除"]),
            ("fixed", &["修正"]),
            ("security", &["セキュリティ"]),
        ],
    ),
    (
        "zh",
        [
            ("added", &["新增", "添加"]),
            ("changed", &["变更", "更改", "變更"]),
            ("deprecated", &["弃用", "废弃", "棄用"]),
            ("removed", &["移除", "删除"]),
            ("fixed", &["修复", "修復"]),
            ("security", &["安全"]),
        ],
    ),
];

/// What changelogs in `language` (a BCP 47 tag) head changes of the type with this id with; nothing when that is not
/// known.
pub fn usual_headings(language: &str, id: &str) -> &'static [&'static str] {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    let of_language = USUAL.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary));
    let rows = of_language.map_or(&[][..], |(_, rows)| rows);
    rows.iter().find(|(known, _)| *known == id).map_or(&[], |(_, headings)| headings)
}

/// The id of the type that a heading names in one of the languages; it is compared without case.
pub fn usual_type(heading: &str) -> Option<&'static str> {
    // Most headings are English.
    if heading.is_empty() || heading.len() > 64 {
        return None;
    }
    BY_HEADING.get(&heading.to_lowercase()).copied()
}

/// The types' ids by the usual headings of all languages, in small letters.
static BY_HEADING: LazyLock<BTreeMap<String, &str>> = LazyLock::new(|| {
    let rows = USUAL.iter().flat_map(|(_, rows)| rows);
    rows.flat_map(|(id, headings)| headings.iter().map(|known| (known.to_lowercase(), *id))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChangeType;

    #[test]
    fn headings_of_other_languages_name_types() {
        for (heading, id) in [
            ("Hinzugefügt", Some("added")),
            ("BEHOBEN", Some("fixed")),
            ("Sécurité", Some("security")),
            ("非推奨", Some("deprecated")),
            ("Added", None),
            ("Corrections", None),
            ("", None),
        ] {
            assert_eq!(usual_type(heading), id, "{heading}");
        }
        assert!(usual_headings("de-AT", "added").contains(&"Hinzugefügt"));
        assert!(usual_headings("en", "added").is_empty() && usual_headings("de", "own").is_empty());
    }

    #[test]
    fn no_word_means_two_types_and_each_type_is_known() {
        let ids: Vec<String> = ChangeType::defaults().into_iter().map(|kind| kind.id).collect();
        for (language, rows) in USUAL {
            assert_eq!(rows.map(|(id, _)| id).to_vec(), ids, "{language}");
            for (id, headings) in rows {
                headings.iter().for_each(|heading| assert_eq!(usual_type(heading), Some(id), "{language} {heading}"));
            }
        }
    }
}
