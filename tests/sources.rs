//! `[[sources]]`: a site that is made from what other tools wrote, read in place.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use crate::served::Served;
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
            &[("changelog", "../CHANGELOG.md"), ("changelog", "../CHANGELOG.md")],
            &[("../CHANGELOG.md", CHANGELOG)],
            &["warning[told-by-two-sources]: ../CHANGELOG.md tells of unreleased, 1.1.0, 1.0.0, and so does"],
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

#[test]
fn nothing_out_of_reach_is_read() {
    type Lay = fn(&Site);
    const ELSEWHERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let around = Site::new();
    let around = format!("../../{}", around.root().parent().unwrap().file_name().unwrap().to_string_lossy());
    let cases: [(&str, &str, Lay); 6] = [
        ("link.csv", "leads out of the repository", |site| symlink(ELSEWHERE, site.root().join("link.csv")).unwrap()),
        ("../c.csv", "leads out of the repository", |site| {
            site.write("../c.csv", "title\nsecret\n").write(".git/HEAD", "");
        }),
        ("../.env", "is hidden", |site| _ = site.write("../.env", "title\nsecret\n")),
        ("../.git/config", "is hidden", |site| _ = site.write("../.git/config", "title\nsecret\n")),
        ("../site", "holds the site itself", |_| {}),
        (&around, "leads out of the repository", |_| {}),
    ];
    for (path, said, lay) in cases {
        let site = Site::new();
        site.write("tidings.toml", config(&[("csv", path)]));
        lay(&site);
        site.build().ends_with(1).says(said).says("tidings.toml:6:8").is_silent_on("dangling");
        assert!(!site.out().exists());
    }
}

#[test]
fn the_sites_own_files_count_more() {
    let site = site();
    site.write("changelog/1.1.0.md", "+++\ndate = 2026-03-04\n+++\n## Added\n\n- Written for readers.\n");
    site.write("changelog/1.0.0/more.md", "+++\ntype = \"added\"\n+++\nAnd one more.\n");
    site.write("roadmap/maps.md", "+++\ntitle = \"Maps\"\nstatus = \"planned\"\n+++\n");
    let ran = site.build_with(&["--now", NOW, "--strict"]);
    ran.is_fine().says("note[told-by-hand]: the site's own files tell of 1.1.0 in place of ../CHANGELOG.md");
    assert!(ran.stderr.contains("/CHANGELOG.md:11:1") && ran.stderr.contains("site/changelog/1.1.0.md"));
    let mine = site.page("releases/1.1.0/index.html");
    assert!(mine.contains("Written for readers.") && !mine.contains("The list no longer jumps."));
    let joined = site.page("releases/1.0.0/index.html");
    assert!(joined.contains("Everything is new.") && joined.contains("And one more."));
    assert!(site.page("roadmap/index.html").contains("Maps"));
}

#[test]
fn a_source_is_watched() {
    let site = site();
    let served = Served::start(&site.root(), &["--now", NOW]);
    served.shows("releases/1.0.0/", "Everything is new.");
    site.write("../CHANGELOG.md", CHANGELOG.replace("Everything is new.", "Nothing is old."));
    served.shows("releases/1.0.0/", "Nothing is old.");
    served.hears("../CHANGELOG.md: 1 file read, ");
    // As editors save: the new text under another name first.
    site.write("../CHANGELOG.md~", CHANGELOG.replace("Everything is new.", "Saved."));
    site.rename("../CHANGELOG.md~", "../CHANGELOG.md");
    served.shows("releases/1.0.0/", "Saved.");
    site.remove("../CHANGELOG.md");
    served.complains("there is no ../CHANGELOG.md");
    site.write("../CHANGELOG.md", CHANGELOG);
    served.shows("releases/1.0.0/", "Everything is new.");
    // What becomes a source later is watched from then on.
    site.write("tidings.toml", config(&[("changelog", "../CHANGELOG.md"), ("changesets", "../.changeset")]));
    served.complains("there is no ../.changeset");
    site.write("../.changeset/quick-fox.md", "---\n\"acme\": minor\n---\n\nFoxes run.\n");
    served.shows("unreleased/", "Foxes run.");
    site.write("../.changeset/slow-dog.md", "---\n\"acme\": minor\n---\n\nDogs walk.\n");
    served.shows("unreleased/", "Dogs walk.");
    site.remove("../.changeset/quick-fox.md");
    served.until("the fox is gone", || !served.page("unreleased/").contains("Foxes run."));
}

#[test]
fn an_unchanged_source_is_not_built_again() {
    let site = site();
    site.build().is_fine();
    let again = site.build();
    assert!(again.is_fine().stdout.starts_with("Unchanged: "), "{}", again.stdout);
    site.write("../CHANGELOG.md", CHANGELOG.replace("Everything", "Something!"));
    let edited = site.build();
    assert!(edited.is_fine().stdout.starts_with("Built "), "{}", edited.stdout);
    assert!(site.page("releases/1.0.0/index.html").contains("Something! is new."));
    site.remove("../CHANGELOG.md");
    site.build().ends_with(1).says("there is no ../CHANGELOG.md");
}

#[test]
fn commands_that_write_leave_a_source_alone() {
    let site = site();
    let before = fs::read(site.root().join("../CHANGELOG.md")).unwrap();
    let refused = command(&site, &["release", "auto"]);
    refused.ends_with(2).says("what waits is read in place, from ../CHANGELOG.md").says("release it there");
    command(&site, &["export", "changelog", "--output", "../CHANGELOG.md"])
        .ends_with(2)
        .says("the site is made from ../CHANGELOG.md");
    assert_eq!(fs::read(site.root().join("../CHANGELOG.md")).unwrap(), before);
    site.write("../CHANGELOG.md", CHANGELOG.replace("## [Unreleased]\n\n### Added\n\n- Offline maps.\n\n", ""));
    site.write("changelog/unreleased/late.md", "+++\ntype = \"fixed\"\n+++\nLate.\n");
    command(&site, &["release", "1.1.0"]).ends_with(2).says("1.1.0 is read in place, from ../CHANGELOG.md");
    command(&site, &["release", "auto"]).is_fine();
    let released = site.built();
    assert!(released.contains_key("releases/1.1.1/index.html") && released.contains_key("releases/1.1.0/index.html"));
}

#[test]
fn a_source_can_be_taken_over_later() {
    let site = site();
    let before = site.built();
    let imported = command(&site, &["import", "changelog", "../CHANGELOG.md"]);
    imported.is_fine().says("tidings.toml reads ../CHANGELOG.md in place");
    let both = site.build();
    both.is_fine().says("they tell of all of it: the source may be taken out of tidings.toml");
    assert!(site.built() == before, "readers notice nothing");
    site.write("tidings.toml", config(&[]));
    assert!(site.built() == before, "nor when the source is out");
}

#[test]
fn checks_look_at_sources() {
    let site = site();
    site.write("../CHANGELOG.md", CHANGELOG.replace("- Offline maps.", "- Various bug fixes."));
    let ran = command(&site, &["check"]);
    ran.is_fine().says("warning[vague-line]").says("--> ../CHANGELOG.md:9:").says("9 | - Various bug fixes.");
    let github = command(&site, &["check", "--format", "github"]);
    github.says("file=../CHANGELOG.md,line=9,");
}
