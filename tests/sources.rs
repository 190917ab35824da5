//! `[[sources]]`: a site that is made from what other tools wrote, read in place.

use std::process::Stdio;

use crate::site::{CONFIG, NOW, Ran, Site, holding, run, tidings};

const CHANGELOG: &str = "\
# Changelog

All notable changes are told here.

## [Unreleased]

### Added

- Offline maps.

## [1.1.0] - 2026-03-04

### Added

- Search by [name](docs/search.md).

### Fixed

- The list no longer jumps.

## [1.0.0] - 2026-01-02

### Changed

- Everything is new.

[1.1.0]: https://github.com/acme/acme/compare/v1.0.0...v1.1.0
";

/// A configuration with these sources: a format and a path each.
fn config(sources: &[(&str, &str)]) -> String {
    let source = |(from, path): &(&str, &str)| format!("[[sources]]\nfrom = \"{from}\"\npath = \"{path}\"\n");
    let sources: String = sources.iter().map(source).collect();
    format!("{CONFIG}repository = \"https://github.com/acme/acme\"\n{sources}")
}

/// A folder with CHANGELOG.md, and beside it a site that is nothing but its configuration.
fn site() -> Site {
    let site = Site::new();
    site.write("tidings.toml", config(&[("changelog", "../CHANGELOG.md")]));
    site.write("../CHANGELOG.md", CHANGELOG);
    site
}

fn command(site: &Site, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.args(arguments).current_dir(site.root()).stdin(Stdio::null());
    run(command.env("SOURCE_DATE_EPOCH", "1781524800"))
}

#[test]
fn a_changelog_is_a_whole_site() {
    let site = site();
    let ran = site.build_with(&["--now", NOW, "--strict"]);
    ran.is_fine();
    assert_eq!(ran.stderr, "");
    assert!(site.page("index.html").contains("The list no longer jumps."));
    assert!(site.page("unreleased/index.html").contains("Offline maps."));
    let release = site.page("releases/1.1.0/index.html");
    assert!(release.contains("href=\"https://github.com/acme/acme/blob/HEAD/docs/search.md\""), "{release}");
    assert!(site.page("atom.xml").contains("<id>tag:acme.example,2026:releases/1.1.0</id>"));
    assert!(site.page("compare/index.html").contains("1.0.0"));
    assert!(site.page("since/1.0.0/index.html").contains("Search by"));
    assert!(!site.root().join("changelog").exists(), "nothing is written beside the site");
    let exported = command(&site, &["export", "changelog"]);
    assert!(exported.is_fine().stdout.contains("## [1.1.0] - 2026-03-04\n\n### Added\n\n- Search by [name]"));
}

#[test]
fn what_is_read_in_place_is_what_an_import_makes() {
    let releases = r#"[{"tag_name": "v2.0.0", "published_at": "2026-02-03T10:00:00Z", "body": "- All of it"},
        {"tag_name": "v2.1.0", "draft": true, "created_at": "2026-05-03T10:00:00Z", "body": "- not yet said"}]"#;
    let feed = "<rss version=\"2.0\"><channel><title>A</title><item><title>Maps</title><link>https://a.example/m</link>\
        <pubDate>Tue, 05 May 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Maps &amp;amp; more.&lt;/p&gt;</description>\
        </item></channel></rss>";
    for (from, path, files_of) in [
        ("changelog", "../CHANGELOG.md", vec![("../CHANGELOG.md", CHANGELOG)]),
        ("github", "../releases.json", vec![("../releases.json", releases)]),
        ("feed", "data/feed.xml", vec![("data/feed.xml", feed)]),
        ("csv", "../c.csv", vec![("../c.csv", "title,date,type\nMaps,2026-05-04,added\nMaps,2026-05-04,fixed\n")]),
        (
            "changesets",
            "../.changeset",
            vec![
                ("../.changeset/quick-fox.md", "---\n\"acme\": minor\n---\n\nMaps for all.\n"),
                ("../.changeset/slow-dog.md", "---\n\"acme\": patch\n---\n\nNo more crash.\n"),
                ("../.changeset/README.md", "# Changesets\n\nHow to.\n"),
                ("../.changeset/config.json", "{}"),
            ],
        ),
        (
            "towncrier",
            "../changelog.d",
            vec![("../changelog.d/12.feature.md", "Maps.\n"), ("../changelog.d/.gitignore", "!.gitignore\n")],
        ),
        ("scriv", "../changelog.d", vec![("../changelog.d/20260504_101010_ada.md", "### Added\n\n- Maps.\n")]),
    ] {
        let (here, there) = (Site::new(), Site::new());
        for site in [&here, &there] {
            files_of.iter().for_each(|(path, text)| _ = site.write(path, text));
        }
        here.write("tidings.toml", config(&[(from, path)]));
        there.write("tidings.toml", config(&[]));
        command(&there, &["import", from, path]).is_fine();
        assert!(there.root().join("changelog").exists(), "{from} was imported");
        let (read, imported) = (here.built(), there.built());
        let differing: Vec<&String> = read.keys().filter(|path| imported.get(*path) != read.get(*path)).collect();
        assert_eq!((differing, read.len()), (Vec::new(), imported.len()), "{from}");
        assert!(holding(&read, "not yet said").is_empty(), "drafts are for nobody");
    }
}

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    for (sources, files_of, said) in [
        (
            &[("changelog", "../CHANGLOG.md")][..],
            &[("../CHANGELOG.md", CHANGELOG)][..],
            &["error[missing-source]: there is no ../CHANGLOG.md", "tidings.toml:6:8", "did you mean `CHANGELOG.md`?"]
                [..],
        ),
        (
            &[("changelg", "../CHANGELOG.md")],
            &[("../CHANGELOG.md", CHANGELOG)],
            &[
                "error[unknown-format]: no source is written as `changelg`",
                "tidings.toml:5:8",
                "did you mean `changelog`?",
            ],
        ),
        (
            &[("github", "../releases.json")],
            &[("../releases.json", "[{\"tag_name\": \"v1\",\n}]")],
            &["error[import-syntax]: this is no JSON", "/releases.json:2:1", "}]"],
        ),
        (
            &[("changelog", "../CHANGELOG.md")],
            &[(
                "../CHANGELOG.md",
                "# Changelog\n\n## [1.0.0] - 2026-01-02\n\n### Added\n\n- [Map](#map) and <a href=\"x.png\">b</a>.\n",
            )],
            &["error[dangling-link]: there is no file `x.png`", "/CHANGELOG.md:7:28", "7 | - [Map]"],
        ),
        (
            &[("changelog", "../CHANGELOG.md"), ("github", "../releases.json")],
            &[("../CHANGELOG.md", CHANGELOG), ("../releases.json", "[{\"tag_name\": \"v1.1.0\", \"body\": \"- a\"}]")],
            &[
                "warning[told-by-two-sources]: ../releases.json tells of 1.1.0, and so does ../CHANGELOG.md, which counts",
                "/releases.json:1:15",
                "/CHANGELOG.md:11:1",
            ],
        ),
        (
            &[("csv", "../c.csv")],
            &[("../c.csv", "title,date\na,2026-13-01\nb,2026-13-02\nc,2026-13-03\n")],
            &["(2 more like this in ../c.csv)", "/c.csv:2:", "`tidings import csv ../c.csv --dry-run` shows all"],
        ),
        (&[("changelog", "../CHANGELOG.md")], &[("../CHANGELOG.md", "# Changelog\n")], &["warning[nothing-to-import]"]),
        (&[("towncrier", "../changelog.d")], &[], &["warning[missing-source]: there is no ../changelog.d"]),
        (&[("towncrier", "..")], &[], &["error[invalid-path]: `..` is no path of a file or folder"]),
        (&[("commits", "v1.0.0..HEAD")], &[], &["what git tells is not read while a site is built"]),
    ] {
        let site = Site::new();
        site.write("tidings.toml", config(sources));
        files_of.iter().for_each(|(path, text)| _ = site.write(path, text));
        let ran = site.build();
        said.iter().for_each(|words| _ = ran.says(words));
        assert_eq!(ran.code, i32::from(said[0].starts_with("error") || said[0].starts_with("what")), "{}", ran.stderr);
        assert!(!ran.stderr.contains("site/changelog/"), "no file that is on no disk is named:\n{}", ran.stderr);
    }
}
