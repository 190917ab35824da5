//! `tidings import` and `tidings export`, as people who move in or out call them.

use std::fs;

use crate::site::{CONFIG, NOW, Ran, Site, run, tidings};

const CHANGELOG: &str = "\
# Changelog

Everything that changed.

## [Unreleased]

- Owls are heard.

## [1.1.0] - 2026-02-01 [YANKED]

Yanked: it lost nests.

### Added

- The map turns, see [the guide](docs/map.md).
  - Even at night.

### Known issues

* It squeaks ([#7]).

## 1.0.0 (March 3rd, 2025)

First.

[Unreleased]: https://code.example/acme/compare/v1.1.0...HEAD
[1.1.0]: https://code.example/acme/compare/v1.0.0...v1.1.0
[#7]: https://code.example/acme/issues/7
";

/// Imports a file, or the files of a folder, that lie beside the site.
fn import_with(site: &Site, source: &str, files: &[(&str, &[u8])], arguments: &[&str]) -> Ran {
    let folder = site.root().join("..").join("given");
    drop(fs::remove_dir_all(&folder));
    for (name, bytes) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let given = match files {
        [(name, _)] if !matches!(source, "changesets" | "changie" | "towncrier" | "scriv" | "antsibull" | "reno") => {
            folder.join(name)
        }
        _ => folder,
    };
    run(tidings().args(["import", source]).arg(given).arg(site.root()).args(arguments))
}

fn import(site: &Site, text: &str) -> Ran {
    import_with(site, "changelog", &[("CHANGELOG.md", text.as_bytes())], &[])
}

fn export(site: &Site, arguments: &[&str]) -> String {
    let ran = run(tidings().arg("export").args(arguments).arg(site.root()).args(["--now", NOW]));
    ran.is_fine();
    ran.stdout
}

fn read(site: &Site, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A file without the line of its mark, whose fingerprints are nobody's business.
fn words(site: &Site, path: &str) -> String {
    let text = read(site, path);
    assert!(text.contains("source = { from = \""), "{text}");
    text.lines().filter(|line| !line.starts_with("source = ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_changelog_becomes_a_file_a_release() {
    let site = Site::new();
    let ran = import(&site, CHANGELOG);
    ran.is_fine();
    assert!(ran.stdout.starts_with("3 files: 3 new; 1 warning.\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning[not-imported]: this belongs to no release"), "{}", ran.stderr);
    assert!(ran.stderr.contains("CHANGELOG.md:1:1"), "{}", ran.stderr);
    assert_eq!(
        words(&site, "changelog/1.1.0.md"),
        "\
+++
date = 2026-02-01
yanked = \"it lost nests.\"
compare_url = \"https://code.example/acme/compare/v1.0.0...v1.1.0\"
+++
## Added

- The map turns, see [the guide](https://code.example/acme/blob/HEAD/docs/map.md).
  - Even at night.

## Known issues

* It squeaks ([#7]).

[#7]: https://code.example/acme/issues/7
"
    );
    assert_eq!(words(&site, "changelog/1.0.0.md"), "+++\ndate = 2025-03-03\n+++\nFirst.\n");
    assert_eq!(words(&site, "changelog/unreleased/release.md"), "+++\n+++\n- Owls are heard.\n");
    site.build().is_fine();
}

#[test]
fn importing_again_touches_only_what_nobody_edited() {
    let site = Site::new();
    import(&site, CHANGELOG).is_fine();
    let before = read(&site, "changelog/1.0.0.md");
    let again = import(&site, CHANGELOG);
    assert!(again.stdout.starts_with("3 files: 3 unchanged; 1 warning.\n"), "{}", again.stdout);
    assert_eq!(read(&site, "changelog/1.0.0.md"), before);

    // One file is edited and moved; its source, and that of another, go on.
    let edited = read(&site, "changelog/1.1.0.md").replace("it lost nests.", "it lost two nests.");
    site.write("changelog/1.1.0/release.md", edited).remove("changelog/1.1.0.md");
    let later = CHANGELOG
        .replace("First.", "The first.")
        .replace("lost nests", "lost many nests")
        .replace("2026-02-01", "2026-02-02");
    let ran = import(&site, &later);
    ran.is_fine();
    assert!(ran.stdout.starts_with("3 files: 2 updated, 1 unchanged; 2 warnings.\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("edited by hand: `yanked` stays"), "{}", ran.stderr);
    let moved = read(&site, "changelog/1.1.0/release.md");
    assert!(moved.contains("date = 2026-02-02") && moved.contains("it lost two nests."), "{moved}");
    assert!(read(&site, "changelog/1.0.0.md").ends_with("+++\nThe first.\n"));
    assert!(!site.root().join("changelog/1.1.0.md").exists());
    assert!(import(&site, &later).stdout.contains("3 unchanged"));
}

#[test]
fn what_was_not_imported_is_left_alone() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "Mine.\n");
    let ran = import(&site, CHANGELOG);
    ran.is_fine();
    assert!(ran.stdout.starts_with("3 files: 2 new, 1 left; 2 warnings.\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("changelog/1.0.0.md is there already"), "{}", ran.stderr);
    assert_eq!(read(&site, "changelog/1.0.0.md"), "Mine.\n");
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = Site::new();
    let ran = import_with(&site, "changelog", &[("C.md", CHANGELOG.as_bytes())], &["--dry-run"]);
    ran.is_fine();
    assert!(ran.stdout.contains("     new  changelog/1.1.0.md\n") && ran.stdout.ends_with("Nothing was written.\n"));
    assert!(!site.root().join("changelog").exists());
}

#[test]
fn files_in_any_dress_are_read() {
    let windows = CHANGELOG.replace('\n', "\r\n");
    let wide: Vec<u8> = format!("\u{feff}{CHANGELOG}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [windows.into_bytes(), wide] {
        let site = Site::new();
        import_with(&site, "changelog", &[("CHANGELOG.md", &bytes)], &[]).is_fine();
        assert_eq!(words(&site, "changelog/1.0.0.md"), "+++\ndate = 2025-03-03\n+++\nFirst.\n");
    }
}

#[test]
fn mistakes_are_told_and_nothing_is_written() {
    for (source, name, text, code, fault) in [
        ("changelog", "CHANGELOG.md", "", 1, "error[nothing-to-import]: CHANGELOG.md tells of no release"),
        ("changelog", "README.md", "# Acme\n\nHello.\n", 1, "error[nothing-to-import]: README.md tells of no release"),
        ("github", "releases.json", "<html>", 1, "error[import-syntax]: this is no JSON"),
        ("github", "releases.json", "[]", 1, "error[nothing-to-import]: releases.json has no release in it"),
        ("feed", "feed.xml", "<html>", 1, "error[import-syntax]: this is neither RSS"),
        ("csv", "a.csv", "a,b\n1,2\n", 1, "error[import-syntax]: no column is called title or text"),
        ("towncrier", "README.txt", "x", 1, "error[nothing-to-import]: there is nothing of towncrier"),
        ("changesets", "a.md", "No packages.\n", 1, "warning[not-imported]: this has no front matter"),
    ] {
        let site = Site::new();
        let ran = import_with(&site, source, &[(name, text.as_bytes())], &[]);
        assert_eq!(ran.code, code, "{source}: {}", ran.stderr);
        assert!(ran.stderr.contains(fault), "{source}: {}", ran.stderr);
        assert!(!site.root().join("changelog").exists(), "{source}");
    }
    let site = Site::new();
    let ran = run(tidings().args(["import", "changelog", "no-such-file"]).arg(site.root()));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no no-such-file"), "{}", ran.stderr);
    let ran = run(tidings().args(["import", "commits", "v1.0.0"]).arg(site.root()));
    ran.ends_with(2).says("of commits, write a range: v1.0.0..");
    let ran = import_with(&site, "changelog", &[("C.md", CHANGELOG.as_bytes())], &["--product", "cli"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

/// A source, its files, a file that is made of them, and what is in it.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn what_other_tools_write_becomes_entries_and_releases() {
    let commits = "abcdef0123456789\x1fAda\x1ffeat(map)!: turn it (#12)\n\nBREAKING CHANGE: turn it back\x1e\n1\x1fBo\x1fchore: tidy\x1e\n";
    let cases: [Case; 10] = [
        (
            "github",
            &[(
                "releases.json",
                r##"[{"tag_name": "map@1.2.0", "name": null, "draft": true, "prerelease": false, "body": null,
                "published_at": "2026-02-01T10:00:00Z", "author": {"login": "ada"}, "assets": []}]"##,
            )],
            "changelog/1.2.0.md",
            "+++\ndate = 2026-02-01T10:00:00Z\nauthors = [\"ada\"]\ndraft = true\n+++\n",
        ),
        (
            "changesets",
            &[("wise-owls-sing.md", "---\n'@acme/map': minor\n---\n\nThe map turns.\n"), ("config.json", "{}")],
            "changelog/unreleased/wise-owls-sing.md",
            "+++\ntype = \"added\"\ncomponents = [\"@acme/map\"]\nid = \"entries/wise-owls-sing\"\n+++\nThe map turns.\n",
        ),
        (
            "changie",
            &[(
                "unreleased/Fixed-1.yaml",
                "kind: Fixed\nbody: No squeak.\ntime: 2026-02-01T10:00:00Z\ncustom:\n  Issue: \"7\"\n",
            )],
            "changelog/unreleased/no-squeak.md",
            "+++\ntype = \"fixed\"\nissues = [7]\nid = \"entries/no-squeak\"\n+++\nNo squeak.\n",
        ),
        (
            "towncrier",
            &[("7.bugfix.rst", "No ``squeak``.\n")],
            "changelog/unreleased/7-bugfix.md",
            "+++\ntype = \"fixed\"\nissues = [7]\nid = \"entries/7-bugfix\"\n+++\nNo `squeak`.\n",
        ),
        (
            "scriv",
            &[("20260201_100000_ada_map.md", "<!--\nA template.\n-->\n### Added\n\n- The map turns.\n")],
            "changelog/unreleased/ada-map.md",
            "+++\nid = \"entries/ada-map\"\n+++\n## Added\n\n- The map turns.\n",
        ),
        (
            "antsibull",
            &[("7-map.yml", "---\nbreaking_changes:\n  - map - it turns.\nbugfixes:\n  - map - no squeak.\n")],
            "changelog/unreleased/7-map.md",
            "+++\nid = \"entries/7-map\"\n+++\n## Changed\n\n- **Breaking:** map - it turns.\n\n## Fixed\n\n- map - no squeak.\n",
        ),
        (
            "commits",
            &[("commits.txt", commits)],
            "changelog/unreleased/turn-it.md",
            "+++\ntype = \"added\"\ncomponents = [\"map\"]\nbreaking = true\nauthors = [\"Ada\"]\npull_requests = [12]\ndraft = true\n\
             id = \"entries/turn-it\"\n+++\nTurn it.\n\n## Migration\n\nturn it back\n",
        ),
        (
            "feed",
            &[(
                "feed.xml",
                "<rss version=\"2.0\"><channel><title>A</title><link>https://a.example</link><description>d</description>\
                 <item><guid isPermaLink=\"false\">7</guid><title>The map turns</title><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate>\
                 <description>&lt;p&gt;At &lt;b&gt;night&lt;/b&gt;.&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</description></item></channel></rss>",
            )],
            "changelog/2026-05-04-the-map-turns.md",
            "+++\ntitle = \"The map turns\"\ndate = 2026-05-04T10:00:00Z\nid = \"entries/2026-05-04-the-map-turns\"\n+++\nAt **night**.\n",
        ),
        (
            "csv",
            &[("a.csv", "date;type;text\n2026-05-04;bug;\"No squeak; none\"\n")],
            "changelog/2026-05-04-no-squeak-none.md",
            "+++\ntype = \"fixed\"\ndate = 2026-05-04\nid = \"entries/2026-05-04-no-squeak-none\"\n+++\nNo squeak; none\n",
        ),
        (
            "reno",
            &[("map-1234567890abcdef.yaml", "---\nfeatures:\n  - |\n    The map\n    turns.\n")],
            "changelog/unreleased/map-1234567890abcdef.md",
            "+++\ntype = \"added\"\nid = \"entries/map-1234567890abcdef\"\n+++\nThe map\nturns.\n",
        ),
    ];
    for (source, files, path, written) in cases {
        let site = Site::new();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let ran = import_with(&site, source, &files, &[]);
        assert_eq!(ran.code, 0, "{source}: {}", ran.stderr);
        assert_eq!(words(&site, path), written, "{source}");
        let again = import_with(&site, source, &files, &[]);
        assert!(again.stdout.contains("1 unchanged"), "{source}: {}", again.stdout);
        assert_eq!(site.build().code, 0, "{source}");
    }
}

#[test]
fn fragments_of_scriv_are_read_in_either_format() {
    let site = Site::new();
    let rst = ".. A new scriv changelog fragment.\n..\n.. Uncomment the section that is right (remove the leading dots).\n..\n\
        Added\n-----\n\n- The map turns, see `the manual`_.\n  It is ``quick``.\n\n\
        .. Changed\n.. -------\n..\n.. - A bullet item for the Changed category.\n..\n\
        Fixed\n-----\n\n- No squeak (:issue:`7`)::\n\n    $ map --turn\n\n.. _the manual: https://a.example/map\n";
    let files: [(&str, &[u8]); 4] = [
        ("20260201_100000_ada_map.rst", rst.as_bytes()),
        ("20260202_100000_bo.md", b"### Removed\n\n- Old map.\n"),
        ("README.rst", b"How to write fragments.\n"),
        ("notes.rst", b"Something.\n"),
    ];
    let ran = import_with(&site, "scriv", &files, &[]);
    ran.is_fine().says("its name does not begin with a day").is_silent_on("README");
    assert_eq!(
        words(&site, "changelog/unreleased/ada-map.md"),
        "+++\nid = \"entries/ada-map\"\n+++\n## Added\n\n- The map turns, see [the manual](https://a.example/map).\n  It is `quick`.\n\n\
         ## Fixed\n\n- No squeak (#7):\n\n  ```\n  $ map --turn\n  ```\n"
    );
    site.build().is_fine();
    assert!(import_with(&site, "scriv", &files, &[]).stdout.contains("2 unchanged"));
}

#[test]
fn fragments_of_towncrier_are_known_by_section_issue_and_type() {
    let site = Site::new();
    let settings = "[tool.towncrier]\ndirectory = \"newsfragments\"\n[[tool.towncrier.section]]\nname = \"\"\npath = \"\"\n\
        [[tool.towncrier.section]]\nname = \"Core library\"\npath = \"core\"\n\
        [[tool.towncrier.type]]\ndirectory = \"quicker\"\nname = \"Performance\"\nshowcontent = true\n\
        [tool.towncrier.fragment.boon]\nname = \"Features\"\n";
    let files: [(&str, &[u8]); 9] = [
        ("pyproject.toml", settings.as_bytes()),
        ("setup.cfg.in", b"not a fragment"),
        ("newsfragments/7.feature.rst", b"The map turns.\n"),
        ("newsfragments/core/7.feature.rst", b"The core turns, too.\n"),
        ("newsfragments/7.feature.1.rst", b"And turns back.\n"),
        ("newsfragments/+orphan.bugfix.rst", b"No squeak.\n"),
        ("newsfragments/8.quicker", b"Twice as quick.\n"),
        ("newsfragments/9.boon.md", b"A boon.\n"),
        ("newsfragments/README.rst", b"How to.\n"),
    ];
    let ran = import_with(&site, "towncrier", &files, &[]);
    assert!(ran.is_fine().stdout.contains("6 new"), "{}{}", ran.stdout, ran.stderr);
    for (file, front, body) in [
        ("7-feature", "type = \"added\"\nissues = [7]", "The map turns."),
        ("7-feature-2", "type = \"added\"\ncomponents = [\"Core library\"]\nissues = [7]", "The core turns, too."),
        ("7-feature-1", "type = \"added\"\nissues = [7]", "And turns back."),
        ("orphan-bugfix", "type = \"fixed\"", "No squeak."),
        ("8", "type = \"changed\"\nissues = [8]", "Twice as quick."),
        ("9-boon", "type = \"added\"\nissues = [9]", "A boon."),
    ] {
        let path = format!("changelog/unreleased/{file}.md");
        let text = words(&site, &path);
        assert!(text.contains(front) && text.ends_with(&format!("+++\n{body}\n")), "{path}: {text}");
    }
    site.build().is_fine();
    assert!(import_with(&site, "towncrier", &files, &[]).stdout.contains("6 unchanged"));
    // Named by itself, the folder has its settings above it.
    let given = site.root().join("../given/newsfragments");
    let ran = run(tidings().args(["import", "towncrier"]).arg(given).arg(site.root()));
    assert!(ran.is_fine().stdout.contains("6 unchanged"), "{}", ran.stdout);
}

#[test]
fn a_folder_is_no_changelog() {
    let site = Site::new();
    let files: [(&str, &[u8]); 2] = [("CHANGELOG.md", b"## 1.0\n- a\n"), ("docs/other.md", b"## 2.0\n- b\n")];
    let ran = import_with(&site, "changelog", &files, &[]);
    ran.ends_with(2).says("is a folder: a changelog is a file").says("tidings import changelog");
    ran.says("CHANGELOG.md");
}

#[test]
fn a_second_import_of_colliding_packages_says_what_to_do() {
    let site = Site::new();
    let release = |tag: &str| {
        format!(
            "{{\"tag_name\": \"{tag}\", \"name\": null, \"body\": \"Of {tag}.\", \"published_at\": \"2026-02-01T10:00:00Z\"}}"
        )
    };
    let releases = format!("[{},{}]", release("map@1.2.0"), release("pin@1.2.0"));
    for _ in 0..2 {
        let files: [(&str, &[u8]); 1] = [("releases.json", releases.as_bytes())];
        let ran = import_with(&site, "github", &files, &[]);
        ran.is_fine().says("warning[already-there]").is_silent_on("delete it");
    }
}

#[test]
fn names_that_one_disk_takes_for_the_same_are_told_apart() {
    let site = Site::new();
    site.write("changelog/unreleased/The-Map.md", "By hand.\n");
    let files: [(&str, &[u8]); 1] = [("a.csv", b"title,type\nThe map,added\n")];
    import_with(&site, "csv", &files, &[]).is_fine();
    assert_eq!(read(&site, "changelog/unreleased/The-Map.md"), "By hand.\n");
    assert!(site.root().join("changelog/unreleased/the-map-2.md").is_file());
}

#[test]
fn a_table_for_spreadsheets_holds_no_formula_and_is_read_as_it_was() {
    let site = Site::new();
    let table = "title,date,type,text\n=HYPERLINK(1),2026-05-04,added,+1 for it\n'-a,2026-05-05,fixed,@all\n";
    import_with(&site, "csv", &[("a.csv", table.as_bytes())], &[]).is_fine();
    let first = export(&site, &["csv"]);
    assert!(first.contains(",'=HYPERLINK(1),'+1 for it,") && first.contains(",'-a,'@all,"), "{first}");
    let other = Site::new();
    import_with(&other, "csv", &[("a.csv", first.as_bytes())], &[]).is_fine();
    assert_eq!(export(&other, &["csv"]), first);
}

#[test]
fn commits_are_those_of_the_repository_of_the_site() {
    let site = Site::new();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command
            .current_dir(site.root())
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@acme.example"])
            .args(arguments);
        assert_eq!(run(&mut command).code, 0, "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["commit", "--quiet", "--allow-empty", "-m", "chore: begin"]);
    git(&["commit", "--quiet", "--allow-empty", "-m", "feat: turn the map"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = tidings();
    command.args(["import", "commits", "HEAD~1..HEAD"]).arg(site.root()).current_dir(elsewhere.path());
    assert!(run(&mut command).is_fine().stdout.contains("1 new"));
    assert!(read(&site, "changelog/unreleased/turn-the-map.md").contains("Turn the map."));
}

#[test]
fn any_name_and_version_has_a_place() {
    let site = Site::new();
    let long = "9".repeat(300);
    let table = format!("title,version,date\nOne,..,\nTwo,…,\nThree,{long},\nreadme,1.0,\nrelease,1.0,\n");
    import_with(&site, "csv", &[("a.csv", table.as_bytes())], &[]).is_fine();
    let item = |title: &str| format!("<item><guid>{title}</guid><title>{title}</title></item>");
    let items = format!("{}{}", item("v1"), item("v2"));
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>A</title><link>https://a.example</link><description>d</description>\
         {items}</channel></rss>"
    );
    import_with(&site, "feed", &[("feed.xml", feed.as_bytes())], &[]).is_fine();
    for path in ["1.0/entry-readme.md", "1.0/entry-release.md", "entry-v1.md", "entry-v2.md"] {
        read(&site, &format!("changelog/{path}"));
    }
    assert!(read(&site, &format!("changelog/{}/three.md", "9".repeat(100))).contains(&format!("version = \"{long}\"")));
}

#[test]
fn what_says_the_same_twice_is_imported_as_often_and_no_more() {
    let site = Site::new();
    let table = "title,version\nTwice,1.0\nTwice,1.0\n".as_bytes();
    let ran = import_with(&site, "csv", &[("a.csv", table)], &[]);
    assert!(ran.stdout.starts_with("2 files: 2 new"), "{}", ran.stdout);
    let again = import_with(&site, "csv", &[("a.csv", table)], &[]);
    assert!(again.stdout.starts_with("2 files: 2 unchanged"), "{}", again.stdout);
}

#[test]
fn two_releases_of_one_place_are_told() {
    let site = Site::new();
    let tags = br#"[{"tag_name": "release/1.0", "body": "A"}, {"tag_name": "release-1.0", "body": "B"}]"#;
    let ran = import_with(&site, "github", &[("releases.json", tags)], &[]);
    ran.is_fine().says("changelog/release-1.0/release.md would be written twice");
    assert!(ran.stdout.starts_with("2 files: 1 new, 1 left"), "{}", ran.stdout);
    assert!(read(&site, "changelog/release-1.0/release.md").ends_with("+++\nA\n"));
}

#[test]
fn packages_that_share_a_version_need_a_product_each() {
    let release = |tag: &str| format!(r#"{{"tag_name": "{tag}", "body": "- Of {tag}.", "draft": false}}"#);
    let files = format!("[{}, {}]", release("@acme/map@1.0.0"), release("cli@1.0.0"));
    let files = [("releases.json", files.as_bytes())];
    let site = Site::new();
    let ran = import_with(&site, "github", &files, &[]);
    ran.is_fine().says("@acme/map is no product of this site: its name stays out, and its releases join the others");
    ran.says("write [products.map] into tidings.toml first").says("changelog/1.0.0.md would be written twice");
    assert!(ran.stdout.starts_with("2 files: 1 new, 1 left; 3 warnings."), "{}", ran.stdout);
    assert!(read(&site, "changelog/1.0.0.md").ends_with("- Of @acme/map@1.0.0.\n"));
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[products.map]\n[products.cli]\n"));
    import_with(&site, "github", &files, &[]).is_fine().is_silent_on("warning");
    assert!(read(&site, "changelog/cli/1.0.0.md").ends_with("- Of cli@1.0.0.\n"));
}

#[test]
fn out_and_in_again_is_the_same_site() {
    let (here, there) = (Site::new(), Site::new());
    here.write("changelog/1.2.0/map.md", "+++\ntype = \"fixed\"\nissues = [7]\n+++\nThe map *turns*.\n");
    here.write("changelog/1.2.0/release.md", "+++\ndate = 2026-03-01\n+++\n");
    import(&here, CHANGELOG).is_fine();
    let exported = export(&here, &["changelog"]);
    assert!(
        exported.contains("## [1.1.0] - 2026-02-01 [YANKED]\n\nYanked: it lost nests.\n\n### Added\n"),
        "{exported}"
    );
    assert!(exported.contains("## 1.2.0 - 2026-03-01\n\n### Fixed\n\n- The map *turns*. (#7)\n"), "{exported}");
    import(&there, &exported).is_fine();
    assert_eq!(export(&there, &["changelog"]), exported);
    let releases = |site: &Site| {
        let whole: serde_json::Value = serde_json::from_str(&export(site, &["json"])).unwrap();
        let releases = whole["releases"].as_array().unwrap().iter();
        let releases: Vec<_> = releases.filter(|release| release["version"] != "1.2.0").cloned().collect();
        serde_json::to_string_pretty(&releases).unwrap()
    };
    assert_eq!(releases(&here), releases(&there));
}

#[test]
fn a_release_is_told_by_itself() {
    let site = Site::new();
    import(&site, CHANGELOG).is_fine();
    let notes = export(&site, &["notes", "--release", "v1.1.0"]);
    assert!(notes.starts_with("Yanked: it lost nests.\n\n## Added\n\n- The map turns"), "{notes}");
    let text = export(&site, &["notes-text", "--release", "1.0.0"]);
    assert_eq!(text, "First.\n");
    assert!(export(&site, &["notes-html", "--release", "1.0.0"]).contains("<p>First.</p>"));
    let common = export(&site, &["common-changelog"]);
    assert!(common.contains(
        "## [1.1.0](https://acme.example/releases/1.1.0/) - 2026-02-01\n\n_This release was yanked: it lost nests._\n"
    ));
    assert!(!common.contains("Owls"), "{common}");
    let rows = export(&site, &["csv"]);
    assert!(rows.contains("\r\n,1.1.0,2026-02-01,added,,,"), "{rows}");
    let ran = run(tidings().args(["export", "notes", "--release", "9.9"]).arg(site.root()));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the newest is 1.1.0"), "{}", ran.stderr);
    let ran = run(tidings().args(["export", "changelog", "--release", "1.1.0"]).arg(site.root()));
    ran.ends_with(2).says("changelog tells of every release").says("tidings export notes --release");
    assert_eq!(export(&site, &["changelog", "-o", "-"]), export(&site, &["changelog"]));
}

#[test]
fn what_is_not_public_stays_at_home() {
    let site = Site::new();
    site.write("changelog/1.0.0/open.md", "+++\ntype = \"added\"\ndate = 2026-01-01\n+++\nOpen.\n");
    site.write("changelog/1.0.0/draft.md", "+++\ndraft = true\n+++\nSecret.\n");
    site.write("changelog/2.0.0.md", "+++\ndate = 2027-01-01\n+++\nSecret.\n");
    for format in ["changelog", "common-changelog", "notes", "notes-text", "notes-html", "json", "csv"] {
        let text = export(&site, &[format]);
        assert!(text.contains("Open.") && !text.contains("Secret"), "{format}: {text}");
    }
    assert!(export(&site, &["changelog", "--drafts"]).contains("Secret"));
}
