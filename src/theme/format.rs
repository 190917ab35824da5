//! Dates and numbers as the site's language writes them.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt};
use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use jiff::civil;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use crate::base::Date;

/// The names that `date(format="…")` knows, besides strftime patterns.
pub(super) const DATE_FORMATS: [&str; 7] = ["long", "medium", "short", "month", "month_name", "year", "day_month"];

/// The locale of a BCP 47 tag; English when the tag is none.
pub(super) fn locale(language: &str) -> Locale {
    let tag = language.replace('_', "-");
    Locale::try_from_str(&tag).unwrap_or(icu_locale_core::locale!("en"))
}

/// The number with the grouping and digits of the language: `1,234`, `1.234`.
pub(super) fn number(locale: &Locale, number: i64) -> String {
    match DecimalFormatter::try_new(locale.into(), Default::default()) {
        Ok(formatter) => formatter.format(&Decimal::from(number)).to_string(),
        Err(_) => number.to_string(),
    }
}

/// Days as a thread wrote them last: most pages show the days of others, and to look a language's words up takes
/// ten times as long as all the rest.
#[derive(Default)]
struct Written {
    locale: Option<Locale>,
    days: HashMap<(civil::Date, &'static str), String>,
}

/// So many days are remembered; then it begins anew.
const MOST_DAYS: usize = 2048;

thread_local! {
    static WRITTEN: RefCell<Written> = RefCell::default();
}

/// The day of `date` (in UTC, in the Gregorian calendar) in one of [`DATE_FORMATS`] or by a
/// strftime pattern. An error says what is wrong with the format.
pub(super) fn date(locale: &Locale, date: &Date, format: &str) -> Result<String, String> {
    let Some(style) = DATE_FORMATS.into_iter().find(|known| *known == format) else {
        return made(locale, date, format);
    };
    WRITTEN.with_borrow_mut(|written| {
        if written.locale.as_ref() != Some(locale) || written.days.len() >= MOST_DAYS {
            *written = Written { locale: Some(locale.clone()), days: HashMap::new() };
        }
        let key = (date.civil().date(), style);
        if let Some(known) = written.days.get(&key) {
            return Ok(known.clone());
        }
        let text = made(locale, date, style)?;
        written.days.insert(key, text.clone());
        Ok(text)
    })
}

fn made(locale: &Locale, date: &Date, format: &str) -> Result<String, String> {
    if format.contains('%') {
        let zoned = date.timestamp().to_zoned(TimeZone::UTC);
        return strtime::format(format, &zoned).map_err(|fault| format!("the date format `{format}`: {fault}"));
    }
    let civil = date.civil().date();
    let day = icu_calendar::Date::try_new_gregorian(
        i32::from(civil.year()),
        civil.month().unsigned_abs(),
        civil.day().unsigned_abs(),
    )
    .map_err(|fault| fault.to_string())?;
    macro_rules! written {
        ($fields:expr) => {
            FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.into(), $fields)
                .map_or_else(|_| date.iso_day(), |formatter| formatter.format(&day).to_string())
        };
    }
    Ok(match format {
        "long" => written!(fieldsets::YMD::long()),
        "medium" => written!(fieldsets::YMD::medium()),
        "short" => written!(fieldsets::YMD::short()),
        // In Portuguese icu_datetime 2.4 trips over an assertion of its own here, where it would
        // write the same.
        "month" if locale.id.language.as_str() == "pt" => {
            format!("{} de {}", written!(fieldsets::M::long()), civil.year())
        }
        "month" => written!(fieldsets::YM::long()),
        "month_name" => written!(fieldsets::M::long()),
        "year" => written!(fieldsets::Y::long()),
        "day_month" => written!(fieldsets::MD::long()),
        _ => return Err(format!("there is no date format `{format}`; there are: {}", DATE_FORMATS.join(", "))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(language: &str, text: &str, style: &str) -> String {
        date(&locale(language), &Date::parse(text).unwrap(), style).unwrap()
    }

    #[test]
    fn dates_are_written_as_the_language_does() {
        for (language, style, text) in [
            ("en", "long", "May 4, 2026"),
            ("en", "medium", "May 4, 2026"),
            ("en", "short", "5/4/26"),
            ("en", "month", "May 2026"),
            ("en", "month_name", "May"),
            ("en", "year", "2026"),
            ("en", "day_month", "May 4"),
            ("en-GB", "long", "4 May 2026"),
            ("de", "long", "4. Mai 2026"),
            ("de", "short", "04.05.26"),
            ("de", "month", "Mai 2026"),
            ("de", "day_month", "4. Mai"),
            ("pt", "month", "maio de 2026"),
            ("fr", "long", "4 mai 2026"),
            ("fr", "day_month", "4 mai"),
            ("es", "long", "4 de mayo de 2026"),
            ("es", "month", "mayo de 2026"),
            ("zh-Hans", "long", "2026年5月4日"),
            ("zh-CN", "month", "2026年5月"),
            ("ar", "long", "4 مايو 2026"),
            ("ar", "month", "مايو 2026"),
            ("ar-EG", "long", "٤ مايو ٢٠٢٦"),
            ("ja", "long", "2026年5月4日"),
            ("ja", "month", "2026年5月"),
            ("ja", "year", "2026年"),
            ("th", "year", "ค.ศ. 2026"),
            ("no such language", "long", "May 4, 2026"),
        ] {
            assert_eq!(written(language, "2026-05-04", style), text, "{language} {style}");
        }
    }

    #[test]
    fn no_language_makes_a_date_panic() {
        const LANGUAGES: &str = "ar bg bn ca cs da de el en en-GB es es-MX et eu fa fi fil fr ga gl gu he hi hr hu hy \
             id is it ja ka kk kn ko lt lv mk ml mr ms nb nl no pa pl pt pt-BR pt-PT ro ru sk sl sq sr sv sw ta te th \
             tr uk ur uz vi zh zh-Hant zu";
        for language in LANGUAGES.split_whitespace() {
            for style in DATE_FORMATS {
                assert!(!written(language, "2026-05-04", style).is_empty(), "{language} {style}");
            }
        }
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        for (language, text) in
            [("en", "-1,234,567"), ("de", "-1.234.567"), ("hi", "-12,34,567"), ("fr", "-1\u{202f}234\u{202f}567")]
        {
            assert_eq!(number(&locale(language), -1_234_567), text, "{language}");
        }
    }
}
