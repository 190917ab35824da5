//! Advisories, deprecations and support of small sites, as readers would ask for them.

use super::advisories::{Verdict, advisories};
use super::deprecations::farewells;
use super::line::Line;
use super::support::{Reason, State, Support};
use crate::build::{Output, built};
use crate::model::{Site, Version};

/// Far in the past and far in the future of every build.
const OVER: &str = "2001-01-31";
const AHEAD: &str = "9000-12-31";

fn release(date: &str, more: &str) -> String {
    format!("---\ndate: {date}\n{more}\n---\n")
}

fn site_of(files: &[(String, String)]) -> Output {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    built(&files)
}

fn releases(rows: &[(&str, &str)]) -> Output {
    let day = |at: usize| format!("2000-01-{:02}", at + 1);
    let file = |(at, (version, more)): (usize, &(&str, &str))| {
        (format!("changelog/{version}/release.md"), release(&day(at), more))
    };
    site_of(&rows.iter().enumerate().map(file).collect::<Vec<_>>())
}

/// `version reason instead` of each release that is not the one to use, newest first.
fn advised(site: &Site) -> Vec<String> {
    let support = Support::of(site);
    let told = site.releases.iter().enumerate().filter_map(|(ix, release)| {
        let advice = support.advice(ix)?;
        let reason = match advice.reason {
            Reason::Yanked => "yanked",
            Reason::Unsupported(_) => "ended",
            Reason::Prerelease => "pre",
        };
        let instead = advice.instead.map_or("-".to_owned(), |ix| site.releases[ix].version.to_string());
        Some(format!("{} {reason} {instead}", release.version))
    });
    told.collect()
}

#[test]
fn a_release_that_is_not_the_one_to_use_names_the_one_that_is() {
    let (over, ahead) = (format!("support_until: {OVER}"), format!("support_until: {AHEAD}"));
    let output = releases(&[
        ("1.0.0", &over),
        ("1.1.0", ""),
        ("2.0.0-rc.1", ""),
        ("2.0.0", &ahead),
        ("2.0.1", "yanked: true"),
        ("2.1.0", "yanked: {reason: Broken, use: 2.0.0}"),
        ("3.0.0-beta.1", ""),
    ]);
    assert_eq!(
        advised(output.site()),
        [
            "3.0.0-beta.1 pre 2.0.0",
            "2.1.0 yanked 2.0.0",
            "2.0.1 yanked 2.0.0",
            "2.0.0-rc.1 pre 2.0.0",
            "1.1.0 ended 2.0.0",
            "1.0.0 ended 2.0.0",
        ]
    );
    assert_eq!(advised(releases(&[("1.0.0", &over)]).site()), ["1.0.0 ended -"]);
    assert_eq!(advised(releases(&[("1.0.0", "")]).site()), Vec::<String>::new());
}

#[test]
fn pages_comparisons_and_data_lead_from_a_withdrawn_release_to_the_same_one() {
    let yanked = "yanked: true";
    for (rows, instead) in [
        // The newest of its line, be it later, earlier, or neither the next nor the newest of all.
        (&[("1.0.0", ""), ("2.0.0", yanked), ("2.0.1", ""), ("2.1.0", ""), ("3.0.0", "")][..], "2.1.0"),
        (&[("1.0.0", ""), ("2.0.0", ""), ("2.0.1", yanked), ("3.0.0", "")], "2.0.0"),
        // Without one in its line the newest of all.
        (&[("1.0.0", ""), ("2.0.0", yanked), ("3.0.0", ""), ("3.1.0", "")], "3.1.0"),
        (&[("1.0.0", ""), ("2.0.0", yanked), ("2.0.1-rc.1", "")], "1.0.0"),
        // What its author named, unless that was withdrawn too.
        (&[("1.0.0", ""), ("2.0.0", "yanked: {use: 1.0.0}"), ("2.0.1", "")], "1.0.0"),
        (&[("1.0.0", ""), ("2.0.0", "yanked: {use: 2.0.1}"), ("2.0.1", yanked)], "1.0.0"),
        // One that is supported, while there is one.
        (&[("1.0.0", "support_until: 2001-01-31"), ("1.0.1", yanked), ("2.0.0", "")], "2.0.0"),
        (&[("1.0.0", "support_until: 2001-01-31"), ("1.0.1", yanked)], "1.0.0"),
        (&[("1.0.0", yanked), ("1.0.1-rc.1", "")], "-"),
    ] {
        let output = releases(rows);
        let (site, line) = (output.site(), Line::of(output.site(), 0));
        let at = rows.iter().position(|(_, more)| more.contains("yanked")).unwrap();
        let version = rows[at].0;
        let led = line.stops[at].instead.map_or("-", |stop| line.release(site, stop).version.as_str());
        assert_eq!((line.release(site, at).version.as_str(), led), (version, instead), "{rows:?}");
        assert!(advised(site).contains(&format!("{version} yanked {instead}")), "{rows:?}: {:?}", advised(site));
        let data = &line.release(site, at).data_address()[1..];
        let data: serde_json::Value = serde_json::from_str(&crate::build::text_of(&output, data).unwrap()).unwrap();
        assert_eq!(data["release"]["yanked"]["use"].as_str().unwrap_or("-"), instead, "{rows:?}");
    }
}

#[test]
fn lines_are_as_fine_as_what_is_said_of_them() {
    let (over, ahead) = (format!("support_until: {OVER}"), format!("support_until: {AHEAD}"));
    for (rows, lines) in [
        (&[("1.0.0", over.as_str()), ("1.4.0", ""), ("2.0.0", "")][..], &["2.x Supported", "1.x Ended"][..]),
        (&[("0.1.0", ""), ("0.2.0", ""), ("1.0.0", "lts: true")], &["1.x Supported", "0.2 Unstated", "0.1 Unstated"]),
        (&[("2.0.0", ahead.as_str()), ("2.1.0", over.as_str())], &["2.1 Ended", "2.0 Supported"]),
        (&[("2025.12", over.as_str()), ("2026.1", "")], &["2026.x Supported", "2025.x Ended"]),
        (&[("1.0.0", ""), ("2.0.0", "")], &[]),
        (&[("1.0.0", ahead.as_str()), ("2.0.0-rc.1", "")], &["1.x Supported"]),
    ] {
        let output = releases(rows);
        let support = Support::of(output.site());
        let found: Vec<String> =
            support.lines.iter().flatten().map(|line| format!("{} {:?}", line.name, line.state)).collect();
        assert_eq!(found, lines, "{rows:?}");
        assert_eq!(support.is_stated(), !lines.is_empty());
    }
    assert_eq!(State::Ended.name(), "ended");
}

#[test]
fn a_line_is_supported_to_the_end_of_its_day_and_the_site_changes_then() {
    let ahead = format!("support_until: {AHEAD}");
    let output = releases(&[("1.0.0", &ahead)]);
    assert_eq!(output.summary().next_change.map(|date| date.rfc3339()).as_deref(), Some("9001-01-01T00:00:00Z"));
}

#[test]
fn what_ends_soonest_comes_first_and_what_is_gone_last() {
    let entry = |body: &str| format!("---\ntype: deprecated\n{body}\n---\nIt goes.\n");
    let file = |path: &str, text: String| (path.to_owned(), text);
    let output = site_of(&[
        file("changelog/1.0.0/release.md", release("2000-01-01", "")),
        file("changelog/1.0.0/a.md", entry("deprecates: [{what: A, removed_in: '2.0'}]")),
        file("changelog/1.0.0/b.md", entry(&format!("deprecates: [{{what: B, sunset: {AHEAD}}}]"))),
        file("changelog/1.0.0/c.md", entry("deprecates: [{what: C, removed_in: '3.0'}]")),
        file("changelog/1.0.0/d.md", entry(&format!("deprecates: [{{what: D, sunset: {OVER}}}]"))),
        file("changelog/2.0.0-rc.1/release.md", release("2000-02-01", "")),
        file("changelog/2.0.0/release.md", release("2000-03-01", "yanked: true")),
        file("changelog/2.0.1/release.md", release("2000-03-02", "")),
        file("changelog/unreleased/e.md", entry("deprecates: [{what: E}]")),
        file("changelog/1.0.0/f.md", entry("deprecates: [{what: The `F` export}, {what: '?'}]")),
        file("changelog/1.0.0/g.md", entry("deprecates: [{what: G, removed_in: '3.0'}]")),
        file("changelog/0.9.0.md", "## Removed\n\n- The F export\n".to_owned()),
        file("changelog/2.0.0-rc.1/f.md", "---\ntype: removed\n---\nThe `F` export.\n".to_owned()),
        file("changelog/2.0.1/g.md", "---\ntitle: G\ntype: removed\n---\nIt is gone.\n".to_owned()),
        file("changelog/2.0.1/c.md", "---\ntitle: C of Windows\ntype: removed\n---\n".to_owned()),
        file("changelog/2.0.1/h.md", "---\ntype: removed\n---\n`!!!`\n".to_owned()),
    ]);
    let site = output.site();
    let told: Vec<String> = farewells(site)
        .iter()
        .map(|it| {
            let by = it.removed_by.map_or("-".to_owned(), |ix| site.releases[ix].version.to_string());
            format!("{} {} {by}", it.what, if it.is_gone { "gone" } else { "there" })
        })
        .collect();
    assert_eq!(
        told,
        [
            "B there -",
            "C there -",
            "? there -",
            "A gone 2.0.1",
            "D gone -",
            "The `F` export gone 2.0.1",
            "G gone 2.0.1"
        ]
    );
}

#[test]
fn entries_of_one_id_are_one_advisory() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let output = site_of(&[
        file(
            "changelog/2.3.1/flaw.md",
            "---\ntitle: A flaw\ntype: security\nsecurity:\n  id: [CVE-2026-1001, GHSA-a-b-c]\n  cvss: '7.5'\n  affected: '>= 2.0'\n  fixed: [1.9.5, 2.3.1]\n---\nIt leaked.\n",
        ),
        file("changelog/2.3.1/release.md", &release("2000-03-01", "")),
        file("changelog/1.9.5.md", "---\ndate: 2000-02-01\n---\n## Security\n\n- CVE-2026-1001: it leaked.\n"),
        file("changelog/1.9.4.md", "---\ndate: 2000-01-01\n---\n## Security\n\n- CVE-2026-1002: it broke.\n"),
        file("changelog/unreleased/secret.md", "---\ntype: security\nsecurity: {id: CVE-2026-1003}\n---\nNot yet.\n"),
    ]);
    let found = advisories(output.site());
    let [first, second] = &found[..] else { panic!("{found:?}") };
    assert_eq!((first.id.as_deref(), &first.aliases[..]), (Some("CVE-2026-1001"), &["GHSA-a-b-c".to_owned()][..]));
    assert_eq!((first.severity.as_deref(), first.title.as_str()), (Some("high"), "A flaw"));
    assert_eq!((first.entries.len(), first.releases.len()), (1, 1));
    let verdict = |version| first.affected[0].verdict(&Version::new(version));
    assert_eq!(verdict("2.3.0"), Verdict::Affected);
    assert_eq!(verdict("1.9.4"), Verdict::Unaffected);
    // Only its release tells of it, which then has the fix.
    assert_eq!((second.id.as_deref(), second.title.as_str()), (Some("CVE-2026-1002"), "It broke."));
    let verdict = |version| second.affected[0].verdict(&Version::new(version));
    assert_eq!((verdict("1.9.3"), verdict("1.9.4")), (Verdict::Unsure, Verdict::Unaffected));
}

#[test]
fn the_page_of_what_ends_shows_no_other_change_of_its_releases() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let output = site_of(&[file(
        "changelog/1.0.0.md",
        "---\ndate: 2000-01-01\n---\n## Deprecated\n\n- Old maps\n\n## Added\n\n- New maps\n",
    )]);
    let page = crate::build::text_of(&output, "deprecations/index.html").unwrap();
    assert!(page.contains("Old maps") && !page.contains("New maps"));
}

#[test]
fn advisories_stand_by_day_then_by_severity() {
    let note = |id: &str, said: &str| format!("[[security]]\nid = \"{id}\"\n{said}\n");
    let several = [
        note("CVE-2026-5", "severity = \"medium\""),
        note("CVE-2026-4", ""),
        note("CVE-2026-1", "cvss = \"9.8\""),
        note("CVE-2026-2", "severity = \"high\""),
        note("CVE-2026-3", "cvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\""),
    ];
    let entry = |date: &str, notes: &str| format!("+++\ndate = {date}\nversion = \"2.0.0\"\n{notes}+++\nText.\n");
    let output = site_of(&[
        ("changelog/2.0.0/a.md".to_owned(), entry("2000-01-02T08:00:00Z", &several.concat())),
        // Later on the same day: what matters most stands first all the same.
        ("changelog/2.0.0/b.md".to_owned(), entry("2000-01-02T20:00:00Z", &note("CVE-2026-7", "severity = \"low\""))),
        ("changelog/2.0.0/c.md".to_owned(), entry("2000-01-03", &note("CVE-2026-6", ""))),
    ]);
    let ids: Vec<String> = advisories(output.site()).into_iter().filter_map(|advisory| advisory.id).collect();
    let expected = ["6", "1", "3", "2", "5", "7", "4"].map(|number| format!("CVE-2026-{number}"));
    assert_eq!(ids, expected);
}

#[test]
fn a_summary_that_repeats_the_title_is_said_once() {
    for (title, summary, details) in
        [("A hole", "a hole.", None), ("A hole", "Files leak.", Some("Files leak.")), ("A hole", "", None)]
    {
        let text = format!(
            "+++\ntitle = \"{title}\"\nsummary = \"{summary}\"\ndate = 2000-01-01\n[[security]]\nid = \"CVE-2026-1\"\n+++\n"
        );
        let output = site_of(&[("changelog/1.0.0/a.md".to_owned(), text)]);
        let advisories = advisories(output.site());
        assert_eq!(advisories.first().map(|it| it.details()), Some(details), "{summary}");
    }
}
