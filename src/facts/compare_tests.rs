//! Comparisons of versions, as readers of a changelog would ask for them.

use super::compare::{Note, Section, compare, groups};
use super::line::Line;
use super::typed::{Found, find};
use crate::build::{Output, built};
use crate::model::Site;

/// The releases of a small product, with a pre-release, a withdrawn one, and a thing that came and went.
const LIFE: [(&str, &str); 13] = [
    ("changelog/1.8.0.md", "---\ndate: 2026-01-01\n---\n## Added\n\n- Search\n"),
    ("changelog/1.9.0/sync.md", "---\ntype: added\n---\nSync through the cloud\n"),
    ("changelog/1.9.0/release.md", "---\ndate: 2026-02-01\n---\n"),
    (
        "changelog/1.10.0/release.md",
        "---\ndate: 2026-03-01\ntitle: Heron\nyanked: {reason: It forgets., use: 1.10.1}\n---\n",
    ),
    ("changelog/1.10.0/maps.md", "---\ntype: added\n---\nMaps\n"),
    ("changelog/1.10.1.md", "---\ndate: 2026-03-02\n---\n## Fixed\n\n- It remembers\n"),
    ("changelog/1.10.1/maps-crash.md", "---\ntype: fixed\nintroduced_in: 1.10.0\n---\nMaps no longer crash\n"),
    (
        "changelog/2.0.0-rc.1.md",
        "---\ndate: 2026-04-01\n---\n## Added\n\n- Groups\n\n## Changed\n\n- **Breaking:** a new format\n",
    ),
    ("changelog/2.0.0/release.md", "---\ndate: 2026-05-01\n---\n## Added\n\n- Groups.\n- Roles\n"),
    ("changelog/2.0.0/no-sync.md", "---\ntype: removed\nreverts: sync\n---\nSync is gone\n"),
    ("changelog/2.1.0/roles.md", "---\ntype: removed\n---\nRoles\n"),
    ("changelog/2.1.0/sync-again.md", "---\ntype: changed\nreverts: [no-sync]\n---\nSync is back\n"),
    ("changelog/2.1.0/release.md", "---\ndate: 2026-06-01\n---\n"),
];

fn line(output: &Output) -> (&Site, Line) {
    let site = output.site();
    (site, Line::of(site, 0))
}

fn stop(site: &Site, line: &Line, version: &str) -> usize {
    match find(site, line, version) {
        Found::Is(stop) => stop,
        other => panic!("{version}: {other:?}"),
    }
}

/// What is left, and what was folded away, each with the version that brings it.
fn told(from: &str, to: &str) -> (Vec<String>, Vec<String>) {
    let output = built(&LIFE);
    let (site, line) = line(&output);
    let comparison = compare(&line, stop(site, &line, from), stop(site, &line, to));
    let of = |folded: bool| {
        let kept = comparison.changes.iter().filter(|it| it.is_folded == folded);
        kept.map(|it| format!("{} {}", line.release(site, it.stop).version, line.says(site, it.change))).collect()
    };
    (of(false), of(true))
}

#[test]
fn what_is_left_in_the_end_is_told_and_the_rest_is_folded() {
    type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);
    let rows: [Row; 8] = [
        ("1.8.0", "1.9.0", &["1.9.0 Sync through the cloud"], &[]),
        // A withdrawn version's changes come with the one after it, and what it broke was never there.
        ("1.9.0", "1.10.1", &["1.10.1 Maps", "1.10.1 It remembers"], &["1.10.1 Maps no longer crash"]),
        // Who is on it has the fault.
        ("1.10.0", "1.10.1", &["1.10.1 It remembers", "1.10.1 Maps no longer crash"], &[]),
        // To go to it leads past it.
        ("1.9.0", "1.10.0", &["1.10.1 Maps", "1.10.1 It remembers"], &["1.10.1 Maps no longer crash"]),
        // A pre-release comes with its final release, each thing once.
        (
            "1.10.1",
            "2.0.0",
            &["2.0.0 a new format", "2.0.0 Groups.", "2.0.0 Roles", "2.0.0 Sync is gone"],
            &["2.0.0 Groups"],
        ),
        ("1.10.1", "2.0.0-rc.1", &["2.0.0-rc.1 Groups", "2.0.0-rc.1 a new format"], &[]),
        // What came and went: both go.
        (
            "1.8.0",
            "2.0.0",
            &["1.10.1 Maps", "1.10.1 It remembers", "2.0.0 a new format", "2.0.0 Groups.", "2.0.0 Roles"],
            &["1.9.0 Sync through the cloud", "1.10.1 Maps no longer crash", "2.0.0 Groups", "2.0.0 Sync is gone"],
        ),
        // What went and came back stays what it was.
        (
            "1.8.0",
            "2.1.0",
            &[
                "1.9.0 Sync through the cloud",
                "1.10.1 Maps",
                "1.10.1 It remembers",
                "2.0.0 a new format",
                "2.0.0 Groups.",
            ],
            &[
                "1.10.1 Maps no longer crash",
                "2.0.0 Groups",
                "2.0.0 Roles",
                "2.0.0 Sync is gone",
                "2.1.0 Sync is back",
                "2.1.0 Roles",
            ],
        ),
    ];
    for (from, to, left, folded) in rows {
        let (mut told_left, mut told_folded) = told(from, to);
        let sorted = |list: &mut Vec<String>| list.sort();
        sorted(&mut told_left);
        sorted(&mut told_folded);
        let mut expected = [left, folded].map(|list| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        expected.iter_mut().for_each(sorted);
        assert_eq!([told_left, told_folded], expected, "{from} to {to}");
    }
}

#[test]
fn what_several_tell_on_the_way_to_a_final_release_is_told_once() {
    let output = built(&[
        ("changelog/1.0.0.md", "- a\n"),
        ("changelog/2.0.0-rc.1.md", "## Added\n\n- Groups\n"),
        ("changelog/2.0.0-rc.2.md", "## Added\n\n- Groups\n- Groups\n"),
        ("changelog/2.0.0.md", "---\nyanked: true\n---\n## Added\n\n- Groups!\n"),
        ("changelog/2.0.1.md", "## Fixed\n\n- It starts\n"),
    ]);
    let (site, line) = line(&output);
    let left = |from: &str, to: &str| -> Vec<&str> {
        let comparison = compare(&line, stop(site, &line, from), stop(site, &line, to));
        comparison.changes.iter().filter(|it| !it.is_folded).map(|it| line.says(site, it.change)).collect()
    };
    assert_eq!(left("1.0.0", "2.0.1"), ["Groups!", "It starts"]);
    // One release that says it twice means two things.
    assert_eq!(left("1.0.0", "2.0.0-rc.2"), ["Groups", "Groups"]);
}

#[test]
fn the_way_back_lists_what_goes_away() {
    assert_eq!(told("2.0.0", "1.9.0"), told("1.9.0", "2.0.0"));
    let output = built(&LIFE);
    let (site, line) = line(&output);
    let back = compare(&line, stop(site, &line, "2.0.0"), stop(site, &line, "1.9.0"));
    assert!(back.is_back && back.low < back.high);
    let nothing = compare(&line, 1, 1);
    assert!(nothing.changes.is_empty() && nothing.notes.is_empty());
}

#[test]
fn withdrawn_versions_are_noted() {
    let output = built(&LIFE);
    let (site, line) = line(&output);
    let at = |version| stop(site, &line, version);
    let (bad, good) = (at("1.10.0"), at("1.10.1"));
    for (from, to, notes) in [
        ("1.9.0", "2.0.0", vec![Note::Passed(vec![bad])]),
        ("1.9.0", "1.10.0", vec![Note::Replaced { asked: bad, used: good }]),
        ("1.10.0", "2.0.0", vec![Note::OnWithdrawn(bad)]),
        ("1.10.1", "2.0.0", vec![]),
    ] {
        assert_eq!(compare(&line, at(from), at(to)).notes, notes, "{from} to {to}");
    }
}

/// The table that the browser's tests hold the script against, too.
const TYPED: &str = include_str!("../../tests/browser/typed.json");

#[test]
fn what_is_typed_is_found_or_something_near_it() {
    let table: serde_json::Value = serde_json::from_str(TYPED).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut seen = 0;
    for row in table["lines"].as_array().unwrap() {
        let file = |(at, it): (usize, &serde_json::Value)| {
            let title = it["title"].as_str().map(|title| format!("title: {title}\n")).unwrap_or_default();
            let yanked = if it["withdrawn"] == true { "yanked: true\n" } else { "" };
            let text = format!(
                "---\nversion: \"{}\"\ndate: 2026-01-{:02}\n{title}{yanked}---\n- x\n",
                text(&it["version"]),
                at + 1
            );
            (format!("changelog/r{at}/release.md"), text)
        };
        let files: Vec<(String, String)> = row["versions"].as_array().unwrap().iter().enumerate().map(file).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let output = built(&files);
        let (site, line) = line(&output);
        assert_eq!(line.stops.len(), files.len());
        for typed in row["typed"].as_array().unwrap() {
            let (kind, stops) = match find(site, &line, &text(&typed[0])) {
                Found::Is(stop) => ("is", vec![stop]),
                Found::Newest(stop) => ("newest", vec![stop]),
                Found::Between(below, above) => ("between", vec![below, above]),
                Found::Near(stop) => ("near", vec![stop]),
                Found::Nothing => ("nothing", vec![]),
            };
            let names: Vec<&str> = stops.iter().map(|&stop| line.release(site, stop).version.as_str()).collect();
            assert_eq!((kind, names.join(" ")), (text(&typed[1]).as_str(), text(&typed[2])), "{}", typed[0]);
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen} rows");
}

#[test]
fn what_must_be_done_stands_first_and_the_oldest_of_it_at_the_top() {
    let output = built(&[
        (
            "tidings.toml",
            "title = \"A\"\nbase_url = \"https://a.example\"\n[components.maps]\nname = \"Maps\"\n[components.api]\nname = \"API\"\n",
        ),
        ("changelog/1.0.0.md", "- first\n"),
        ("changelog/2.0.0/a.md", "---\ntype: fixed\ncomponents: [api]\n---\nfix of the API\n"),
        ("changelog/2.0.0/b.md", "---\ntype: fixed\n---\nfix of nothing\n"),
        ("changelog/2.0.0/c.md", "---\ntype: changed\nbreaking: true\n---\nbreaks 2\n"),
        ("changelog/2.0.0/d.md", "---\ntype: changed\ndeprecates: [old]\n---\nold is deprecated\n"),
        (
            "changelog/3.0.0.md",
            "## Fixed\n\n- CVE-2026-1234: closed\n- **Breaking:** breaks 3\n\n## Migration\n\nDo it.\n",
        ),
        ("changelog/3.0.0/e.md", "---\ntype: fixed\ncomponents: [maps]\n---\nfix of maps\n"),
    ]);
    let (site, line) = line(&output);
    let groups = groups(site, &line, &compare(&line, 0, 2).changes);
    let lines: Vec<String> = groups
        .iter()
        .flat_map(|group| {
            group.parts.iter().map(|(component, changes)| {
                let says: Vec<&str> = changes.iter().map(|it| line.says(site, it.change)).collect();
                let name = match group.section {
                    Section::Action => "action",
                    Section::Security => "security",
                    Section::Deprecated => "deprecated",
                    Section::Kind(id) => id,
                };
                format!("{name} {}: {}", component.unwrap_or("-"), says.join(", "))
            })
        })
        .collect();
    assert_eq!(
        lines,
        [
            "action -: breaks 2, , breaks 3",
            "security -: CVE-2026-1234: closed",
            "deprecated -: old is deprecated",
            "fixed maps: fix of maps",
            "fixed api: fix of the API",
            "fixed -: fix of nothing",
        ]
    );
}

#[test]
fn who_is_exposed_is_told_until_when() {
    let note = "---\ntype: security\nsecurity:\n  - {id: CVE-2026-1234, affected: ['>= 1.1, < 1.1.2', '>= 2.0, < 2.1'], fixed: [1.1.2, 2.1.0]}\n---\nA hole\n";
    let output = built(&[
        ("changelog/1.0.0.md", "- a\n"),
        ("changelog/1.1.0.md", "- b\n"),
        ("changelog/1.1.2.md", "- c\n"),
        ("changelog/2.0.0.md", "- d\n"),
        ("changelog/2.1.0-rc.1.md", "- e\n"),
        ("changelog/2.1.0/hole.md", note),
    ]);
    let (site, line) = line(&output);
    let advisories = super::advisories::advisories(site);
    let exposures = super::exposure::exposures(site, &line, &advisories);
    let told: Vec<_> =
        (0..line.stops.len()).map(|at| exposures[0].is_at(at).then(|| exposures[0].until(&line, at))).collect();
    assert_eq!(told, [None, Some(Some(2)), None, Some(Some(5)), Some(Some(5)), None]);
}

#[test]
fn what_ends_is_known_before_and_after() {
    let output = built(&[
        (
            "changelog/1.0.0/a.md",
            "---\ntype: deprecated\ndeprecates:\n  - {what: x, removed_in: '2'}\n  - {what: y, removed_in: 4.0.0}\n  - {what: z}\n---\nx, y and z\n",
        ),
        ("changelog/1.0.0/b.md", "---\ntype: deprecated\ndeprecates: [{what: '`w`', removed_in: 3.0.0}]\n---\nw\n"),
        ("changelog/1.1.0.md", "## Removed\n\n- `w`\n"),
        ("changelog/2.0.0.md", "- more\n"),
    ]);
    let (site, line) = line(&output);
    let names = |keep: &dyn Fn(&super::endings::Ending) -> bool| -> Vec<String> {
        line.endings.iter().filter(|it| keep(it)).map(|it| it.deprecation(site).what.clone()).collect()
    };
    assert_eq!(names(&|it| it.is_gone_between(site, &line, 1, 2)), ["x"]);
    assert_eq!(names(&|it| it.is_gone_between(site, &line, 0, 1)), ["`w`"]);
    assert_eq!(names(&|it| it.is_next_at(site, 1)), ["x", "y"]);
    assert_eq!(names(&|it| it.is_next_at(site, 2)), ["y"]);
}

#[test]
fn what_ended_before_today_does_not_go_next() {
    let output = built(&[
        ("changelog/1.0.0.md", "---\ndate: 2026-01-01\n---\n- a\n"),
        (
            "changelog/1.1.0/a.md",
            "---\ntype: deprecated\ndeprecates: [{what: x, sunset: 2026-03-01}, {what: y, sunset: 2199-01-01}]\n---\nx and y\n",
        ),
        ("changelog/1.1.0/release.md", "---\ndate: 2026-02-01\n---\n"),
        ("changelog/1.2.0.md", "---\ndate: 2026-04-01\n---\n- b\n"),
        ("changelog/1.3.0.md", "---\ndate: 2026-05-01\n---\n- c\n"),
    ]);
    let (site, line) = line(&output);
    let names = |keep: &dyn Fn(&super::endings::Ending) -> bool| -> Vec<String> {
        line.endings.iter().filter(|it| keep(it)).map(|it| it.deprecation(site).what.clone()).collect()
    };
    assert_eq!(names(&|it| it.is_next_at(site, 3)), ["y"]);
    for (low, high, gone) in [(0, 3, &["x"][..]), (1, 2, &["x"]), (2, 3, &[])] {
        assert_eq!(names(&|it| it.is_gone_between(site, &line, low, high)), gone, "{low} to {high}");
    }
}
