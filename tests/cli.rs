//! What a caller sees: exit codes, the forms of messages, `init` and then `build`.

use std::fs;
use std::process::Stdio;

use crate::site::{Site, files, run, tidings};

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
  look through tidings.toml, above all base_url
"
    );
    let ran = run(tidings().args(["build", "my-acme", "--strict"]).current_dir(home.path()));
    ran.is_fine();
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.starts_with("Built ") && ran.stdout.contains(" ms → my-acme/public/\n"), "{}", ran.stdout);
    let page = fs::read_to_string(home.path().join("my-acme/public/index.html")).unwrap();
    assert!(page.contains("My acme") && page.contains("A changelog that people read"), "{page}");
    assert!(home.path().join("my-acme/public/roadmap/search/index.html").exists());
    let config = fs::read_to_string(home.path().join("my-acme/tidings.toml")).unwrap();
    assert!(config.contains("authority = \"example.com,"), "{config}");
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
fn a_wrong_call_ends_with_2() {
    let site = Site::new();
    for (args, fault) in [
        (&["build", "nowhere"][..], "there is no folder nowhere"),
        (&["build", "/"], "no tidings.toml in /"),
        (&["build", "--now", "2026-02-30"], "there is no day 2026-02-30"),
        (&["build", "--message-format", "xml"], "[possible values: human, json, github]"),
        (&["biuld"], "unrecognized subcommand 'biuld'"),
        (&["init", "new", "-u", "acme"], "`acme` is no address of a site"),
    ] {
        run(tidings().args(args).current_dir(site.root())).ends_with(2).says(fault);
    }
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
