//! `[check]` of `tidings.toml` becomes a [`CheckConfig`].

use crate::base::At;
use crate::model::{CheckConfig, Level, SetLevel};
use crate::read::fields::Fields;

const LEVELS: [(&str, Level); 4] =
    [("error", Level::Error), ("warning", Level::Warning), ("note", Level::Note), ("off", Level::Off)];

/// A century: more days than any item is worked on.
const MOST_DAYS: i64 = 36_525;

pub fn check(table: &mut Fields<'_>) -> CheckConfig {
    let default = CheckConfig::default();
    let days = table.table("drift", |drift| drift.integer("untouched_days", 1, MOST_DAYS)).flatten();
    let texts = |texts: Vec<At<String>>| texts.into_iter().map(|at| at.value).collect::<Vec<_>>();
    let since = table.table("since", |since| (texts(since.texts("ignore")), texts(since.texts("labels"))));
    let (ignore, labels) = since.unwrap_or_default();
    CheckConfig {
        untouched_days: days.and_then(|days| u32::try_from(days).ok()).unwrap_or(default.untouched_days),
        ignore,
        labels: if labels.is_empty() { default.labels } else { labels },
        levels: levels(table),
    }
}

/// Every other key is a code. Which codes there are, those know who find faults.
fn levels(table: &mut Fields<'_>) -> Vec<SetLevel> {
    let words = table.other_words(&LEVELS);
    words
        .into_iter()
        .map(|(code, level)| SetLevel { code: code.value.clone(), level, place: table.source.place(code.span) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{SitePath, Source};
    use crate::read::config;
    use crate::read::fields_tests::told;

    fn read(text: &str) -> (CheckConfig, Vec<String>) {
        let text = format!("title = \"A\"\nbase_url = \"https://a.example\"\n{text}\n");
        let report = config(&Source::new(SitePath::new("tidings.toml").unwrap(), text));
        (report.value.unwrap().check, told(&report.diagnostics))
    }

    #[test]
    fn levels_and_settings_stand_side_by_side() {
        let text = "[check]\nvague-line = \"off\"\nx = \"Error\"\ndrift = { untouched_days = 5 }\nsince = { ignore = \"docs/**\" }";
        let (check, said) = read(text);
        assert_eq!(said, <[String; 0]>::default());
        let levels: Vec<_> = check.levels.iter().map(|it| (it.code.as_str(), it.level, it.place.line)).collect();
        assert_eq!(levels, [("vague-line", Level::Off, 4), ("x", Level::Error, 5)]);
        assert_eq!((check.untouched_days, check.ignore), (5, vec!["docs/**".to_owned()]));
        assert_eq!(read("").0, CheckConfig::default());
    }

    #[test]
    fn what_is_no_level_is_told() {
        for (text, said) in [
            (
                "[check]\nvague-line = \"of\"",
                "4:14 unknown-value `check.vague-line` cannot be `of` (did you mean `off`?)",
            ),
            (
                "[check]\nvague-line = 1",
                "4:14 wrong-type `check.vague-line`: expected a text, found a number (put it in quotes)",
            ),
            (
                "[check.drift]\nuntouched_days = 0",
                "4:18 out-of-range `check.drift.untouched_days`: expected a whole number from 1 to 36525, found 0",
            ),
            (
                "[check.since]\nignored = []",
                "4:1 unknown-key unknown key `ignored` in `check.since` (did you mean `ignore`?)",
            ),
        ] {
            assert_eq!(read(text).1, [said], "{text}");
        }
    }
}
