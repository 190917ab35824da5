//! Dates and numbers as the site's language writes them.

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
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

/// The day of `date` (in UTC, in the Gregorian calendar) in one of [`DATE_FORMATS`] or by a
/// strftime pattern. An error says what is wrong with the format.
pub(super) fn date(locale: &Locale, date: &Date, format: &str) -> Result<String, String> {
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
        // The long form of year and month trips over an assertion of icu_datetime 2.4 in Portuguese.
        "month" => written!(fieldsets::YM::medium()),
        "month_name" => written!(fieldsets::M::long()),
        "year" => written!(fieldsets::Y::long()),
        "day_month" => written!(fieldsets::MD::long()),
        _ => return Err(format!("there is no date format `{format}`; there are: {}", DATE_FORMATS.join(", "))),
    })
}
