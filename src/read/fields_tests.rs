//! Front matter as people write it, right and wrong, in both formats.

use proptest::prelude::*;

use super::*;
use crate::base::{At, Date, Diagnostic, SitePath, Source};
use crate::model::{
    Cta, Deprecation, Download, EntryFields, Importance, Limits, Link, OptionValue, Origin, ReleaseFields,
    RoadmapFields, SecurityNote, Stage, Target,
};

fn source(text: &str) -> Source {
    Source::new(SitePath::new("a.md").unwrap(), text)
}

/// The diagnostics as `line:column code message (help)`.
pub fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    let told = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.as_ref().unwrap();
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{}:{} {} {}{help}", place.line, place.column, diagnostic.code, diagnostic.message)
    });
    told.collect()
}

fn entry(text: &str) -> (EntryFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = entry_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

fn release(text: &str) -> (ReleaseFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = release_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

fn roadmap(text: &str) -> (RoadmapFields, Vec<String>) {
    let (source, limits) = (source(text), Limits::default());
    let mut all = Vec::new();
    let front = front(&source, &limits).take(&mut all);
    let fields = roadmap_fields(&source, &front, &limits).take(&mut all);
    (fields, told(&all))
}

fn toml(text: &str) -> String {
    format!("+++\n{text}\n+++\nbody\n")
}

fn yaml(text: &str) -> String {
    format!("---\n{text}\n---\nbody\n")
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Without the places, which differ between the two formats.
fn plain<T>(at: &Option<At<T>>) -> Option<&T> {
    at.as_ref().map(|at| &at.value)
}

fn plain_list(list: &[At<String>]) -> Vec<&str> {
    list.iter().map(|at| at.value.as_str()).collect()
}

#[test]
fn every_key_of_an_entry_is_read_from_toml_and_from_yaml() {
    let in_toml = toml(
        r#"title = "Über"
date = 2026-05-04
version = 1.10
type = "added"
product = "web"
components = ["api", "ui"]
tags = "one"
audience = ["public", "internal"]
summary = """One
plain sentence"""
authors = ["Ada", "bob"]
issues = [12, "acme/acme#7"]
pull_requests = 34
links = ["https://a.example/", { title = "B", url = "/b/" }]
breaking = true
migration = """
Do *this*.

Then that."""
deprecates = ["old", { what = "older", removed_in = 3.0, sunset = 2027-01-01, replacement = "new" }]
roadmap = ["offline", { slug = "sync", partial = true }]
image = "cover.png"
image_alt = "A cover"
video = { src = "film.mp4", poster = "/film.jpg" }
cta = { label = "Try", url = "https://try.example" }
launch = true
stage = "Beta"
rollout = 25
flag = "new-search"
importance = 3
draft = true
publish_at = 2026-05-04T10:00:00Z
expires = 2026-06-01
pinned = true
updated = "2026-05-05"
revision = "Typo"
id = "acme:2026/über-x"
slug = "uber"
aliases = ["/old/page/", "older.html"]
[[security]]
id = "CVE-2026-1"
severity = "moderate"
cvss = 7.50
affected = ["<1.10", 1.10]
fixed = 1.10
credit = "Eve"
[extra]
a = 1
b = ["x", { c = 1.5 }]"#,
    )
    .replace("über-x", "uber-x");
    let in_yaml = yaml(
        r#"title: Über
date: 2026-05-04
version: 1.10
type: added
product: web
components: [api, ui]
tags: one
audience:
  - public
  - internal
summary: >
  One
  plain sentence
authors: [Ada, bob]
issues: [12, acme/acme#7]
pull_requests: 34
links:
  - https://a.example/
  - title: B
    url: /b/
breaking: true
migration: |
  Do *this*.

  Then that.
deprecates:
  - old
  - {what: older, removed_in: 3.0, sunset: 2027-01-01, replacement: new}
roadmap:
  - offline
  - {slug: sync, partial: true}
image: cover.png
image_alt: A cover
video: {src: film.mp4, poster: /film.jpg}
cta:
  label: Try
  url: https://try.example
launch: true
stage: beta
rollout: 25
flag: new-search
importance: major
draft: true
publish_at: 2026-05-04T10:00:00Z
expires: 2026-06-01
pinned: true
updated: 2026-05-05
revision: Typo
id: acme:2026/uber-x
slug: uber
aliases: [/old/page/, older.html]
security:
  id: CVE-2026-1
  severity: medium
  cvss: 7.50
  affected: ["<1.10", 1.10]
  fixed: 1.10
  credit: Eve
extra:
  a: 1
  b: [x, {c: 1.5}]"#,
    );
    for source in [in_toml, in_yaml] {
        let (fields, told) = entry(&source);
        assert_eq!(told, Vec::<String>::new(), "{source}");
        let day = |text: &str| Some(Date::parse(text).unwrap());
        assert_eq!(plain(&fields.title), Some(&text("Über")));
        assert_eq!(plain(&fields.date).copied(), day("2026-05-04"));
        assert_eq!(plain(&fields.version), Some(&text("1.10")));
        assert_eq!(plain(&fields.kind), Some(&text("added")));
        assert_eq!(plain(&fields.product), Some(&text("web")));
        assert_eq!(plain_list(&fields.components), ["api", "ui"]);
        assert_eq!(plain_list(&fields.tags), ["one"]);
        assert_eq!(plain_list(&fields.audience), ["public", "internal"]);
        assert_eq!(fields.summary, Some(text("One plain sentence")));
        assert_eq!(plain_list(&fields.authors), ["Ada", "bob"]);
        assert_eq!(plain_list(&fields.issues), ["12", "acme/acme#7"]);
        assert_eq!(plain_list(&fields.pull_requests), ["34"]);
        let link = |title: &str, url: &str| Link { title: text(title), url: text(url) };
        assert_eq!(fields.links, [link("https://a.example/", "https://a.example/"), link("B", "/b/")]);
        assert!(fields.breaking && fields.launch && fields.draft && fields.pinned);
        assert_eq!(plain(&fields.migration), Some(&text("Do *this*.\n\nThen that.")));
        let note = SecurityNote {
            id: Some(text("CVE-2026-1")),
            aliases: Vec::new(),
            severity: Some(text("medium")),
            cvss: Some(text("7.50")),
            affected: vec![text("<1.10"), text("1.10")],
            fixed: vec![text("1.10")],
            credit: vec![text("Eve")],
        };
        assert_eq!(fields.security, [note]);
        let older = Deprecation {
            what: text("older"),
            removed_in: Some(text("3.0")),
            sunset: day("2027-01-01"),
            replacement: Some(text("new")),
        };
        assert_eq!(fields.deprecates, [Deprecation { what: text("old"), ..Deprecation::default() }, older]);
        let roadmap: Vec<_> = fields.roadmap.iter().map(|item| (item.slug.value.as_str(), item.partial)).collect();
        assert_eq!(roadmap, [("offline", false), ("sync", true)]);
        assert_eq!(plain(&fields.image), Some(&text("cover.png")));
        assert_eq!(fields.image_alt, Some(text("A cover")));
        let video = fields.video.unwrap();
        assert_eq!((video.src.value.as_str(), plain(&video.poster)), ("film.mp4", Some(&text("/film.jpg"))));
        assert_eq!(fields.cta, Some(Cta { label: text("Try"), url: text("https://try.example") }));
        assert_eq!((fields.stage, fields.rollout), (Some(Stage::Beta), Some(25)));
        assert_eq!((fields.flag, fields.importance), (Some(text("new-search")), Importance::Major));
        assert_eq!(fields.publish_at, day("2026-05-04T10:00:00Z"));
        assert_eq!((fields.expires, fields.updated), (day("2026-06-01"), day("2026-05-05")));
        assert_eq!(fields.revision, Some(text("Typo")));
        assert_eq!((plain(&fields.id), plain(&fields.slug)), (Some(&text("acme:2026/uber-x")), Some(&text("uber"))));
        assert_eq!(plain_list(&fields.aliases), ["/old/page/", "/older.html"]);
        let c = [(text("c"), OptionValue::Float(1.5))].into();
        let b = OptionValue::List(vec![OptionValue::Text(text("x")), OptionValue::Table(c)]);
        assert_eq!(fields.extra, [(text("a"), OptionValue::Integer(1)), (text("b"), b)].into());
    }
}

#[test]
fn every_key_of_a_release_is_read_from_toml_and_from_yaml() {
    let digest = "ab".repeat(32);
    let in_toml = toml(&format!(
        r#"version = "2.4.0"
product = "web"
date = "2026-05-04"
title = "Zürich"
summary = "Big"
prerelease = false
channel = "stable"
support_until = 2027-01-01
lts = true
compare_url = "https://example.com/compare"
audience = "public"
authors = "Ada"
draft = true
publish_at = 2026-05-04
updated = 2026-05-05
id = "v2.4.0"
aliases = "/2.4/"
yanked = {{ reason = "Broken", use = 2.41 }}
downloads = [{{ url = "https://example.com/a.zip", size = 12, sha256 = "{digest}" }}, {{ name = "B", url = "/b.zip", size = "1 MB" }}]
extra.a = 1"#
    ));
    let in_yaml = yaml(&format!(
        r#"version: 2.4.0
product: web
date: 2026-05-04
title: Zürich
summary: Big
prerelease: false
channel: stable
support_until: 2027-01-01
lts: true
compare_url: https://example.com/compare
audience: [public]
authors: [Ada]
draft: true
publish_at: 2026-05-04
updated: 2026-05-05
id: v2.4.0
aliases: [/2.4/]
yanked:
  reason: Broken
  use: 2.41
downloads:
  - url: https://example.com/a.zip
    size: 12
    sha256: {digest}
  - {{name: B, url: /b.zip, size: 1 MB}}
extra: {{a: 1}}"#
    ));
    for source in [in_toml, in_yaml] {
        let (fields, told) = release(&source);
        assert_eq!(told, Vec::<String>::new(), "{source}");
        let day = |text: &str| Some(Date::parse(text).unwrap());
        assert_eq!((plain(&fields.version), plain(&fields.product)), (Some(&text("2.4.0")), Some(&text("web"))));
        assert_eq!((plain(&fields.date).copied(), fields.support_until), (day("2026-05-04"), day("2027-01-01")));
        assert_eq!((plain(&fields.title), fields.summary), (Some(&text("Zürich")), Some(text("Big"))));
        let yanked = fields.yanked.unwrap();
        assert_eq!((yanked.reason, plain(&yanked.instead)), (Some(text("Broken")), Some(&text("2.41"))));
        assert_eq!((fields.prerelease, fields.lts, fields.draft), (Some(false), true, true));
        assert_eq!(
            (fields.channel, fields.compare_url),
            (Some(text("stable")), Some(text("https://example.com/compare")))
        );
        let file = |name: &str, url: &str, size: &str, sha256: Option<&str>| Download {
            name: text(name),
            url: text(url),
            size: Some(text(size)),
            sha256: sha256.map(text),
        };
        let first = file("a.zip", "https://example.com/a.zip", "12", Some(&digest));
        assert_eq!(fields.downloads, [first, file("B", "/b.zip", "1 MB", None)]);
        assert_eq!((plain_list(&fields.audience), plain_list(&fields.authors)), (vec!["public"], vec!["Ada"]));
        assert_eq!((fields.publish_at, fields.updated), (day("2026-05-04"), day("2026-05-05")));
        assert_eq!((plain(&fields.id), plain_list(&fields.aliases)), (Some(&text("v2.4.0")), vec!["/2.4/"]));
        assert_eq!(fields.extra, [(text("a"), OptionValue::Integer(1))].into());
    }
}

#[test]
fn every_key_of_a_roadmap_item_is_read_from_toml_and_from_yaml() {
    let in_toml = toml(
        r#"title = "Öffline"
status = "planned"
stage = "alpha"
target = "2026-Q3"
theme = "Speed"
product = "web"
components = "api"
tags = ["a"]
progress = 40
parent = "big"
blocked_by = ["x", "y"]
confidence = 80
owner = "Ada"
votes = 7
discussion = "https://example.com/d"
links = "https://example.com/l"
audience = "public"
summary = "Soon"
draft = true
publish_at = 2026-05-04
updated = 2026-05-05
id = "off"
slug = "offline"
aliases = []
extra = { a = 1 }"#,
    );
    let in_yaml = yaml(
        r#"title: Öffline
status: planned
stage: alpha
target: 2026-Q3
theme: Speed
product: web
components: [api]
tags: a
progress: 40
parent: big
blocked_by: [x, y]
confidence: 80
owner: [Ada]
votes: 7
discussion: https://example.com/d
links: [https://example.com/l]
audience: public
summary: Soon
draft: true
publish_at: 2026-05-04
updated: 2026-05-05
id: off
slug: offline
aliases:
extra: {a: 1}"#,
    );
    for source in [in_toml, in_yaml] {
        let (fields, told) = roadmap(&source);
        assert_eq!(told, Vec::<String>::new(), "{source}");
        let day = |text: &str| Some(Date::parse(text).unwrap());
        assert_eq!((plain(&fields.title), plain(&fields.status)), (Some(&text("Öffline")), Some(&text("planned"))));
        assert_eq!((fields.stage, plain(&fields.target)), (Some(Stage::Alpha), Some(&Target::Quarter(2026, 3))));
        assert_eq!((fields.theme, plain(&fields.product)), (Some(text("Speed")), Some(&text("web"))));
        assert_eq!((plain_list(&fields.components), plain_list(&fields.tags)), (vec!["api"], vec!["a"]));
        assert_eq!((fields.progress, fields.votes), (Some(40), Some(7)));
        assert_eq!((plain(&fields.parent), plain_list(&fields.blocked_by)), (Some(&text("big")), vec!["x", "y"]));
        assert_eq!((fields.confidence, plain_list(&fields.owner)), (Some(text("80")), vec!["Ada"]));
        assert_eq!(fields.discussion, Some(text("https://example.com/d")));
        assert_eq!(fields.links.len(), 1);
        assert_eq!((plain_list(&fields.audience), fields.summary), (vec!["public"], Some(text("Soon"))));
        assert_eq!((fields.draft, fields.publish_at, fields.updated), (true, day("2026-05-04"), day("2026-05-05")));
        assert_eq!((plain(&fields.id), plain(&fields.slug)), (Some(&text("off")), Some(&text("offline"))));
        assert_eq!((fields.aliases.len(), fields.extra.len()), (0, 1));
    }
}

#[test]
fn a_version_is_never_a_number() {
    for (source, version) in [
        (toml("version = 1.10"), "1.10"),
        (toml("version = \"1.10\""), "1.10"),
        (toml("version = 2026"), "2026"),
        (toml("version = 2026-05-04"), "2026-05-04"),
        (yaml("ü: 1\nversion: 1.10").replace("ü: 1\n", ""), "1.10"),
        (yaml("title: ü ü\nversion: 1.10"), "1.10"),
        (yaml("version: '1.10'"), "1.10"),
        (yaml("version: 010"), "010"),
        (yaml("version: 1e3"), "1e3"),
        (yaml("version: 1_0"), "1_0"),
        (yaml("version: 2026-05-04"), "2026-05-04"),
        (yaml("base: &v 1.10\nversion: *v").replace("base:", "flag:").replace("&v 1.10", "&v '1.10'"), "1.10"),
    ] {
        let (fields, told) = entry(&source);
        assert_eq!((plain(&fields.version), told), (Some(&text(version)), vec![]), "{source}");
    }
}

#[test]
fn targets_are_what_people_plan_with() {
    let day = |text: &str| Target::Day(Date::parse(text).unwrap());
    for (written, target) in [
        ("2026-09-01", day("2026-09-01")),
        ("\"2026-09\"", Target::Month(2026, 9)),
        ("\"2026-q3\"", Target::Quarter(2026, 3)),
        ("\"2026-H2\"", Target::Half(2026, 2)),
        ("2027", Target::Year(2027)),
        ("\"Later\"", Target::Later),
        ("\"2.5.0\"", Target::Version(text("2.5.0"))),
        ("\"v2\"", Target::Version(text("v2"))),
        ("\"2026.11\"", Target::Version(text("2026.11"))),
    ] {
        let (fields, told) = roadmap(&toml(&format!("target = {written}")));
        assert_eq!((plain(&fields.target), told), (Some(&target), vec![]), "{written}");
    }
    let help = "a target is such as 2026-09-01, 2026-09, 2026-Q3, 2026-H2, 2027, a version, or `later`";
    for (written, help) in [
        ("2026-Q5", help),
        ("2026-H3", help),
        ("2026-13", help),
        ("2026-9", help),
        ("2026-02-30", help),
        ("someday", help),
        ("latr", "did you mean `later`?"),
        ("Q3 2026", help),
    ] {
        let (fields, told) = roadmap(&toml(&format!("target = \"{written}\"")));
        assert_eq!(
            (fields.target, told),
            (None, vec![format!("2:10 invalid-target `target`: `{written}` is no target ({help})")])
        );
    }
}

#[test]
fn mistakes_are_told_at_their_place_in_toml() {
    for (written, said) in [
        ("tpye = 1", "3:1 unknown-key unknown key `tpye` (did you mean `type`?)"),
        ("kind = \"fixed\"", "3:1 unknown-key unknown key `kind` (did you mean `type`?)"),
        ("pull-requests = 1", "3:1 unknown-key unknown key `pull-requests` (did you mean `pull_requests`?)"),
        ("tags = 5", "3:8 wrong-type `tags`: expected a list of texts, found a number (put it in quotes)"),
        ("tags = [\"ü\", 5]", "3:14 wrong-type `tags`: expected a list of texts, found a number (put it in quotes)"),
        ("tags = [\"\"]", "3:9 empty-value `tags`: an item is empty"),
        ("type = [\"fixed\"]", "3:8 wrong-type `type`: expected a text, found a list"),
        ("summary = true", "3:11 wrong-type `summary`: expected a text, found `true` (put it in quotes)"),
        (
            "draft = \"yes\"",
            "3:9 wrong-type `draft`: expected true or false, found a text (write `true` without quotes)",
        ),
        ("draft = 1", "3:9 wrong-type `draft`: expected true or false, found a number"),
        (
            "date = \"2023-02-29\"",
            "3:8 invalid-date `date`: there is no day 2023-02-29 (write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        (
            "date = 2023-02-29",
            "3:8 invalid-date invalid date, expected day between 01 and 28 (a date is written 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        (
            "date = 0000-01-01",
            "3:8 invalid-date `date`: the year 0 is not between 1970 and 9999 (write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        ("date = 5", "3:8 wrong-type `date`: expected a date, found a number"),
        ("rollout = 101", "3:11 out-of-range `rollout`: expected a whole number from 0 to 100, found 101"),
        ("rollout = 2.5", "3:11 out-of-range `rollout`: expected a whole number from 0 to 100, found 2.5"),
        ("stage = \"bata\"", "3:9 unknown-value `stage` cannot be `bata` (did you mean `beta`?)"),
        (
            "stage = \"finished\"",
            "3:9 unknown-value `stage` cannot be `finished` (it is one of `exploring`, `alpha`, `beta`, `ga`, `deprecated`, `retired`)",
        ),
        (
            "importance = 4",
            "3:14 unknown-value `importance` cannot be `4` (it is one of `1`, `2`, `3`, `quiet`, `normal`, `major`)",
        ),
        (
            "links = [{ title = \"ü\" }]",
            "3:10 missing-key `links.url` is missing (write it such as `links = [{ title = \"Guide\", url = \"/guide/\" }]`)",
        ),
        (
            "links = [{ titel = \"ü\", url = \"/a\" }]",
            "3:12 unknown-key unknown key `titel` in `links` (did you mean `title`?)",
        ),
        (
            "links = \"javascript:alert(1)\"",
            "3:9 invalid-url `links`: `javascript:alert(1)` has the scheme `javascript:`, which is not for links (an address starts with https://, http://, mailto: or, inside the site, with /)",
        ),
        (
            "cta = { label = \"ü\", url = \"JaVaScRiPt:x\" }",
            "3:28 invalid-url `cta.url`: `JaVaScRiPt:x` has the scheme `javascript:`, which is not for links (an address starts with https://, http://, mailto: or, inside the site, with /)",
        ),
        (
            "links = \"//evil.example\"",
            "3:9 invalid-url `links`: `//evil.example` has no scheme (an address starts with https://, http://, mailto: or, inside the site, with /)",
        ),
        (
            "image = \"data:image/png;base64,x\"",
            "3:9 invalid-url `image`: `data:image/png;base64,x` is neither a file nor a web address (name a file beside this one, one from the site's root with /, or an https:// address)",
        ),
        (
            "security = \"CVE-1\"",
            "3:12 wrong-type `security`: expected a list of tables, found a text (write it such as `security = [{ id = \"CVE-2026-1234\", severity = \"high\" }]`)",
        ),
        (
            "security = [{ cvss = \"CVSS:4.0/AV:N\" }]",
            "3:22 unclear-severity `security.cvss`: how severe `CVSS:4.0/AV:N` is cannot be told (write `severity` beside it: critical, high, medium or low; scores from 0 to 10 and whole vectors need none)",
        ),
        (
            "roadmap = [{ partial = true }]",
            "3:12 missing-key `roadmap.slug` is missing (write it such as `roadmap = [{ slug = \"offline-mode\", partial = true }]`)",
        ),
        ("product = \"a\\nb\"", "3:11 several-lines `product` has more than one line (write it in one line)"),
        ("product = \"a\\u0000b\"", "3:11 control-character `product` has a NUL character (leave it out)"),
        (
            "product = \"a\\u202Eb\"",
            "3:11 control-character `product` has a lone control of text direction (leave it out)",
        ),
        ("extra = { a = [\"\\u0007\"] }", "3:16 control-character `extra` has a control character (leave it out)"),
        ("extra = { \"a\\u0000\" = 1 }", "3:11 control-character a key in `extra` has a NUL character (leave it out)"),
        (
            "[extra]\ndraft = true",
            "4:1 key-in-free-table `draft` does nothing inside `extra` (keys of Tidings stand above `[extra]`)",
        ),
        ("tags = [\"a\"]\ntags = [\"b\"]", "4:1 duplicate-key the key `tags` is here twice"),
        ("tags = a", "3:8 toml-syntax a text must be quoted (put it in quotes: \"…\")"),
        (
            "tags: a",
            "3:5 toml-syntax `tags:` is YAML, but TOML is expected here (write `tags = …`; YAML front matter stands between `---` lines)",
        ),
        (
            "tags = [“ü”]",
            "3:9 toml-syntax a text must be quoted (these are typographic quotes; use straight ones: \"…\")",
        ),
        (
            "tags = ‘ü’",
            "3:8 toml-syntax a text must be quoted (these are typographic quotes; use straight ones: \"…\")",
        ),
        (
            "date = 05.10.2026",
            "3:8 invalid-date `05.10.2026` is no date (a date is written 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        (
            "updated = 2026/10/05",
            "3:11 invalid-date `2026/10/05` is no date (a date is written 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        ("version = 1.0.0-rc.1", "3:14 toml-syntax `1.0.0-rc.1` is no number (put it in quotes: \"1.0.0-rc.1\")"),
        (
            "cta = \"x\"",
            "3:7 wrong-type `cta`: expected a table, found a text (write it such as `cta = { label = \"Try it\", url = \"/try/\" }`)",
        ),
        ("extra = \"x\"", "3:9 wrong-type `extra`: expected a table, found a text (write `[extra]` above its keys)"),
        (
            "authors = { name = \"x\" }",
            "3:11 wrong-type `authors`: expected a list of texts, found a table (write it such as `authors = [\"Ada\", \"Grace\"]`)",
        ),
        ("cta = { label = \"ü\", ulr = \"/a\" }", "3:22 unknown-key unknown key `ulr` in `cta` (did you mean `url`?)"),
        ("tags = \"ü", "3:10 toml-syntax a closing quote is missing in this line"),
    ] {
        let (_, told) = entry(&toml(&format!("title = \"Übergröße\"\n{written}")));
        assert_eq!(told, [said], "{written}");
    }
}

#[test]
fn comments_and_quotes_that_were_meant_are_left_alone() {
    for written in [
        "summary: Fix # now",
        "summary: \"Fix #3 now\" #done",
        "summary: 'Fix' #done",
        "summary: Fix#3",
        "summary: # a comment\n  Text",
        "draft: true #for now",
        "summary: |\n  Fix #3 now",
        "summary: >-\n  Fix #3 now",
        "summary: \"“ü”\"",
        "summary: “ü” and more",
        "summary: ##",
        "tags: [ü, b] #c",
    ] {
        let (_, told) = entry(&yaml(&format!("title: Übergröße\n{written}")));
        assert_eq!(told, Vec::<String>::new(), "{written}");
    }
}

#[test]
fn mistakes_are_told_at_their_place_in_yaml() {
    for (written, said) in [
        ("tpye: 1", "3:1 unknown-key unknown key `tpye` (did you mean `type`?)"),
        ("tags: 5", "3:7 wrong-type `tags`: expected a list of texts, found a number (put it in quotes)"),
        ("tags: [ü, 5]", "3:11 wrong-type `tags`: expected a list of texts, found a number (put it in quotes)"),
        (
            "tags:\n  - ü\n  - [a]",
            "5:5 wrong-type `tags`: expected a list of texts, found a list (write it such as `tags: [\"search\", \"speed\"]`)",
        ),
        ("draft: yes", "3:8 wrong-type `draft`: expected true or false, found a text (write `true` without quotes)"),
        (
            "date: 2023-02-29",
            "3:7 invalid-date `date`: there is no day 2023-02-29 (write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
        ("rollout: 101", "3:10 out-of-range `rollout`: expected a whole number from 0 to 100, found 101"),
        (
            "summary: Fix #3 now",
            "3:14 cut-by-comment the value ends here: ` #` starts a comment (put the value in quotes; a comment has a space behind its `#`)",
        ),
        (
            "tags:\n  - ü #3",
            "4:7 cut-by-comment the value ends here: ` #` starts a comment (put the value in quotes; a comment has a space behind its `#`)",
        ),
        (
            "issues: #3",
            "3:9 cut-by-comment the value ends here: ` #` starts a comment (put the value in quotes; a comment has a space behind its `#`)",
        ),
        (
            "summary: “ü”",
            "3:10 typographic-quotes the quotes are part of the text (these are typographic quotes; use straight ones: \"…\")",
        ),
        (
            "cta: x",
            "3:6 wrong-type `cta`: expected a table, found a text (write it such as `cta: { label: \"Try it\", url: \"/try/\" }`)",
        ),
        ("stage: bata", "3:8 unknown-value `stage` cannot be `bata` (did you mean `beta`?)"),
        (
            "links:\n  - title: ü",
            "4:5 missing-key `links.url` is missing (write it such as `links: [{ title: \"Guide\", url: \"/guide/\" }]`)",
        ),
        ("links:\n  - titel: ü\n    url: /a", "4:5 unknown-key unknown key `titel` in `links` (did you mean `title`?)"),
        ("product: \"a\\0b\"", "3:10 control-character `product` has a NUL character (leave it out)"),
        ("tags: [a]\ntags: [b]", "4:1 duplicate-key the key `tags` is here twice"),
        (
            "summary: ü: a",
            "3:11 yaml-syntax mapping values are not allowed in this context (a text that holds `: ` needs quotes; keys of one table start in the same column)",
        ),
        ("summary: \"ü", "3:10 yaml-syntax unclosed quote"),
        (
            "tags:\n\t- a",
            "4:2 yaml-syntax tabs disallowed within this context (block indentation) (YAML is indented with spaces)",
        ),
        (
            "tags: @a",
            "3:7 yaml-syntax unexpected character: `@' (a text that starts with such a character needs quotes)",
        ),
        (
            "extra:\n  draft: true",
            "4:3 key-in-free-table `draft` does nothing inside `extra` (keys of Tidings stand above `[extra]`)",
        ),
    ] {
        let (_, told) = entry(&yaml(&format!("title: Übergröße\n{written}")));
        assert_eq!(told, [said], "{written}");
    }
}

#[test]
fn several_mistakes_are_told_in_one_run() {
    let (_, told) = entry(&toml("titel = \"x\"\ntags = 5\nstage = \"bta\""));
    assert_eq!(told.len(), 3, "{told:?}");
    let (_, told) = entry(&toml("title = x\ntags = y\nok = 1"));
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn titles_are_short_lines() {
    for (written, said) in [
        ("title = \"\"", "2:9 empty-value `title` is empty (give it a text, or leave the key out)".to_owned()),
        ("title = \"a\\nb\"", "2:9 several-lines `title` has more than one line (write it in one line)".to_owned()),
        ("title = \"\\u0007\"", "2:9 control-character `title` has a control character (leave it out)".to_owned()),
        (
            &format!("title = \"{}\"", "ü".repeat(301)),
            "2:9 title-too-long the title has 301 characters; at most 300 are allowed (put the rest into `summary` or the body)".to_owned(),
        ),
    ] {
        assert_eq!(entry(&toml(written)).1, [said], "{written}");
    }
    assert_eq!(entry(&toml(&format!("title = \"{}\"", "ü".repeat(300)))).1, Vec::<String>::new());
}

#[test]
fn no_slug_id_or_alias_leaves_the_site() {
    let long = "x".repeat(101);
    for slug in
        ["..", "a/b", "a\\\\b", "%2e%2e", "a\\u0000", "C:", "con", "CON", &long, "...", "", "🎉", "-rf", "a.", " "]
    {
        let (fields, told) = entry(&toml(&format!("slug = \"{slug}\"")));
        assert_eq!((fields.slug, told.len()), (None, 1), "{slug}: {told:?}");
        assert!(told[0].starts_with("2:8 ") && told[0].contains("`slug`"), "{told:?}");
    }
    for id in ["..", "a/../b", "a\\\\b", "%2e%2e", "a\\u0000", &long, "...", "", "🎉", "a b", "/a", "a#b"] {
        let (fields, told) = entry(&toml(&format!("id = \"{id}\"")));
        assert_eq!((fields.id, told.len()), (None, 1), "{id}: {told:?}");
        assert!(told[0].starts_with("2:6 ") && told[0].contains("`id`"), "{told:?}");
    }
    let longer = "x".repeat(300);
    for alias in [
        "..",
        "/../a",
        "a\\\\b",
        "/%2e%2e/",
        "a\\u0000",
        "C:",
        "/con/",
        &longer,
        "/.../",
        "/",
        "",
        "//a",
        "https://a.example/",
    ] {
        let (fields, told) = entry(&toml(&format!("aliases = [\"{alias}\"]")));
        assert_eq!((fields.aliases, told.len()), (vec![], 1), "{alias}: {told:?}");
        assert!(told[0].starts_with("2:12 ") && told[0].contains("`aliases`"), "{told:?}");
    }
    assert_eq!(
        entry(&toml("slug = \"Über Café\"")).1,
        [
            "2:8 invalid-slug `slug`: `Über Café` has other characters than small letters, digits and hyphens (write `uber-cafe`)"
        ]
    );
}

#[test]
fn front_matter_stands_between_two_equal_fences() {
    let front = |text: &str| {
        let (source, mut all) = (source(text), Vec::new());
        let front = front(&source, &Limits { front_matter: 40, ..Limits::default() }).take(&mut all);
        let keys: Vec<String> = front.table.entries.iter().map(|(key, _)| key.value.clone()).collect();
        (keys.join(","), text[front.body..].to_owned(), told(&all))
    };
    let said = |text: &str| (String::new(), String::new(), vec![text.to_owned()]);
    for (source, expected) in [
        ("", (text(""), text(""), vec![])),
        ("# Title\n\n---\n", (text(""), text("# Title\n\n---\n"), vec![])),
        ("+++\na = 1\n+++\nbody", (text("a"), text("body"), vec![])),
        ("---\na: 1\n---\nbody", (text("a"), text("body"), vec![])),
        ("\n---  \na: 1\n--- \n\nbody", (text("a"), text("\nbody"), vec![])),
        ("+++\n+++", (text(""), text(""), vec![])),
        ("---\n# nothing\n---\n", (text(""), text(""), vec![])),
        ("---\ntext: \"\n  ---\"\n---\nb", (text("text"), text("b"), vec![])),
        (" +++\nbody", (text(""), text(" +++\nbody"), vec![])),
        ("++++\nbody", (text(""), text("++++\nbody"), vec![])),
        (
            "+++\na = 1\n",
            said(
                "1:1 unclosed-front-matter the front matter that `+++` opens is never closed (close it with a line `+++`)",
            ),
        ),
        (
            "---",
            said(
                "1:1 unclosed-front-matter the front matter that `---` opens is never closed (close it with a line `---`; if it was meant as a rule, write `***`)",
            ),
        ),
        (
            "\n---\nSome text.\n",
            said(
                "2:1 unclosed-front-matter the front matter that `---` opens is never closed (close it with a line `---`; if it was meant as a rule, write `***`)",
            ),
        ),
        (
            "+++\na = 1\n---\n",
            said(
                "1:1 unclosed-front-matter the front matter that `+++` opens is never closed (it is opened with `+++` and closed with `---`; write the same in both places)",
            ),
        ),
        (
            "---\nSome text.\n---\nbody",
            (
                text(""),
                text("body"),
                vec![text(
                    "2:1 yaml-syntax front matter is made of keys and values, found a text (write `key: value` lines; if `---` was meant as a rule, write `***`)",
                )],
            ),
        ),
        (
            "+++\na = \"0123456789012345678901234567890123456789\"\n+++\nbody",
            (
                text(""),
                text("body"),
                vec![text(
                    "1:1 front-matter-too-large the front matter is larger than 40 bytes (text belongs below the front matter; `limits.front_matter` in tidings.toml raises the limit)",
                )],
            ),
        ),
    ] {
        assert_eq!(front(source), expected, "{source:?}");
    }
}

#[test]
fn what_would_take_for_ever_is_refused_at_once() {
    let bomb: String = ["a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()]
        .into_iter()
        .chain(
            "abcdefgh"
                .chars()
                .zip("bcdefghi".chars())
                .map(|(one, two)| format!("{two}: &{two} [{}*{one}]\n", format!("*{one},").repeat(8))),
        )
        .collect();
    let chain: String = (1..1500).map(|i| format!("a{i}: &a{i} {{<<: *a{}, k: 1}}\n", i - 1)).collect();
    let deep = "too-deep lists and tables stand more than 32 deep in each other";
    for (source, said) in [
        (yaml(&bomb), "too-complex the YAML comes to more than 10000 values"),
        (yaml(&format!("a0: &a0 {{k: 1}}\n{chain}")), deep),
        (yaml(&"[".repeat(60_000)), deep),
        (yaml(&format!("a: {}", "{a: ".repeat(15_000))), deep),
        (yaml(&"- ".repeat(30_000)), deep),
        (yaml(&(0..300).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>()), deep),
        (yaml(&format!("a: {}: b", "x".repeat(60_000))), "yaml-syntax mapping values are not allowed"),
        (toml(&format!("a = {}", "[".repeat(60_000))), deep),
        (toml(&format!("a = {}", "{a=".repeat(20_000))), deep),
        (toml(&format!("a{} = 1", ".a".repeat(30_000))), deep),
        (toml(&format!("[a{}]\nx = 1", ".a".repeat(50))), deep),
        (toml(&format!("x = {}1{}", format!("{{ a{} = ", ".a".repeat(75)).repeat(70), "}".repeat(70))), deep),
        (toml(&format!("a = {}", "x".repeat(60_000))), "toml-syntax a text must be quoted"),
        (toml(&"= \n".repeat(16_000)), "toml-syntax unquoted keys cannot be empty"),
        (
            toml(&format!("a = \"{}\"", "x".repeat(10 << 20))),
            "front-matter-too-large the front matter is larger than 64 KiB",
        ),
        (yaml(&format!("\"{}\": 1", "x".repeat(60_000))), "yaml-syntax mapping values are not allowed"),
    ] {
        let (_, told) = entry(&source);
        assert!(told.iter().all(|line| line.chars().count() < 1000) && told.len() < 9, "{} lines", told.len());
        assert!(told[0].contains(said), "{said}: {}", told[0]);
    }
}

#[test]
fn yaml_aliases_and_merges_stand_for_what_they_name() {
    let (fields, told) = entry(&yaml(
        "extra:\n  base: &base {url: /ü/, title: A}\n  links: 1\nlinks:\n  - <<: *base\n    title: B\n  - *base",
    ));
    assert_eq!(told, Vec::<String>::new());
    let links: Vec<_> = fields.links.iter().map(|link| (link.title.as_str(), link.url.as_str())).collect();
    assert_eq!(links, [("B", "/ü/"), ("A", "/ü/")]);
}

#[test]
fn yanked_is_a_flag_a_reason_or_a_table() {
    let yanked = |written: &str| release(&toml(written)).0.yanked.map(|yanked| yanked.reason);
    assert_eq!(yanked("yanked = true"), Some(None));
    assert_eq!(yanked("yanked = false"), None);
    assert_eq!(yanked("yanked = \"Broken\""), Some(Some(text("Broken"))));
}

#[test]
fn mistakes_in_releases_are_told() {
    for (written, said) in [
        ("yanked = 5", "2:10 wrong-type `yanked`: expected a text, found a number (put it in quotes)"),
        ("yanked = { used = \"1\" }", "2:12 unknown-key unknown key `used` in `yanked` (did you mean `use`?)"),
        (
            "downloads = [{ name = \"a\" }]",
            "2:14 missing-key `downloads.url` is missing (write it such as `downloads = [{ name = \"Linux\", url = \"https://example.com/acme.tar.gz\" }]`)",
        ),
        (
            "downloads = [{ url = \"/a\", sha256 = \"ab\" }]",
            "2:37 invalid-digest `downloads.sha256` is not a SHA-256 (it has 64 hexadecimal digits)",
        ),
        (
            "compare_url = \"vbscript:x\"",
            "2:15 invalid-url `compare_url`: `vbscript:x` has the scheme `vbscript:`, which is not for links (an address starts with https://, http://, mailto: or, inside the site, with /)",
        ),
    ] {
        assert_eq!(release(&toml(written)).1, [said], "{written}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(\\+\\+\\+|---)\n(\\PC{0,20}\n){0,6}(\\+\\+\\+|---)\n\\PC*") {
        let _ = (entry(&text), release(&text), roadmap(&text));
    }

    #[test]
    fn any_value_of_any_key_is_read_without_a_panic(
        key in "title|date|version|links|security|deprecates|roadmap|video|cta|target|yanked|downloads|extra|slug|id|aliases|rollout",
        value in "\\PC{0,12}|\\[\\PC{0,9}\\]|\\{[a-z]{1,4} ?[:=] ?\\PC{0,9}\\}|[0-9.e_-]{1,9}|\"\\PC{0,9}\"|&a \\PC{0,5}",
    ) {
        for text in [toml(&format!("{key} = {value}")), yaml(&format!("{key}: {value}"))] {
            let _ = (entry(&text), release(&text), roadmap(&text));
        }
    }

    #[test]
    fn places_lie_in_the_file(text in "---\n(title|tags|ü|links): \\PC{0,20}\n(  - \\PC{0,9}\n){0,3}---\n") {
        let source = source(&text);
        for diagnostic in entry_fields(&source, &front(&source, &Limits::default()).value, &Limits::default()).diagnostics {
            let place = diagnostic.place.unwrap();
            prop_assert!(place.line <= text.lines().count() && place.column <= place.text.chars().count() + 1);
        }
    }
}

#[test]
fn what_was_imported_says_from_where() {
    let origin = |mark: &str, hash: &str| Some(Origin { mark: text(mark), hash: text(hash) });
    for (written, origin) in [
        ("source = \"github:v2.4.0\"", origin("github:v2.4.0", "")),
        ("source = { from = \"github:v2.4.0\", hash = \"date:1c2f\" }", origin("github:v2.4.0", "date:1c2f")),
        ("draft = true", None),
    ] {
        assert_eq!(entry(&toml(written)).0.source, origin, "{written}");
        assert_eq!(release(&toml(written)).0.source, origin, "{written}");
        assert_eq!(roadmap(&toml(&format!("title = \"A\"\n{written}"))).0.source, origin, "{written}");
    }
    assert_eq!(entry(&yaml("source: {hash: a}")).1, ["2:9 missing-key `source.from` is missing"]);
}
