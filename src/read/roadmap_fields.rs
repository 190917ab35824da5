//! The front matter of a roadmap item.

use super::fields::{Fields, short};
use super::front_matter::Front;
use crate::base::{At, Date, Diagnostic, Reported, Source, nearest};
use crate::model::{Limits, RoadmapFields, RoadmapUpdate, Target, Version};

/// What the front matter of a roadmap item says.
pub fn roadmap_fields(source: &Source, front: &Front, limits: &Limits) -> Reported<RoadmapFields> {
    let mut fields = Fields::new(source, &front.table);
    let item = read(&mut fields, limits);
    Reported::new(item, fields.finish())
}

fn read(fields: &mut Fields<'_>, limits: &Limits) -> RoadmapFields {
    RoadmapFields {
        title: fields.title("title", limits),
        status: fields.text("status"),
        stage: fields.stage("stage"),
        target: target(fields),
        theme: fields.text("theme").map(|theme| theme.value),
        product: fields.text("product"),
        components: fields.texts("components"),
        tags: fields.texts("tags"),
        progress: fields.per_cent("progress"),
        parent: fields.text("parent"),
        blocked_by: fields.texts("blocked_by"),
        confidence: fields.written("confidence").map(|confidence| confidence.value),
        owner: fields.texts("owner"),
        votes: fields.integer("votes", 0, u32::MAX.into()).and_then(|votes| u32::try_from(votes).ok()),
        discussion: fields.url("discussion").map(|url| url.value),
        links: fields.links("links"),
        audience: fields.texts("audience"),
        summary: fields.sentence("summary"),
        draft: fields.flag("draft"),
        publish_at: fields.day("publish_at"),
        updated: fields.day("updated"),
        updates: updates(fields),
        id: fields.id("id"),
        slug: fields.slug("slug"),
        aliases: fields.aliases("aliases"),
        source: fields.origin("source"),
        extra: fields.extra(),
    }
}

/// What was said of it over time, oldest first.
fn updates(fields: &mut Fields<'_>) -> Vec<RoadmapUpdate> {
    let mut updates = fields.tables("updates", |table| {
        let date = table.required("date", Fields::date);
        let target = target(table).map(|at| at.value);
        let note = table.sentence("note");
        Some(RoadmapUpdate { date: date?, target, note })
    });
    updates.sort_by_key(|update| update.date);
    updates
}

fn target(fields: &mut Fields<'_>) -> Option<At<Target>> {
    let text = fields.written("target")?;
    if let Some(target) = target_of(&text.value) {
        return Some(At::new(target, text.span));
    }
    let fault = Diagnostic::error("invalid-target", format!("`target`: `{}` is no target", short(&text.value)));
    let help = match nearest(&text.value, ["later"]) {
        Some(_) => "did you mean `later`?",
        None => "a target is such as 2026-09-01, 2026-09, 2026-Q3, 2026-H2, 2027, a version, or `later`",
    };
    fields.complain(fault.help(help), text.span);
    None
}

/// `None` when the text is none of the forms. What starts as a year and a hyphen is never a version.
pub fn target_of(text: &str) -> Option<Target> {
    if text.eq_ignore_ascii_case("later") {
        return Some(Target::Later);
    }
    let version = || Some(Target::Version(text.to_owned())).filter(|_| Version::new(text).is_ordered());
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (text, None),
    };
    let Some(number) = calendar_year(year) else { return version() };
    let Some(rest) = rest else { return Some(Target::Year(number)) };
    if let Some(quarter) = numbered(rest, ['Q', 'q'], 4) {
        return Some(Target::Quarter(number, quarter));
    }
    if let Some(half) = numbered(rest, ['H', 'h'], 2) {
        return Some(Target::Half(number, half));
    }
    match rest.parse::<i8>() {
        Ok(month @ 1..=12) if rest.len() == 2 => Some(Target::Month(number, month)),
        _ => Date::parse(text).ok().map(Target::Day),
    }
}

/// A year as targets have it, 1970 to 9999.
fn calendar_year(text: &str) -> Option<i16> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1970..=9999).contains(year))
}

/// The number behind a letter, from 1 to `most`.
fn numbered(text: &str, letters: [char; 2], most: i8) -> Option<i8> {
    let digit = text.strip_prefix(letters)?;
    digit.parse().ok().filter(|number| digit.len() == 1 && (1..=most).contains(number))
}
