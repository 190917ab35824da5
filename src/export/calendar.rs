//! `/roadmap.ics`: the roadmap as a calendar (iCalendar, RFC 5545), to subscribe to.

use jiff::civil::Date as Day;

use super::data::{DataKind, DataPlan, Given};
use crate::base::{Date, plain_text};
use crate::facts::feeds::status_label;
use crate::facts::targets::{CALENDAR as ADDRESS, has_calendar, moves, when};
use crate::model::{RoadmapItem, StatusRole};

pub const CALENDAR: DataKind =
    DataKind { name: "roadmap.ics", caption: "the roadmap as a calendar to subscribe to", plan, write };

/// How many octets a line may have without its end (RFC 5545, section 3.1).
const LONGEST: usize = 75;

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let plan = || DataPlan { address: ADDRESS.to_owned(), part: 0 };
    has_calendar(given.site).then(plan).into_iter().collect()
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let config = &given.site.config;
    let mut file = File { out: String::new() };
    let name = format!("{}: {}", config.title, given.strings.text("nav.roadmap", &[]));
    for (key, value) in [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Tidings//Roadmap//EN")] {
        file.line(key, value);
    }
    file.line("CALSCALE", "GREGORIAN");
    file.line("METHOD", "PUBLISH");
    // RFC 7986, and the name that calendars knew before it.
    file.text("NAME", &name);
    file.text("X-WR-CALNAME", &name);
    file.line("URL", &format!("{}/roadmap/", config.base_url));
    file.line("SOURCE;VALUE=URI", &format!("{}{ADDRESS}", config.base_url));
    file.line("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    for item in &given.site.roadmap {
        if let Some(days) = when(item) {
            event(given, &mut file, item, days);
        }
    }
    file.line("END", "VCALENDAR");
    file.out.into_bytes()
}

/// All days from the first to the last; the end that is written is the day behind them.
fn event(given: &Given<'_>, file: &mut File, item: &RoadmapItem, (first, last): (Day, Day)) {
    let config = &given.site.config;
    let role = config.roadmap.statuses.iter().find(|status| status.id == item.status).map(|status| status.role);
    let status = match role.unwrap_or(StatusRole::Open) {
        StatusRole::Open => "TENTATIVE",
        StatusRole::Active | StatusRole::Shipped => "CONFIRMED",
        StatusRole::Declined => "CANCELLED",
    };
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let label = status_label(config, &item.status, &words);
    file.line("BEGIN", "VEVENT");
    file.text("UID", &config.tag_uri(&item.id));
    file.line("DTSTAMP", &stamp(said(given, item)));
    // A target that was moved, and a day that came of it, are newer than what subscribers have.
    file.line("SEQUENCE", &(moves(item) + usize::from(item.shipped.is_some())).to_string());
    file.line("DTSTART;VALUE=DATE", &first.strftime("%Y%m%d").to_string());
    file.line("DTEND;VALUE=DATE", &last.tomorrow().unwrap_or(last).strftime("%Y%m%d").to_string());
    file.text("SUMMARY", &plain_text(&item.title));
    if !item.summary.is_empty() {
        file.text("DESCRIPTION", &item.summary);
    }
    file.line("URL", &format!("{}{}", config.base_url, item.address));
    let categories: Vec<String> =
        [Some(label.as_str()), item.fields.theme.as_deref()].into_iter().flatten().map(escaped).collect();
    file.line("CATEGORIES", &categories.join(","));
    file.line("STATUS", status);
    file.line("TRANSP", "TRANSPARENT");
    file.line("END", "VEVENT");
}

/// When something was last said of the item: never the time of a build.
fn said(given: &Given<'_>, item: &RoadmapItem) -> Date {
    let shipped = item.shipped.as_ref().and_then(|shipped| shipped.date);
    item.fields.updated.max(shipped).unwrap_or_else(|| super::feed::authority_date(&given.site.config))
}

fn stamp(date: Date) -> String {
    date.civil().strftime("%Y%m%dT%H%M%SZ").to_string()
}

struct File {
    out: String,
}

impl File {
    fn text(&mut self, key: &str, text: &str) {
        self.line(key, &escaped(text));
    }

    /// A content line, folded between characters so that none of its lines is too long.
    fn line(&mut self, key: &str, value: &str) {
        let mut length = 0;
        for character in key.chars().chain(":".chars()).chain(value.chars()).filter(|c| !c.is_control()) {
            if length + character.len_utf8() > LONGEST {
                self.out.push_str("\r\n ");
                length = 1;
            }
            self.out.push(character);
            length += character.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// Text as RFC 5545, section 3.3.11, has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    fn calendar(front: &str) -> String {
        let item = format!(
            "+++\ntitle = \"Maps; offline, über ein sehr langer Titel mit Ümläüten und 地図地図地図地図地図 dahinter\"\n{front}+++\nText.\n"
        );
        text_of(&built(&[("roadmap/maps.md", &item)]), "roadmap.ics").unwrap()
    }

    #[test]
    fn a_target_that_slips_makes_a_newer_version_of_the_same_event() {
        let first = calendar("target = \"2027-Q1\"\nupdated = 2026-02-01\n");
        let slipped = calendar(
            "target = \"2027-Q3\"\nupdates = [{ date = 2026-02-01, target = \"2027-Q1\" }, \
             { date = 2026-06-05, target = \"2027-Q2\", note = \"Harder.\" }, { date = 2026-09-01, note = \"On it.\" }]\n",
        );
        for line in
            ["SEQUENCE:0", "DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20270401", "DTSTAMP:20260201T000000Z"]
        {
            assert!(first.lines().any(|known| known == line), "{line}\n{first}");
        }
        for line in
            ["SEQUENCE:2", "DTSTART;VALUE=DATE:20270701", "DTEND;VALUE=DATE:20271001", "DTSTAMP:20260901T000000Z"]
        {
            assert!(slipped.lines().any(|known| known == line), "{line}\n{slipped}");
        }
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        assert_eq!(uid(&first).as_deref(), Some("UID:tag:example.com\\,2026:roadmap/maps"));
        assert_eq!(uid(&first), uid(&slipped));
    }

    #[test]
    fn lines_end_and_fold_as_the_standard_has_it() {
        let calendar = calendar("target = \"2027-05-04\"\n");
        assert!(calendar.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(calendar.matches('\n').count(), calendar.matches("\r\n").count());
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
        let unfolded = calendar.replace("\r\n ", "");
        assert!(unfolded.contains(
            "SUMMARY:Maps\\; offline\\, über ein sehr langer Titel mit Ümläüten und 地図地図地図地図地図 dahinter\r\n"
        ));
    }

    #[test]
    fn without_a_day_there_is_no_calendar() {
        let output = built(&[("roadmap/maps.md", "+++\ntitle = \"Maps\"\ntarget = \"later\"\n+++\n")]);
        assert!(!output.contains("roadmap.ics"));
    }
}
