//! Days and moments, in UTC.

use std::fmt;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A day, or a moment in time.
///
/// A day stands for its midnight in UTC; a date-time without a zone is read as UTC. A leap second
/// (`:60`) counts as `:59`. Years run from 1970 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    moment: Timestamp,
    has_time: bool,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFault {
    pub reason: String,
}

impl Date {
    pub fn day(day: civil::Date) -> Result<Self, DateFault> {
        let moment = day.to_zoned(TimeZone::UTC).map_err(|error| DateFault { reason: error.to_string() })?.timestamp();
        Self { moment, has_time: false }.in_range()
    }

    pub fn moment(moment: Timestamp) -> Self {
        Self { moment, has_time: true }
    }

    /// Reads `2026-05-04`, `2026-05-04T10:00:00Z`, with an offset, with a space for the `T`,
    /// with or without seconds or a zone.
    pub fn parse(text: &str) -> Result<Self, DateFault> {
        let text = text.trim();
        if let Ok(day) = strict_day(text) {
            return Self::day(day);
        }
        if text.len() <= 10 {
            return Err(DateFault { reason: day_fault(text) });
        }
        let normal = normalised(text);
        if offset_hours(&normal) > 23 {
            return Err(DateFault { reason: day_fault(text) });
        }
        if let Ok(moment) = normal.parse::<Timestamp>() {
            return Self::moment(moment).in_range();
        }
        match normal.parse::<civil::DateTime>() {
            Ok(local) => local
                .to_zoned(TimeZone::UTC)
                .map_err(|error| DateFault { reason: error.to_string() })
                .and_then(|zoned| Self::moment(zoned.timestamp()).in_range()),
            Err(_) => Err(DateFault { reason: day_fault(text) }),
        }
    }

    fn in_range(self) -> Result<Self, DateFault> {
        match self.year() {
            1970..=9999 => Ok(self),
            year => Err(DateFault { reason: format!("the year {year} is not between 1970 and 9999") }),
        }
    }

    pub fn timestamp(&self) -> Timestamp {
        self.moment
    }

    /// When it is over: a day ends with the next midnight in UTC, a moment at once.
    pub fn end(&self) -> Timestamp {
        match self.has_time {
            true => self.moment,
            false => self.moment.checked_add(SignedDuration::from_hours(24)).unwrap_or(self.moment),
        }
    }

    pub fn civil(&self) -> civil::DateTime {
        self.moment.to_zoned(TimeZone::UTC).datetime()
    }

    pub fn has_time(&self) -> bool {
        self.has_time
    }

    pub fn year(&self) -> i16 {
        self.civil().year()
    }

    /// The moment in RFC 3339 with seconds, always in UTC (`2026-05-04T00:00:00Z`).
    pub fn rfc3339(&self) -> String {
        self.civil().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The moment in RFC 2822, as RSS wants it.
    pub fn rfc2822(&self) -> String {
        self.civil().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// Whole seconds since 1970.
    pub fn unix_seconds(&self) -> i64 {
        self.moment.as_second()
    }

    /// The day alone, `2026-05-04`.
    pub fn iso_day(&self) -> String {
        self.civil().strftime("%Y-%m-%d").to_string()
    }
}

/// As written: `2026-05-04` for a day, RFC 3339 for a moment.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.has_time {
            true => f.write_str(&self.rfc3339()),
            false => f.write_str(&self.iso_day()),
        }
    }
}

impl fmt::Display for DateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// Only `YYYY-MM-DD`: jiff alone would take `20260504` and weeks too.
fn strict_day(text: &str) -> Result<civil::Date, jiff::Error> {
    civil::Date::strptime("%Y-%m-%d", if text.len() == 10 { text } else { "" })
}

fn day_fault(text: &str) -> String {
    let looks_like_day = text.len() >= 10 && text.is_char_boundary(10) && {
        let day = &text.as_bytes()[..10];
        day[4] == b'-' && day[7] == b'-' && day.iter().enumerate().all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit())
    };
    match looks_like_day.then(|| strict_day(&text[..10])) {
        Some(Err(_)) => format!("there is no day {}", &text[..10]),
        Some(Ok(_)) => "the time behind the day is not one, such as 10:30:00Z".to_owned(),
        None => "a date is written YYYY-MM-DD, with a time YYYY-MM-DDTHH:MM:SSZ".to_owned(),
    }
}

/// `2013-05-06 02:12:52 +0200` → `2013-05-06T02:12:52+02:00`.
fn normalised(text: &str) -> String {
    let mut normal = text.replacen(' ', "T", 1).replace(' ', "");
    // Where the seconds are: 2016-12-31T23:59:60.
    if normal.get(16..19) == Some(":60") {
        normal.replace_range(16..19, ":59");
    }
    if normal.ends_with("UTC") {
        normal.truncate(normal.len() - 3);
        normal.push('Z');
    }
    let offset_without_colon = normal.len() > 15
        && normal.is_ascii()
        && matches!(normal.as_bytes()[normal.len() - 5], b'+' | b'-')
        && normal[normal.len() - 4..].bytes().all(|b| b.is_ascii_digit());
    if offset_without_colon {
        normal.insert(normal.len() - 2, ':');
    }
    normal
}

/// The hours of an offset such as `+02:00`, at most 23 by RFC 3339, section 5.6; 0 without one.
fn offset_hours(text: &str) -> u8 {
    let offset =
        text.len().checked_sub(6).and_then(|at| text.get(at..)).filter(|offset| offset.starts_with(['+', '-']));
    offset.and_then(|offset| offset.get(1..3)?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them_become_utc() {
        for (text, utc) in [
            ("2026-05-04", "2026-05-04T00:00:00Z"),
            ("2026-05-04T10:30:00Z", "2026-05-04T10:30:00Z"),
            ("2026-05-04T10:30", "2026-05-04T10:30:00Z"),
            ("2026-05-04 10:30:00", "2026-05-04T10:30:00Z"),
            ("2026-05-04T10:30:00+14:00", "2026-05-03T20:30:00Z"),
            ("2013-05-06 02:12:52 +0200", "2013-05-06T00:12:52Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("1970-01-01", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(Date::parse(text).unwrap().rfc3339(), utc, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, reason) in [
            ("2023-02-29", "there is no day 2023-02-29"),
            ("2023-14-05", "there is no day 2023-14-05"),
            ("2026-05-04T25:00:00Z", "the time behind the day"),
            ("2026-05-04T12:60:00Z", "the time behind the day"),
            ("2026-05-04T12:00:00+02:60", "the time behind the day"),
            ("2026-05-04T12:00:00+25:00", "the time behind the day"),
            ("1969-12-31", "not between 1970 and 9999"),
            ("0000-01-01", "not between 1970 and 9999"),
            ("99999-01-01", "a date is written"),
            ("May 4", "a date is written"),
            ("20260504", "a date is written"),
            ("202l-01-06", "a date is written"),
            ("", "a date is written"),
        ] {
            let fault = Date::parse(text).unwrap_err().reason;
            assert!(fault.contains(reason), "{text}: {fault}");
        }
    }
}
