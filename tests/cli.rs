//! What a caller sees: exit codes, the forms of messages, `init` and then `build`.

use std::fs;
use std::process::Stdio;

use crate::site::{CONFIG, Site, entry, files, run, tidings};

#[test]
fn a_new_site_builds_at_once() {
    let home = tempfile::tempdir().unwrap();
    let ran = run(tidings().args(["init", "my-acme"]).current_dir(home.path()));
    ran.is_fine();
    assert_eq!(
        ran.stdout,
        "\
Made a site in my-acme (8 files). What to do next:
  tidings build my-acme
  write what changed into changelog/, and what comes next into roadmap/
  look through tidings.toml, above all base_url, then feeds.authority: ids of feeds belong to a domain of yours
"
    );
    let ran = run(tidings().args(["build", "my-acme", "--strict"]).current_dir(home.path()));
    ran.is_fine();
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.starts_with("Built ") && ran.stdout.contains(" ms → my-acme/public/\n"), "{}", ran.stdout);
    let page = fs::read_to_string(home.path().join("my-acme/public/index.html")).unwrap();
    assert!(page.contains("My acme") && page.contains("A changelog that people read"), "{page}");
    assert!(ran.stdout.contains("\nbase_url is an example's: "), "{}", ran.stdout);
    assert!(home.path().join("my-acme/public/roadmap/search/index.html").exists());
    let config = fs::read_to_string(home.path().join("my-acme/tidings.toml")).unwrap();
    assert!(config.contains("\n# authority = "), "nobody's domain is in the ids of feeds: {config}");
}

#[test]
fn the_next_steps_can_be_copied_into_a_shell() {
    let home = tempfile::tempdir().unwrap();
    let ran = run(tidings().args(["init", "new 2/Größe & Co"]).current_dir(home.path()));
    let said = &ran.is_fine().stdout;
    assert!(said.starts_with("Made a site in new 2/Größe & Co (8 files)"), "{said}");
    let step = said.lines().find_map(|line| line.strip_prefix("  tidings ")).unwrap();
    assert_eq!(step, "build 'new 2/Größe & Co'");
    let line = format!("\"$TIDINGS\" {step}");
    let mut shell = std::process::Command::new("sh");
    run(shell.args(["-c", &line]).env("TIDINGS", env!("CARGO_BIN_EXE_tidings")).current_dir(home.path())).is_fine();
    assert!(home.path().join("new 2/Größe & Co/public/index.html").exists());
}

#[test]
fn a_folder_with_a_misspelled_name_is_told() {
    let site = Site::new();
    site.write("changelogs/1.0.0.md", "- A change.\n").write("statics/x.css", "x");
    site.build().is_fine().is_silent_on("nothing to build").says(
        "\
warning[unknown-folder]: the folder changelogs/ is not read
",
    );
    site.build().says("statics").says("did you mean `static`?").says("did you mean `changelog`?");
    let ran = Site::new().build();
    assert_eq!(
        ran.is_fine().stderr,
        "\
warning[no-content]: there is nothing to build: no folder changelog/ and no roadmap/
  = help: write what changed into changelog/1.0.0.md, and what comes next into roadmap/

"
    );
}

#[test]
fn an_audience_is_one_of_the_declared() {
    let site = Site::new();
    site.write("tidings.toml", format!("{}audiences = [\"internal\"]\n", crate::site::CONFIG));
    site.write("changelog/1.0.0/a.md", "First.\n");
    site.build_with(&["--audience", "intern"]).ends_with(2).says("help: did you mean `internal`?");
    assert!(!site.out().exists());
    let said = site.build_with(&["--audience", "internal"]).is_fine().stdout.clone();
    assert!(said.contains("\nFor internal: publish it where nobody else can read it\n"), "{said}");
    let said = site.build_with(&["--drafts", "--future"]).is_fine().stdout.clone();
    assert!(said.contains("\nPreview, built with --drafts and --future: do not publish it\n"), "{said}");
    let said = site.build_with(&["--audience", "public"]).is_fine().stdout.clone();
    assert!(!said.contains("publish it"), "{said}");
}

#[test]
fn a_mistake_in_a_very_long_line_is_shown_by_a_piece_of_it() {
    let site = Site::new();
    let line = format!("tags = [{}3]", "\"tag\", ".repeat(8_000));
    site.write("changelog/a.md", format!("+++\ntitle = \"A\"\ndate = 2026-05-04\n{line}\n+++\n"));
    let column = line.find('3').unwrap() + 1;
    for format in ["human", "json", "github"] {
        let ran = site.build_with(&["--message-format", format]);
        ran.ends_with(1).says(&column.to_string());
        assert!(ran.stderr.len() < 1000, "{format}: {} bytes", ran.stderr.len());
    }
}

#[test]
fn a_file_in_the_place_of_a_page_is_named() {
    let site = Site::new();
    site.write("changelog/1.0.0/a.md", "First.\n").write("static/index.html", "mine").write("static/Atom.xml", "mine");
    let ran = site.build();
    ran.ends_with(1).says("two files would be at /index.html: a file of static/ and the page of kind `home`");
    ran.says("static/index.html\n").says("two files would be at /atom.xml: a file of static/ and a feed");
    ran.says("static/Atom.xml\n");
}

#[test]
fn init_overwrites_nothing() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("roadmap")).unwrap();
    fs::write(home.path().join("roadmap/search.md"), "mine").unwrap();
    fs::write(home.path().join("tidings.toml"), "mine").unwrap();
    let before = files(home.path());
    let ran = run(tidings().arg("init").current_dir(home.path()));
    ran.ends_with(2).says("refusing to overwrite ./tidings.toml, ./roadmap/search.md");
    assert_eq!(files(home.path()), before);
}

#[test]
fn init_leaves_a_gitignore_alone() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(".gitignore"), "/target\n").unwrap();
    let ran = run(tidings().arg("init").current_dir(home.path()));
    assert!(ran.is_fine().stdout.contains("put /public into .gitignore"), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(home.path().join(".gitignore")).unwrap(), "/target\n");
}

#[test]
fn a_site_below_is_named() {
    let place = Site::new();
    let above = place.root().parent().unwrap().to_owned();
    let called = |arguments: &[&str]| run(tidings().args(arguments).current_dir(&above));
    called(&["check"]).ends_with(2).says("help: there is a site below: name it by `--root site`\n");
    called(&["check", "--root", "site"]).is_fine();
    called(&["new", "entry", "--root", "site", "A", "-t", "added"]).is_fine();
    place.write("../docs/our changes/tidings.toml", CONFIG);
    called(&["audit", "v1.."]).ends_with(2).says("name one by `--root 'docs/our changes'` or `--root site`\n");
    called(&["build", "docs"]).ends_with(2).says("name it by `--root 'docs/our changes'`\n");
}

#[test]
fn a_wrong_call_ends_with_2() {
    let site = Site::new();
    for (args, fault) in [
        (&["build", "nowhere"][..], "there is no folder nowhere"),
        (&["build", "/"], "no tidings.toml in /"),
        (&["build", "--now", "2026-02-30"], "there is no day 2026-02-30"),
        (&["build", "--message-format", "xml"], "[possible values: human, json, github]"),
        (&["biuld"], "unrecognized subcommand 'biuld'"),
        (&["init", "new", "-u", "acme"], "the base URL \"acme\" does not start with https:// or http://"),
        (&["build", "-u", "foo"], "the base URL \"foo\" does not start with https:// or http://"),
        (&["build", "-u", ""], "the base URL \"\" does not start with https:// or http://"),
        (&["build", "-u", "/sub/"], "the base URL \"/sub/\" does not start with https:// or http://"),
        (&["build", "-u", "ftp://x y/"], "the base URL \"ftp://x y/\" does not start with https:// or http://"),
        (&["build", "-u", "https://x y/"], "the base URL \"https://x y/\" has a space in it"),
        (&["build", "-u", "https://x/?a"], "the base URL \"https://x/?a\" has a query or a fragment"),
        (&["build", "--audience", "board"], "there is no audience \"board\" in tidings.toml"),
    ] {
        run(tidings().args(args).current_dir(site.root())).ends_with(2).says(fault);
    }
    assert_eq!(files(&site.root()).keys().collect::<Vec<_>>(), ["tidings.toml"]);
    let ran = run(site.command().env("TIDINGS_BASE_URL", "acme.example"));
    ran.ends_with(2).says("the base URL \"acme.example\" does not start with https:// or http://");
    let ran = run(site.command().env("SOURCE_DATE_EPOCH", "yesterday"));
    ran.ends_with(2).says("SOURCE_DATE_EPOCH is `yesterday`, not a number of seconds since 1970");
}

#[test]
fn help_and_version_are_no_faults() {
    assert_eq!(run(tidings().arg("--version")).is_fine().stdout, concat!("tidings ", env!("CARGO_PKG_VERSION"), "\n"));
    for args in [&["--help"][..], &["build", "--help"], &["init", "-h"]] {
        let ran = run(tidings().args(args));
        assert!(ran.is_fine().stdout.contains("Examples:") || args.contains(&"-h"), "{}", ran.stdout);
    }
}

#[test]
fn the_site_is_found_from_below() {
    let site = Site::new();
    site.write("changelog/1.0.0/a.md", "First.\n").write("changelog/x/bad.md", "+++\ntitel = 1\n+++\n");
    let ran = run(tidings().arg("build").current_dir(site.root().join("changelog/1.0.0")));
    ran.ends_with(1).says("--> ../../changelog/x/bad.md:2:1");
}

/// A site with one error and one warning.
fn faulty() -> Site {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "+++\ndate = 2026-05-04\ntitel = \"One\"\n+++\n- A change.\n");
    add_pipe(&site);
    site
}

fn told(site: &Site, format: &str) -> String {
    let mut command = tidings();
    command.args(["build", "--message-format", format]).current_dir(site.root());
    let ran = run(&mut command);
    assert_eq!(ran.ends_with(1).stdout, "");
    ran.stderr
}

#[test]
fn people_are_told_with_the_line() {
    assert_eq!(
        told(&faulty(), "human"),
        "\
warning[special-file]: changelog/pipe.md is a pipe, a socket or a device, not a file; passed over
 --> changelog/pipe.md

error[unknown-key]: unknown key `titel`
 --> changelog/1.0.0.md:3:1
  |
3 | titel = \"One\"
  | ^^^^^
  |
  = help: did you mean `title`?

1 error and 1 warning: nothing was published
"
    );
}

#[test]
fn programs_are_told_by_objects() {
    let told = told(&faulty(), "json");
    let objects: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2, "{told}");
    assert_eq!(objects[0]["severity"], "warning");
    assert_eq!(objects[1]["code"], "unknown-key");
    assert_eq!(objects[1]["place"]["path"], "changelog/1.0.0.md");
    assert_eq!((&objects[1]["place"]["line"], &objects[1]["place"]["column"]), (&3.into(), &1.into()));
    assert_eq!(objects[1]["help"], "did you mean `title`?");
}

#[test]
fn programs_can_read_standard_output_too() {
    let site = Site::new();
    site.write("changelog/a.md", "+++\ntitle = \"A\"\ndate = 2026-05-04\n+++\n");
    site.write("changelog/b.md", "+++\ntitle = \"B\"\ndate = 2026-12-01T09:00:00Z\n+++\n");
    add_pipe(&site);
    let object = |ran: &crate::site::Ran| -> serde_json::Value {
        assert!(ran.stdout.ends_with("}\n") && ran.stdout.lines().count() == 1, "{}", ran.stdout);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    let ran = site.build_with(&["--now", "2026-06-15", "--message-format", "json", "--verbose"]);
    let summary = object(ran.is_fine());
    let files = files(&site.out()).len() - 1; // Without the list of the files.
    let expected = serde_json::json!({
        "kind": "summary",
        "output": site.out().to_str().unwrap(),
        "files": files,
        "hidden": 1,
        "next_change": "2026-12-01T09:00:00Z",
        "preview": false,
        "errors": 0,
        "warnings": 1,
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&summary[key], value, "{key} in {summary}");
    }
    for line in ran.stderr.lines() {
        assert_eq!(serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"], "diagnostic", "{line}");
    }
    let help = run(tidings().args(["build", "--help"])).stdout;
    for key in summary.as_object().unwrap().keys() {
        assert!(help.contains(&format!("\"{key}\":")), "--help is silent on {key}: {help}");
    }
    let home = tempfile::tempdir().unwrap();
    let made = run(tidings().args(["init", "a b", "--message-format", "json"]).current_dir(home.path()));
    assert_eq!(made.is_fine().stdout, "{\"kind\":\"summary\",\"folder\":\"a b\",\"files\":8}\n");
}

#[test]
fn github_is_told_by_annotations() {
    assert_eq!(
        told(&faulty(), "github"),
        "\
::warning file=changelog/pipe.md,title=special-file::changelog/pipe.md is a pipe, a socket or a device, not a file; passed over
::error file=changelog/1.0.0.md,line=3,col=1,title=unknown-key::unknown key `titel`%0Adid you mean `title`?
"
    );
}

#[test]
fn strict_makes_errors_of_warnings() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "+++\ndate = 2026-05-04\n+++\n- A change.\n");
    add_pipe(&site);
    let ran = site.build();
    assert!(ran.is_fine().stdout.contains("1 warning\n"), "{}{}", ran.stdout, ran.stderr);
    site.build_with(&["--strict"]).ends_with(1).says("error[special-file]").says("nothing was published");
}

/// Something to warn about.
fn add_pipe(site: &Site) {
    let pipe = site.root().join("changelog/pipe.md");
    rustix::fs::mknodat(rustix::fs::CWD, pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
}

#[test]
fn a_reader_that_went_away_is_no_fault() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    let mut build = site.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(build.stdout.take());
    let output = build.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_summary_says_what_was_left_out_and_what_is_due() {
    let site = Site::new();
    site.write("changelog/a.md", "+++\ntitle = \"A\"\ndate = 2026-05-04\n+++\n");
    site.write("changelog/b.md", "+++\ntitle = \"B\"\ndate = 2026-05-04\ndraft = true\n+++\n");
    site.write("changelog/c.md", "+++\ntitle = \"C\"\ndate = 2026-05-04\npublish_at = 2026-12-01T09:00:00Z\n+++\n");
    let said = site.build().is_fine().stdout.clone();
    assert!(said.contains("\n2 left out (drafts, scheduled, expired, other audiences)"), "{said}");
    assert!(said.contains("the next change is due 2026-12-01 09:00 UTC\n"), "{said}");
    let quiet = site.build_with(&["--now", "2026-06-15", "-q"]);
    assert_eq!(quiet.is_fine().stdout, "");
}

#[test]
fn a_warning_that_comes_a_hundred_times_is_shown_twenty() {
    let site = Site::new();
    for n in 0..100 {
        site.write(&format!("changelog/1.0.{n}.md"), "## Added\n- A change.\n");
    }
    let ran = site.build();
    ran.is_fine().says("80 more of warning[undated-release]: --verbose shows all");
    assert_eq!(ran.stderr.matches("has no date").count(), 20, "{}", ran.stderr);
    assert!(ran.stdout.contains("100 warnings"), "{}", ran.stdout);
    assert_eq!(site.build_with(&["--verbose"]).stderr.matches("has no date").count(), 100);
}
