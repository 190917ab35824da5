//! What is written is read as the same, and an edit changes its own line alone.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::front_matter::{file, habit, set};
use super::{Format, Value, keys};
use crate::base::{At, Date, SitePath, Source, Span, Tree};
use crate::model::{
    Cta, Deprecation, Download, DraftFields, EntryFields, Importance, Limits, Link, OptionValue, Origin, ReleaseFields,
    RoadmapFields, RoadmapRef, RoadmapUpdate, SecurityNote, Stage, Target, Video, Yanked,
};
use crate::read::{entry_fields, front, release_fields, roadmap_fields};

const BOTH: [Format; 2] = [Format::Toml, Format::Yaml];

/// The keys of the fields that are read of `text`, which is to have no fault.
fn read_back(text: &str, like: &DraftFields) -> Vec<(String, Value)> {
    let source = Source::new(SitePath::new("a.md").unwrap(), text);
    let limits = Limits::default();
    let mut told = Vec::new();
    let front = front(&source, &limits).take(&mut told);
    let fields = match like {
        DraftFields::Entry(_) => DraftFields::Entry(Box::new(entry_fields(&source, &front, &limits).take(&mut told))),
        DraftFields::Release(_) => {
            DraftFields::Release(Box::new(release_fields(&source, &front, &limits).take(&mut told)))
        }
        DraftFields::RoadmapItem(_) => {
            DraftFields::RoadmapItem(Box::new(roadmap_fields(&source, &front, &limits).take(&mut told)))
        }
    };
    assert_eq!(told, [], "{text}");
    keys(&fields)
}

fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

fn line() -> impl Strategy<Value = String> {
    // Words that YAML or TOML could take for something else, and any other text.
    prop_oneof![
        "(yes|No|null|~|1\\.10|0x1F|2026-05-04|\\.inf|- a|a: b|a #b|#a|'a|\"a|\\[a|\\{a|&a|\\*a|!a|%a|@a|`a|\\|)",
        "[a-zA-Zäß日🦀,.:;'\"\\\\#&*\\[\\]{}|<>=!%@`?-]{1,12}( [a-z:#-]{1,5}){0,2}",
        "[A-Z][a-z]{1,6}( [a-z]{2,6}){0,4}",
    ]
}

fn lines() -> impl Strategy<Value = String> {
    vec(prop_oneof![4 => line(), 1 => Just(String::new()), 1 => line().prop_map(|line| format!("  {line}"))], 1..5)
        .prop_map(|lines| lines.join("\n").trim().to_owned())
        .prop_filter("some text", |text| !text.is_empty())
}

fn texts() -> impl Strategy<Value = Vec<At<String>>> {
    vec(line().prop_map(at), 0..3)
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![Just("2026-05-04"), Just("1999-12-31T23:59:59Z")].prop_map(|text| Date::parse(text).unwrap())
}

fn words() -> impl Strategy<Value = Option<String>> {
    // A sentence has single blanks.
    option::of(line().prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn extra() -> impl Strategy<Value = std::collections::BTreeMap<String, OptionValue>> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(OptionValue::Bool),
        (-99i64..1_000_000_000_000).prop_map(OptionValue::Integer),
        (-999i32..999).prop_map(|number| OptionValue::Float(f64::from(number) / 8.0)),
        line().prop_map(OptionValue::Text),
    ];
    let value = leaf.prop_recursive(2, 8, 3, |inner| {
        let table = proptest::collection::btree_map("[a-z]{1,3}", inner.clone(), 0..3);
        prop_oneof![vec(inner, 0..3).prop_map(OptionValue::List), table.prop_map(OptionValue::Table)]
    });
    proptest::collection::btree_map("[a-z]{1,4}( [a-zü.\"]{1,2})?", value, 0..3)
}

fn note() -> impl Strategy<Value = SecurityNote> {
    let score =
        option::of(prop_oneof!["[0-9][.][0-9]", Just("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".to_owned())]);
    (option::of("CVE-2026-[0-9]{4}"), option::of(Just("high".to_owned())), score, vec(line(), 0..3)).prop_map(
        |(id, severity, cvss, credit)| SecurityNote {
            aliases: id.iter().map(|_| "GHSA-x".to_owned()).collect(),
            id,
            // Without a severity, reading takes it from the score.
            cvss: cvss.filter(|_| severity.is_some()),
            severity,
            affected: vec![">= 2.0.0, < 2.3.1".to_owned()],
            fixed: vec!["2.3.1".to_owned(), "1.10".to_owned()],
            credit,
        },
    )
}

fn deprecation() -> impl Strategy<Value = Deprecation> {
    (line(), option::of(Just("3.0".to_owned())), option::of(date()), words())
        .prop_map(|(what, removed_in, sunset, replacement)| Deprecation { what, removed_in, sunset, replacement })
}

fn link() -> impl Strategy<Value = Link> {
    (option::of(line()), Just("https://acme.example/?a=1&b=2#c"))
        .prop_map(|(title, url)| Link { title: title.unwrap_or_else(|| url.to_owned()), url: url.to_owned() })
}

prop_compose! {
    fn origin()(mark in "github:[a-z0-9.]{1,8}", hash in "([a-z]{1,4}:[0-9a-f]{8})?") -> Origin {
        Origin { mark, hash }
    }
}

prop_compose! {
    fn entry()(
        (title, date, kind, migration, summary) in
            (option::of(line()), option::of(date()), option::of("[a-z]{2,8}"), option::of(lines()), words()),
        (components, tags, authors, audience) in (texts(), texts(), texts(), texts()),
        (issues, security, deprecates, links) in
            (vec("[1-9][0-9]{0,4}|acme/app#[1-9]|007", 0..3), vec(note(), 0..3), vec(deprecation(), 0..3), vec(link(), 0..3)),
        roadmap in vec((line(), any::<bool>()), 0..3),
        (breaking, draft, rollout, partial, poster) in
            (any::<bool>(), any::<bool>(), option::of(0u8..=100), any::<bool>(), option::of(Just("a.jpg".to_owned()))),
        (source, extra, revision) in (option::of(origin()), extra(), words()),
    ) -> EntryFields {
        EntryFields {
            title: title.clone().map(at),
            date: date.map(at),
            version: Some(at("1.10".to_owned())),
            kind: kind.map(at),
            product: title.clone().map(at),
            components,
            tags,
            audience,
            summary: summary.clone(),
            authors,
            issues: issues.iter().cloned().map(at).collect(),
            pull_requests: issues.into_iter().map(at).collect(),
            links,
            breaking,
            migration: migration.map(at),
            security,
            deprecates,
            introduced_in: Some(at("2.0".to_owned())),
            reverts: title.clone().into_iter().map(at).collect(),
            roadmap: roadmap.into_iter().map(|(slug, partial)| RoadmapRef { slug: at(slug), partial }).collect(),
            image: partial.then(|| at("/a b.png".to_owned())),
            image_alt: summary.clone(),
            video: draft.then(|| Video { src: at("a.mp4".to_owned()), poster: poster.map(at) }),
            cta: title.map(|label| Cta { label, url: "/try/".to_owned() }),
            launch: partial,
            stage: draft.then_some(Stage::Beta),
            rollout,
            flag: summary,
            importance: if partial { Importance::Major } else { Importance::Normal },
            draft,
            publish_at: date,
            expires: date,
            pinned: partial,
            updated: date,
            revision,
            id: Some(at("faster-search-k3x9".to_owned())),
            slug: Some(at("faster".to_owned())),
            aliases: vec![at("/old/page/".to_owned())],
            source,
            extra,
        }
    }
}

prop_compose! {
    fn release()(
        (title, summary, channel, extra) in (option::of(line()), words(), option::of(line()), extra()),
        (date, prerelease, lts, draft) in (option::of(date()), option::of(any::<bool>()), any::<bool>(), any::<bool>()),
        yanked in option::of((words(), option::of(Just(at("2.4.1".to_owned()))))),
        (audience, authors, source, size) in (texts(), texts(), option::of(origin()), option::of(line())),
    ) -> ReleaseFields {
        ReleaseFields {
            version: Some(at("2.4.0".to_owned())),
            product: title.clone().map(at),
            date: date.map(at),
            title: title.clone().map(at),
            summary,
            yanked: yanked.map(|(reason, instead)| Yanked { reason, instead }),
            prerelease,
            channel,
            support_until: date,
            lts,
            compare_url: lts.then(|| "https://acme.example/a...b".to_owned()),
            downloads: size.into_iter().map(|size| Download {
                name: size.clone(),
                url: "/a.tar.gz".to_owned(),
                size: Some(size),
                sha256: Some("0a".repeat(32)),
            }).collect(),
            audience,
            authors,
            draft,
            publish_at: date,
            updated: date,
            id: Some(at("acme-2.4.0".to_owned())),
            aliases: vec![at("/v2/".to_owned())],
            source,
            extra,
        }
    }
}

prop_compose! {
    fn roadmap_item()(
        (title, status, summary, extra) in (option::of(line()), option::of("[a-z-]{2,8}"), words(), extra()),
        target in prop_oneof![
            Just(Target::Later), Just(Target::Quarter(2026, 3)), Just(Target::Half(2026, 2)), Just(Target::Year(2027)),
            Just(Target::Month(2026, 7)), Just(Target::Version("2.10".to_owned())), date().prop_filter("a day", |date| !date.has_time()).prop_map(Target::Day),
        ],
        (blocked_by, owner, components) in (texts(), texts(), texts()),
        (links, source, votes, draft) in (vec(link(), 0..3), option::of(origin()), option::of(any::<u32>()), any::<bool>()),
        updates in vec((Just(Date::parse("2026-05-04").unwrap()), words()), 0..3),
    ) -> RoadmapFields {
        RoadmapFields {
            title: title.clone().map(at),
            status: status.map(at),
            stage: draft.then_some(Stage::Alpha),
            target: Some(at(target.clone())),
            theme: title.clone(),
            product: title.clone().map(at),
            components: components.clone(),
            tags: components,
            progress: draft.then_some(40),
            parent: title.map(at),
            blocked_by,
            confidence: Some("80 %".to_owned()),
            owner: owner.clone(),
            votes,
            discussion: draft.then(|| "https://acme.example/d/1".to_owned()),
            links,
            audience: owner,
            summary,
            draft,
            publish_at: None,
            updated: Some(Date::parse("2026-05-04").unwrap()),
            updates: updates.into_iter().map(|(date, note)| RoadmapUpdate { date, target: Some(target.clone()), note }).collect(),
            id: None,
            slug: Some(at("offline".to_owned())),
            aliases: Vec::new(),
            source,
            extra,
        }
    }
}

fn draft() -> impl Strategy<Value = DraftFields> {
    prop_oneof![
        entry().prop_map(|fields| DraftFields::Entry(Box::new(fields))),
        release().prop_map(|fields| DraftFields::Release(Box::new(fields))),
        roadmap_item().prop_map(|fields| DraftFields::RoadmapItem(Box::new(fields))),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(fields in draft()) {
        let keys = keys(&fields);
        for format in BOTH {
            let text = file(format, &keys, "Body.");
            prop_assert_eq!(read_back(&text, &fields), keys.clone(), "{}", text);
            prop_assert!(text.ends_with(&format!("\n{}\nBody.\n", format.fence())), "{}", text);
        }
    }

    #[test]
    fn an_edit_changes_its_own_line_alone(
        old in vec(prop_oneof![line().prop_map(Value::Text), any::<bool>().prop_map(Value::Bool), texts().prop_map(|it| Value::texts(it.iter().map(|at| &at.value)))], 1..6),
        new in option::of(line().prop_map(Value::Text)),
        index in 0usize..7,
        is_dos in any::<bool>(),
    ) {
        for format in BOTH {
            let remark = " # as agreed with Bo";
            let mut lines = vec![format.fence().to_owned(), "# a remark".to_owned()];
            lines.extend(old.iter().enumerate().map(|(at, value)| format!("{}{remark}", format.line(&format!("k{at}"), value).trim_end())));
            lines.extend(["".to_owned(), format.fence().to_owned(), "Body".to_owned(), "+++".to_owned()]);
            let text = lines.join(if is_dos { "\r\n" } else { "\n" });
            let key = format!("k{index}");
            let edited = set(&text, &key, new.as_ref(), format).unwrap();
            prop_assert_eq!(edited.contains('\r'), is_dos);
            let mut expected = lines.clone();
            let position = expected.iter().position(|line| line.starts_with(&format!("{key} = ")) || line.starts_with(&format!("{key}: ")));
            let line = new.as_ref().map(|value| format.line(&key, value).trim_end().to_owned());
            match (position, line) {
                (Some(at), Some(line)) => expected[at] = format!("{line}{remark}"),
                (Some(at), None) => drop(expected.remove(at)),
                (None, Some(line)) => expected.insert(expected.len() - 3, line),
                (None, None) => {}
            }
            prop_assert_eq!(edited, expected.join(if is_dos { "\r\n" } else { "\n" }));
        }
    }
}

#[test]
fn single_keys_are_set_in_files_as_people_write_them() {
    let date = Value::Date(Date::parse("2026-05-04").unwrap());
    for (before, key, value, after) in [
        ("+++\n+++\n", "date", Some(&date), "+++\ndate = 2026-05-04\n+++\n"),
        ("Only a body.\n", "date", Some(&date), "+++\ndate = 2026-05-04\n+++\nOnly a body.\n"),
        ("---\n---\n", "date", Some(&date), "---\ndate: 2026-05-04\n---\n"),
        ("---\ndate:\ntitle: A\n---\n", "date", Some(&date), "---\ndate: 2026-05-04\ntitle: A\n---\n"),
        (
            "+++\ntitle = \"A\"\n\n# of the theme\n[extra]\na = 1\n+++\n",
            "date",
            Some(&date),
            "+++\ntitle = \"A\"\ndate = 2026-05-04\n\n# of the theme\n[extra]\na = 1\n+++\n",
        ),
        (
            "+++\nsummary = \"\"\"\nLong\n\"\"\" # so\n+++\n",
            "summary",
            Some(&Value::text("Short")),
            "+++\nsummary = \"Short\" # so\n+++\n",
        ),
        (
            "---\ntags:\n- a\n- b\n# then\nid: x\n---\n",
            "tags",
            Some(&Value::texts([&"c".to_owned()])),
            "---\ntags: [c]\n# then\nid: x\n---\n",
        ),
        ("---\ntags:\n  - a\n\n  - b\n\nid: x\n---\n", "tags", None, "---\n\nid: x\n---\n"),
        (
            "---\nsummary: |\n  One\n\n  two\nid: x\n---\n",
            "summary",
            Some(&Value::text("Short")),
            "---\nsummary: Short\nid: x\n---\n",
        ),
        (
            "---\nid: x\nsummary: One\n  two\n---\n",
            "summary",
            Some(&Value::text("A: b")),
            "---\nid: x\nsummary: \"A: b\"\n---\n",
        ),
        (
            "\u{feff}+++\r\nid = \"x\" # ü\r\n+++\r\nBody\r\n",
            "id",
            Some(&Value::text("y")),
            "\u{feff}+++\r\nid = \"y\" # ü\r\n+++\r\nBody\r\n",
        ),
        ("+++\nid = 'x'\n+++", "gone", None, "+++\nid = 'x'\n+++"),
    ] {
        assert_eq!(set(before, key, value, Format::Toml).as_deref(), Ok(after), "{before}");
    }
}

#[test]
fn what_cannot_be_edited_alone_is_refused() {
    let value = Value::text("x");
    for (text, key) in [
        ("+++\nid =\n+++\n", "id"),
        ("+++\n[[security]]\nid = \"CVE-2026-1\"\n+++\n", "security"),
        ("---\n{id: a, title: b}\n---\n", "id"),
        ("---\nid: &a b\ntitle: *a\n---\n", "id"),
        ("+++\nnever closed\n", "id"),
    ] {
        assert!(set(text, key, Some(&value), Format::Toml).is_err(), "{text}");
    }
}

#[test]
fn front_matter_is_written_as_the_neighbours_do() {
    let tree: Tree = [
        ("changelog/1.0.0/a.md", "---\n---\n"),
        ("changelog/1.0.0/b.md", "---\n---\n"),
        ("changelog/unreleased/a.md", "+++\n+++\n"),
        ("changelog/unreleased/b.md", "Bare.\n"),
    ]
    .map(|(path, text)| (SitePath::new(path).unwrap(), text.as_bytes().into()))
    .into_iter()
    .collect();
    for (path, format) in [
        ("changelog/1.0.0/new.md", Format::Yaml),
        ("changelog/unreleased/new.md", Format::Toml),
        ("roadmap/new.md", Format::Yaml),
    ] {
        assert_eq!(habit(&tree, &SitePath::new(path).unwrap()), format, "{path}");
    }
    assert_eq!(habit(&Tree::new(), &SitePath::new("roadmap/new.md").unwrap()), Format::Toml);
}
