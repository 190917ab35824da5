//! A build of what is published already does nothing, and says the same; whatever changed, it does everything.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use walkdir::WalkDir;

use crate::site::{CONFIG, NOW, Ran, Site, files, run, tidings};

/// A site that was built; one of its entries is due later, and one warning was told.
fn built() -> Site {
    let site = Site::new();
    site.write("changelog/now.md", entry("Now", "2026-05-04"));
    site.write("changelog/later.md", entry("Later", "2026-07-01"));
    site.write("changelog/odd.txt.md~", "litter");
    site.write("changelog/1.0.0/deep/odd.md", entry("Odd", "2026-05-04"));
    assert!(!is_unchanged(&site.build()), "there was nothing before");
    site
}

fn entry(title: &str, date: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = {date}\n+++\nThis is {title}.\n")
}

fn is_unchanged(ran: &Ran) -> bool {
    ran.is_fine();
    assert!(ran.stdout.starts_with("Unchanged: ") || ran.stdout.starts_with("Built "), "{}", ran.stdout);
    ran.stdout.starts_with("Unchanged: ")
}

/// The record of the site's last build.
fn record(site: &Site) -> PathBuf {
    let records = WalkDir::new(site.cache()).into_iter().map(|entry| entry.unwrap().into_path());
    let records: Vec<PathBuf> = records.filter(|path| path.is_file()).collect();
    assert_eq!(records.len(), 1, "{records:?}");
    records[0].clone()
}

/// The published site is what a build without memory makes elsewhere.
#[track_caller]
fn is_fresh(site: &Site, args: &[&str]) {
    let fresh = site.out().with_file_name("fresh");
    run(tidings().arg("build").arg(site.root()).arg("--output").arg(&fresh).args(args)).is_fine();
    assert_eq!(files(&site.out()), files(&fresh));
    fs::remove_dir_all(fresh).unwrap();
}

#[test]
fn nothing_is_done_when_nothing_changed() {
    let site = built();
    let stamps = || {
        let walk = WalkDir::new(site.out()).sort_by_file_name().into_iter().map(Result::unwrap);
        walk.map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().modified().unwrap())).collect::<Vec<_>>()
    };
    let before = stamps();
    for _ in 0..2 {
        assert!(is_unchanged(&site.build()));
        assert_eq!(stamps(), before);
    }
    assert_eq!(fs::read_dir(site.out().parent().unwrap()).unwrap().count(), 2, "nothing stays beside the output");
    is_fresh(&site, &["--now", NOW]);
}

#[test]
fn the_same_is_said_again() {
    let site = built();
    let told = |ran: &Ran| {
        let mut summary: Value = serde_json::from_str(&ran.stdout).unwrap();
        summary["milliseconds"] = Value::Null;
        let up_to_date = summary["up_to_date"].as_bool().unwrap();
        summary["up_to_date"] = Value::Null;
        summary["unchanged"] = Value::Null;
        (up_to_date, summary, ran.stderr.clone())
    };
    let json = ["--now", NOW, "--message-format", "json"];
    let (is_new, fresh, said) = told(&site.build_with(&[&json[..], &["--no-cache"]].concat()));
    assert!(!is_new && said.contains("\"warning\""), "{said}");
    site.build();
    let (is_up_to_date, summary, said_again) = told(&site.build_with(&json));
    assert!(is_up_to_date);
    assert_eq!((summary, said_again), (fresh, said));

    let fresh = site.build_with(&["--now", NOW, "--no-cache"]);
    site.build();
    let again = site.build();
    assert!(is_unchanged(&again));
    assert_eq!(again.stderr, fresh.stderr);
    let rest = |ran: &Ran| ran.stdout.split_once('\n').unwrap().1.to_owned();
    assert_eq!(rest(&again), rest(&fresh));
    assert!(rest(&again).contains("the next change is due 2026-07-01"), "{}", again.stdout);
    let github = site.build_with(&["--now", NOW, "--message-format", "github"]);
    assert!(is_unchanged(&github));
    github.says("::warning file=");
}

#[test]
fn warnings_still_fail_a_strict_build() {
    let site = built();
    let before = files(&site.out());
    let strict = site.build_with(&["--now", NOW, "--strict"]);
    strict.ends_with(1).says("nothing was published");
    let fresh = site.build_with(&["--now", NOW, "--strict", "--no-cache"]);
    assert_eq!((fresh.code, fresh.stderr), (strict.code, strict.stderr));
    assert_eq!(files(&site.out()), before);
    assert!(is_unchanged(&site.build()), "the record of the last build holds still");
}

#[test]
fn whatever_changes_in_the_content_is_built() {
    type Change = fn(&Site);
    let changes: [(&str, Change); 9] = [
        ("an entry, its size the same", |site| _ = site.write("changelog/now.md", entry("Wow", "2026-05-04"))),
        ("a new entry", |site| _ = site.write("changelog/more.md", entry("More", "2026-05-04"))),
        ("an entry gone", |site| _ = site.remove("changelog/now.md")),
        ("an entry renamed", |site| _ = site.rename("changelog/now.md", "changelog/then.md")),
        ("the configuration", |site| _ = site.write("tidings.toml", CONFIG.replace("Acme", "Axme"))),
        ("a file to copy", |site| _ = site.write("static/a.txt", "a")),
        ("a template", |site| _ = site.write("templates/404.html", "gone")),
        ("a folder that is nearly one of the site's", |site| _ = site.write("Road-Map/a.md", "a")),
        ("a pipe", |site| {
            fs::create_dir_all(site.root().join("static")).unwrap();
            run(Command::new("mkfifo").arg(site.root().join("static/pipe"))).is_fine();
        }),
    ];
    for (name, change) in changes {
        let site = built();
        change(&site);
        assert!(!is_unchanged(&site.build()), "{name}");
        is_fresh(&site, &["--now", NOW]);
        assert!(is_unchanged(&site.build()), "{name}, built");
    }
}

#[test]
fn another_view_of_the_content_is_built() {
    let site = built();
    for args in [&["--future"][..], &["--drafts"], &["--base-url", "https://b.example"], &["--audience", "public"]] {
        let args = [&["--now", NOW], args].concat();
        assert!(!is_unchanged(&site.build_with(&args)), "{args:?}");
        is_fresh(&site, &args);
        assert!(is_unchanged(&site.build_with(&args)), "{args:?}");
    }
}

#[test]
fn a_build_holds_until_something_is_due() {
    let site = built();
    for (now, holds) in [
        ("2026-06-15T12:00:01Z", true),
        ("2026-06-30T23:59:59Z", true),
        ("2026-07-01T00:00:00Z", false),
        ("2026-07-01T00:00:00Z", true),
        ("2030-01-01T00:00:00Z", true),
        // The clock went back: what was public then, is not told by a later build.
        ("2026-06-30T23:59:59Z", false),
        ("2026-05-03T00:00:00Z", false),
        ("2026-05-02T00:00:00Z", false),
        ("2026-05-03T00:00:00Z", true),
    ] {
        assert_eq!(is_unchanged(&site.build_with(&["--now", now])), holds, "{now}");
        is_fresh(&site, &["--now", now]);
    }
}

#[test]
fn whatever_is_done_to_the_output_is_mended() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 8] = [
        ("another text of the same size", |out| {
            let text = fs::read_to_string(out.join("index.html")).unwrap();
            fs::write(out.join("index.html"), text.replace("Now", "Who")).unwrap();
        }),
        ("the same, with the time put back", |out| {
            let text = fs::read_to_string(out.join("index.html")).unwrap();
            let file = File::options().write(true).open(out.join("index.html")).unwrap();
            let modified: SystemTime = file.metadata().unwrap().modified().unwrap();
            fs::write(out.join("index.html"), text.replace("Now", "Who")).unwrap();
            file.set_modified(modified).unwrap();
        }),
        ("a file gone", |out| fs::remove_file(out.join("robots.txt")).unwrap()),
        ("a folder gone", |out| fs::remove_dir_all(out.join("entries")).unwrap()),
        ("all gone", |out| fs::remove_dir_all(out).unwrap()),
        ("the list of files gone, and all else", |out| {
            fs::remove_dir_all(out).unwrap();
            fs::create_dir(out).unwrap();
        }),
        ("a line of the list gone", |out| {
            let list = fs::read_to_string(out.join("tidings-manifest.txt")).unwrap();
            let list: String =
                list.lines().filter(|line| *line != "robots.txt").map(|line| format!("{line}\n")).collect();
            fs::write(out.join("tidings-manifest.txt"), list).unwrap();
            fs::remove_file(out.join("robots.txt")).unwrap();
        }),
        ("a copy in its place", |out| {
            run(Command::new("cp").arg("-a").arg(out).arg(out.with_file_name("copy"))).is_fine();
            fs::remove_dir_all(out).unwrap();
            fs::rename(out.with_file_name("copy"), out).unwrap();
        }),
    ];
    for (name, harm) in harms {
        let site = built();
        let before = files(&site.out());
        // The clock of a file system moves in steps.
        sleep(Duration::from_millis(30));
        harm(&site.out());
        assert!(!is_unchanged(&site.build()), "{name}");
        assert_eq!(files(&site.out()), before, "{name}");
        assert!(is_unchanged(&site.build()), "{name}, mended");
    }
}

#[test]
fn an_edit_at_the_very_moment_of_publishing_is_mended() {
    let site = built();
    let before = files(&site.out());
    for round in 0..20 {
        // Right behind the build, as close as one gets.
        let text = String::from_utf8(before["index.html"].clone()).unwrap().replace("Now", "Who");
        fs::write(site.out().join("index.html"), text).unwrap();
        assert!(!is_unchanged(&site.build()), "round {round}");
        assert_eq!(files(&site.out()), before, "round {round}");
    }
}

#[test]
fn an_older_site_put_back_is_replaced() {
    let site = built();
    let old = site.out().with_file_name("old");
    run(Command::new("cp").arg("-a").arg(site.out()).arg(&old)).is_fine();
    site.write("changelog/now.md", entry("Wow", "2026-05-04"));
    let new = site.built();
    fs::remove_dir_all(site.out()).unwrap();
    fs::rename(&old, site.out()).unwrap();
    assert!(!is_unchanged(&site.build()));
    assert_eq!(files(&site.out()), new);
}

#[test]
fn content_that_went_there_and_back_is_built_back() {
    let site = built();
    let before = files(&site.out());
    let kept = fs::read(record(&site)).unwrap();
    site.write("changelog/now.md", entry("Wow", "2026-05-04"));
    site.built();
    site.write("changelog/now.md", entry("Now", "2026-05-04"));
    // As if the build in between had not been able to keep its record.
    fs::write(record(&site), kept).unwrap();
    assert!(!is_unchanged(&site.build()));
    assert_eq!(files(&site.out()), before);
}

#[test]
fn files_of_others_neither_hinder_nor_suffer() {
    let site = built();
    fs::write(site.out().join("CNAME"), "acme.example").unwrap();
    fs::create_dir_all(site.out().join("entries/.git")).unwrap();
    assert!(is_unchanged(&site.build()));
    assert_eq!(fs::read_to_string(site.out().join("CNAME")).unwrap(), "acme.example");
    assert!(site.out().join("entries/.git").is_dir());
}

#[test]
fn a_record_that_is_damaged_or_of_another_site_counts_for_nothing() {
    let site = built();
    let whole = fs::read(record(&site)).unwrap();
    let other = built();
    other.write("changelog/now.md", entry("Wow", "2026-05-04")).built();
    let mut turned = whole.clone();
    turned[100] ^= 1;
    let foreign = fs::read(record(&other)).unwrap();
    for bytes in [&whole[..whole.len() / 2], &turned, &foreign, b"", b"{}\n", b"\xff\xfe"] {
        fs::write(record(&site), bytes).unwrap();
        assert!(!is_unchanged(&site.build()));
        assert!(is_unchanged(&site.build()));
    }
}

#[test]
fn where_nothing_can_be_kept_all_is_built() {
    let site = built();
    for cache in ["", "/dev/null", "/proc/nowhere"] {
        let build = || run(site.command().env("TIDINGS_CACHE_DIR", cache).args(["--now", NOW]));
        assert!(!is_unchanged(&build()) && !is_unchanged(&build()), "{cache}");
        assert_eq!(build().stderr, site.build().stderr);
    }
}

#[test]
fn the_cache_of_the_user_is_the_place() {
    let site = built();
    let home = site.out().with_file_name("home");
    let build = |name: &str| {
        let mut command = site.command();
        command.env_remove("TIDINGS_CACHE_DIR").env_remove("XDG_CACHE_HOME").env("HOME", home.join("me"));
        if !name.is_empty() {
            command.env("XDG_CACHE_HOME", home.join(name));
        }
        is_unchanged(&run(command.args(["--now", NOW])))
    };
    assert!(!build("") && build(""));
    assert!(home.join("me/.cache/tidings/builds").is_dir());
    assert!(!build("xdg") && build("xdg"));
    assert!(home.join("xdg/tidings/builds").is_dir());
}

#[test]
fn a_build_anew_can_be_asked_for() {
    let site = built();
    for (name, value) in [("TIDINGS_NO_CACHE", "1"), ("TIDINGS_NO_CACHE", "true")] {
        assert!(!is_unchanged(&run(site.command().env(name, value).args(["--now", NOW]))));
    }
    assert!(!is_unchanged(&site.build_with(&["--now", NOW, "--no-cache"])));
}

#[test]
fn another_program_builds_anew() {
    let site = built();
    let program = site.cache().join("tidings");
    fs::copy(env!("CARGO_BIN_EXE_tidings"), &program).unwrap();
    let build = || {
        let mut command = Command::new(&program);
        command.arg("build").arg(site.root()).arg("--output").arg(site.out()).args(["--now", NOW]);
        command.env("TIDINGS_CACHE_DIR", site.cache());
        is_unchanged(&run(&mut command))
    };
    assert!(!build() && build());
    // The same program, installed again.
    fs::copy(&program, site.cache().join("new")).unwrap();
    fs::rename(site.cache().join("new"), &program).unwrap();
    assert!(!build() && build());
}

#[test]
fn an_output_has_one_record_however_it_is_called() {
    let site = built();
    symlink(site.out(), site.out().with_file_name("link")).unwrap();
    let mut command = tidings();
    command.current_dir(site.out().parent().unwrap()).env("TIDINGS_CACHE_DIR", site.cache());
    command.args(["build", "site", "--output", "site/../link", "--now", NOW]);
    assert!(is_unchanged(&run(&mut command)));
    record(&site);
}
