//! The front matter of an entry.

use std::cmp::Ordering;

use super::common_fields::{checked_media, media};
use super::fields::{Fields, short};
use super::front_matter::Front;
use crate::base::{At, Diagnostic, Reported, Source, cvss_severity};
use crate::model::{
    Bound, Cta, Deprecation, EntryFields, Importance, Limits, RoadmapRef, SecurityNote, Version, VersionRange, Video,
};

const IMPORTANCES: [(&str, Importance); 6] = [
    ("1", Importance::Quiet),
    ("2", Importance::Normal),
    ("3", Importance::Major),
    ("quiet", Importance::Quiet),
    ("normal", Importance::Normal),
    ("major", Importance::Major),
];

/// The severities of the GitHub Advisory Database and of CVSS 3.1, section 5; the former says
/// `moderate` where the latter says `medium`.
const SEVERITIES: [(&str, &str); 5] =
    [("critical", "critical"), ("high", "high"), ("medium", "medium"), ("moderate", "medium"), ("low", "low")];

/// What the front matter of an entry says.
pub fn entry_fields(source: &Source, front: &Front, limits: &Limits) -> Reported<EntryFields> {
    let mut fields = Fields::new(source, &front.table);
    let entry = read(&mut fields, limits);
    for note in &entry.security {
        check_introduction(&mut fields, &entry, note);
    }
    Reported::new(entry, fields.finish())
}

fn read(fields: &mut Fields<'_>, limits: &Limits) -> EntryFields {
    EntryFields {
        title: fields.title("title", limits),
        date: fields.date("date"),
        version: fields.written("version"),
        kind: fields.text("type"),
        product: fields.text("product"),
        components: fields.texts("components"),
        tags: fields.texts("tags"),
        audience: fields.texts("audience"),
        summary: fields.sentence("summary"),
        authors: fields.texts("authors"),
        issues: fields.written_list("issues"),
        pull_requests: fields.written_list("pull_requests"),
        links: fields.links("links"),
        breaking: fields.flag("breaking"),
        migration: fields.long_text("migration"),
        security: fields.tables("security", |note| Some(security(note))),
        deprecates: deprecates(fields),
        introduced_in: fields.written("introduced_in"),
        reverts: fields.texts("reverts"),
        roadmap: roadmap(fields),
        image: media(fields, "image"),
        image_alt: fields.sentence("image_alt"),
        video: video(fields),
        cta: fields.table("cta", cta).flatten(),
        launch: fields.flag("launch"),
        stage: fields.stage("stage"),
        rollout: fields.per_cent("rollout"),
        flag: fields.text("flag").map(|flag| flag.value),
        importance: fields.one_of("importance", &IMPORTANCES).unwrap_or_default(),
        draft: fields.flag("draft"),
        publish_at: fields.day("publish_at"),
        expires: fields.day("expires"),
        pinned: fields.flag("pinned"),
        updated: fields.day("updated"),
        revision: fields.sentence("revision"),
        id: fields.id("id"),
        slug: fields.slug("slug"),
        aliases: fields.aliases("aliases"),
        source: fields.origin("source"),
        extra: fields.extra(),
    }
}

fn security(note: &mut Fields<'_>) -> SecurityNote {
    let plain = |texts: Vec<At<String>>| texts.into_iter().map(|text| text.value).collect::<Vec<_>>();
    let mut ids = plain(note.texts("id")).into_iter();
    let severity = note.one_of("severity", &SEVERITIES).map(str::to_owned);
    let cvss = note.written("cvss");
    SecurityNote {
        id: ids.next(),
        aliases: ids.collect(),
        severity: severity.or_else(|| cvss.as_ref().and_then(|cvss| rated(note, cvss))),
        cvss: cvss.map(|cvss| cvss.value),
        affected: plain(affected(note)),
        fixed: plain(note.written_list("fixed")),
        credit: plain(note.texts("credit")),
    }
}

/// The severity that a score or vector stands for; it is told when that cannot be known.
fn rated(note: &mut Fields<'_>, cvss: &At<String>) -> Option<String> {
    let severity = cvss_severity(&cvss.value);
    if severity.is_none() {
        let message = format!("`{}`: how severe `{}` is cannot be told", note.path("cvss"), short(&cvss.value));
        let help = "write `severity` beside it: critical, high, medium or low; scores from 0 to 10 and whole vectors need none";
        note.complain(Diagnostic::warning("unclear-severity", message).help(help), cvss.span);
    }
    severity.filter(|it| *it != "none").map(str::to_owned)
}

/// Ranges of versions. One that cannot be read is kept for people, but nobody can be told whether
/// their version is in it.
fn affected(note: &mut Fields<'_>) -> Vec<At<String>> {
    let ranges = note.written_list("affected");
    for range in ranges.iter().filter(|range| VersionRange::parse(&range.value).is_none()) {
        let message =
            format!("`{}`: which versions `{}` means cannot be told", note.path("affected"), short(&range.value));
        let help = "write ranges such as `>= 2.0.0, < 2.3.1`, `< 2.1`, `1.x`, `2.0.0 - 2.3.0` or single versions";
        note.complain(Diagnostic::warning("unclear-range", message).help(help), range.span);
    }
    ranges
}

/// What came with a version is in no older one, and in that one it is: else either the ranges of an advisory
/// are wrong, or `introduced_in` is.
fn check_introduction(fields: &mut Fields<'_>, entry: &EntryFields, note: &SecurityNote) {
    let Some(introduced) = entry.introduced_in.as_ref().filter(|_| !note.affected.is_empty()) else { return };
    let version = Version::new(&introduced.value);
    let ranges = note.affected.iter().map(|text| VersionRange::parse(text));
    let Some(ranges) = ranges.collect::<Option<Vec<_>>>().filter(|_| version.is_ordered()) else { return };
    // Its own pre-releases had it already.
    let begins = |from: &Bound| Version::new(from.version.as_str().split('-').next().unwrap_or_default());
    let is_older = |range: &VersionRange| {
        range.from.as_ref().is_none_or(|from| begins(from).precedence(&version) == Some(Ordering::Less))
    };
    let fault = match () {
        () if ranges.iter().flatten().any(is_older) => "older versions are affected, too",
        () if !ranges.iter().flatten().any(|range| range.contains(&version) == Some(true)) => "it is not affected",
        () => return,
    };
    let affected: Vec<String> = note.affected.iter().map(|text| format!("`{}`", short(text))).collect();
    let message = format!(
        "`introduced_in` says that it came with {}, but by `security.affected` ({}) {fault}",
        short(&introduced.value),
        affected.join(", ")
    );
    let help = "the ranges begin with the version that `introduced_in` names: correct the one or the other";
    fields.complain(Diagnostic::warning("contradicting-versions", message).help(help), introduced.span);
}

fn deprecates(fields: &mut Fields<'_>) -> Vec<Deprecation> {
    fields.texts_or_tables(
        "deprecates",
        |_, what| Some(Deprecation { what: what.value, ..Deprecation::default() }),
        |table| {
            let what = table.required("what", Fields::text);
            let removed_in = table.written("removed_in").map(|version| version.value);
            let sunset = table.day("sunset");
            let replacement = table.sentence("replacement");
            Some(Deprecation { what: what?, removed_in, sunset, replacement })
        },
    )
}

fn roadmap(fields: &mut Fields<'_>) -> Vec<RoadmapRef> {
    fields.texts_or_tables(
        "roadmap",
        |_, slug| Some(RoadmapRef { slug, partial: false }),
        |table| {
            let slug = table.required_at("slug", Fields::text);
            let partial = table.flag("partial");
            Some(RoadmapRef { slug: slug?, partial })
        },
    )
}

fn video(fields: &mut Fields<'_>) -> Option<Video> {
    let mut videos = fields.texts_or_tables(
        "video",
        |fields, src| Some(Video { src: checked_media(fields, "video", src)?, poster: None }),
        |table| {
            let src = table.required_at("src", media);
            let poster = media(table, "poster");
            Some(Video { src: src?, poster })
        },
    );
    videos.pop()
}

fn cta(table: &mut Fields<'_>) -> Option<Cta> {
    let label = table.required("label", Fields::text);
    let url = table.required("url", Fields::url);
    Some(Cta { label: label?, url: url? })
}
