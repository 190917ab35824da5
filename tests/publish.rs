//! The output folder changes whole or not at all, and nothing of the user's is touched.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::site::{HANGS, NOW, Site, files, run, tidings};

/// A site with a changelog of `entries` dated entries that say `word`.
fn site(entries: usize, word: &str) -> Site {
    let site = Site::new();
    for index in 0..entries {
        fill(&site, index, word);
    }
    site
}

fn fill(site: &Site, index: usize, word: &str) {
    let text = format!("+++\ntitle = \"Change {index}\"\ndate = 2026-05-04\n+++\nThis is {word}.\n");
    site.write(&format!("changelog/change-{index}.md"), text);
}

/// The names beside the site: nothing of Tidings' own may stay there but the output.
fn beside(site: &Site) -> Vec<String> {
    let names = fs::read_dir(site.root().parent().unwrap()).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Whether the files of the user may stop us at all: they never stop root.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_site() {
    let site = site(3, "old");
    let before = site.built();
    site.remove("changelog/change-1.md");
    let after = site.built();
    assert!(before.contains_key("entries/change-1/index.html"));
    assert!(!after.keys().any(|path| path.contains("change-1")));
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn a_build_over_an_old_site_equals_a_fresh_one() {
    let site = site(5, "old");
    site.built();
    (0..5).for_each(|index| fill(&site, index, if index == 2 { "new" } else { "old" }));
    site.remove("changelog/change-4.md");
    let over = site.built();
    fs::remove_dir_all(site.out()).unwrap();
    assert_eq!(site.built(), over);
}

#[test]
fn content_at_fault_leaves_the_old_site_and_tells_everything() {
    let site = site(3, "old");
    let before = site.built();
    site.write("changelog/bad-1.md", "+++\ntitel = \"x\"\n+++\n");
    site.write("changelog/bad-2.md", "+++\ndate = 2026-02-30\n+++\n");
    site.write("changelog/bad-3.md", b"caf\xe9");
    let ran = site.build();
    ran.ends_with(1).says("changelog/bad-1.md:2:1").says("changelog/bad-2.md:2:8").says("changelog/bad-3.md:1:4");
    ran.says("nothing was published");
    assert_eq!(files(&site.out()), before);
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn a_template_at_fault_leaves_the_old_site() {
    let site = site(1, "old");
    let before = site.built();
    site.write("templates/entry.html", "{{ no_such_thing.at_all }}");
    site.build().ends_with(1).says("templates/entry.html");
    assert_eq!(files(&site.out()), before);
}

#[test]
fn strangers_in_the_output_stay() {
    let site = site(1, "old");
    site.built();
    fs::create_dir_all(site.out().join(".git/objects")).unwrap();
    fs::write(site.out().join(".git/HEAD"), "ref").unwrap();
    fs::write(site.out().join("CNAME"), "acme.example").unwrap();
    fill(&site, 0, "new");
    let after = site.built();
    assert_eq!(after["CNAME"], b"acme.example");
    assert_eq!(after[".git/HEAD"], b"ref");
    assert!(site.out().join(".git/objects").is_dir());
    assert!(site.page("entries/change-0/index.html").contains("This is new"));
}

#[test]
fn a_stranger_in_the_way_is_named() {
    let site = site(1, "old");
    site.built();
    fs::create_dir_all(site.out().join("entries/mine")).unwrap();
    fs::write(site.out().join("entries/mine/index.html"), "mine").unwrap();
    site.write("changelog/mine.md", "+++\ntitle = \"Mine\"\ndate = 2026-05-04\n+++\n");
    let before = files(&site.out());
    site.build().ends_with(2).says("out/entries/mine/index.html is in the way of a page");
    assert_eq!(files(&site.out()), before);
}

#[test]
fn places_that_are_not_ours_are_refused_and_nothing_is_touched() {
    let site = site(1, "old");
    let home = site.root().parent().unwrap().to_owned();
    for (path, text) in [("foreign/x.txt", "x"), ("clone/.git/HEAD", "ref"), ("file", "x")] {
        let path = home.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    symlink("site/changelog", home.join("link")).unwrap();
    site.write("static/x.css", "x");
    let before = files(&home);
    for (out, fault) in [
        ("site", "holds the site itself"),
        (".", "holds the site itself"),
        ("site/static/../../site", "holds the site itself"),
        ("site/changelog", "lies in the site's changelog/"),
        ("site/static/new", "lies in the site's static/"),
        ("link", "lies in the site's changelog/"),
        ("foreign", "has files that Tidings did not write (such as "),
        ("clone", "clone/.git)"),
        ("file", "is not a folder"),
        ("/", "is the root of the file system"),
    ] {
        let ran = run(tidings().arg("build").arg(site.root()).arg("-o").arg(home.join(out)));
        ran.ends_with(2).says("refusing: ").says(fault);
        assert_eq!(files(&home), before, "{out}");
    }
    let ran =
        run(tidings().arg("build").arg(site.root()).arg("-o").arg(home.join("mine")).env("HOME", home.join("mine")));
    ran.ends_with(2).says("holds the home folder");
}

#[test]
fn a_foreign_folder_is_handed_over_as_the_help_says() {
    for names in [&[".git/HEAD"][..], &["CNAME", ".nojekyll"]] {
        let site = site(1, "new");
        for name in names {
            let file = site.out().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "mine").unwrap();
        }
        let refused = site.build();
        refused.ends_with(2).says("has files that Tidings did not write");
        assert_eq!(files(&site.out()).len(), names.len());
        let step = refused.stderr.lines().find_map(|line| line.split_once(": touch ")).unwrap().1.to_owned();
        run(std::process::Command::new("sh").args(["-c", &format!("touch {step}")])).is_fine();
        let after = site.built();
        names.iter().for_each(|name| assert_eq!(after[*name], b"mine", "{name}"));
    }
}

#[test]
fn an_output_that_is_a_link_is_followed_and_kept() {
    let site = site(1, "old");
    let real = site.out().with_file_name("real");
    fs::create_dir(&real).unwrap();
    symlink("real", site.out()).unwrap();
    site.built();
    fill(&site, 0, "new");
    site.built();
    assert_eq!(fs::read_link(site.out()).unwrap(), Path::new("real"));
    assert!(fs::read_to_string(real.join("entries/change-0/index.html")).unwrap().contains("This is new"));
    assert_eq!(beside(&site), ["out", "real", "site"]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let site = site(1, "old");
    fs::set_permissions(site.root().join("changelog/change-0.md"), fs::Permissions::from_mode(0o000)).unwrap();
    match is_root() {
        // Root may read it all the same.
        true => drop(site.build().is_fine()),
        false => drop(site.build().ends_with(3).says("cannot read ").says("change-0.md: permission denied")),
    }
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let site = site(1, "old");
    // Where not even root may make a folder.
    let ran = run(tidings().arg("build").arg(site.root()).args(["-o", "/proc/out"]));
    ran.ends_with(3).says("error[machine]: cannot write to /proc/out: ");
    let ran = run(tidings().arg("build").arg(site.root()).args(["-o", "/proc/deep/out"]));
    ran.ends_with(3).says("error[machine]: cannot write to /proc/deep/out: cannot make /proc/deep: ");
}

#[test]
fn what_a_dead_build_left_is_cleared() {
    let site = site(1, "old");
    let before = site.built();
    let left = site.out().with_file_name(".out.tidings");
    fs::create_dir_all(left.join("new/entries")).unwrap();
    fs::write(left.join("new/entries/half.html"), "half").unwrap();
    fs::rename(site.out(), left.join("old")).unwrap();
    assert_eq!(site.built(), before);
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn of_two_builds_at_once_both_come_to_their_end() {
    let site = site(40, "old");
    let start = || site.command().args(["--now", NOW]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let builds: Vec<Child> = (0..4).map(|_| start()).collect();
    for build in builds {
        let output = build.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let after = files(&site.out());
    assert_eq!(site.built(), after);
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn a_build_waits_for_another_one_and_takes_over_from_a_dead_one() {
    use rustix::process::{Pid, Signal, kill_process};
    use std::io::{BufRead, BufReader};
    let site = site(400, "old");
    let mut first = start_quietly(&site);
    let waited = Instant::now();
    while !site.out().with_file_name(".out.tidings/new").exists() && waited.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(1));
    }
    kill_process(Pid::from_child(&first), Signal::STOP).unwrap();
    assert!(!site.out().exists(), "the first build is still at it");
    let mut second = site.command().args(["--now", NOW]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(second.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert_eq!(told, format!("waiting for another build that is writing {}\n", site.out().display()));
    assert!(!site.out().exists() && second.try_wait().unwrap().is_none(), "the second build waits");
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(second.wait().unwrap().success());
    assert!(site.page("entries/change-399/index.html").contains("This is old"));
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn a_build_that_waited_in_vain_says_so() {
    let site = site(1, "old");
    let lock = site.out().with_file_name(".out.tidings");
    fs::create_dir(&lock).unwrap();
    let held = fs::File::open(&lock).unwrap();
    rustix::fs::flock(&held, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    site.build().ends_with(3).says("another build is writing ").says("wait for it to end");
    assert!(!site.out().exists());
    drop(held);
    site.built();
}

#[test]
fn a_killed_build_leaves_a_whole_site_and_the_next_one_clears_up() {
    let site = site(60, "old");
    let old = site.built();
    (0..60).for_each(|index| fill(&site, index, "new"));
    let (new, time) = {
        let other = Site::copy_of(&site.root());
        let began = Instant::now();
        (other.built(), began.elapsed())
    };
    for step in 0..8 {
        let mut build = start_quietly(&site);
        sleep(time * step / 8);
        build.kill().unwrap();
        build.wait().unwrap();
        let now = files(&site.out());
        assert!(now == old || now == new, "torn after {step}/8: {:?}", now.keys());
    }
    assert_eq!(site.built(), new);
    assert_eq!(beside(&site), ["out", "site"]);
}

#[test]
fn a_signal_ends_a_build_at_once_and_leaves_nothing() {
    use rustix::process::{Pid, Signal, kill_process};
    let site = site(60, "old");
    let old = site.built();
    (0..60).for_each(|index| fill(&site, index, "new"));
    for (step, signal) in [Signal::INT, Signal::TERM].into_iter().cycle().take(8).enumerate() {
        let mut build = start_quietly(&site);
        let waited = Instant::now();
        // Before it watches for signals, there is nothing to be cleared, and the signal ends it all the same.
        while !site.out().with_file_name(".out.tidings").exists() && waited.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(4 * step as u64));
        let sent = Instant::now();
        let _ = kill_process(Pid::from_child(&build), signal);
        let status = build.wait().unwrap();
        assert!(matches!(status.code(), Some(130 | 0)), "{status}");
        assert!(sent.elapsed() < HANGS, "{:?}", sent.elapsed());
        assert_eq!(beside(&site), ["out", "site"]);
        if status.code() == Some(130) {
            assert_eq!(files(&site.out()).len(), old.len());
        }
    }
}

fn start_quietly(site: &Site) -> Child {
    site.command().args(["--now", NOW]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}
