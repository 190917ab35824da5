//! What a release prints to be copied does what it says, wherever it is typed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::repository::{commit, entry, git};
use crate::site::{CONFIG, Ran, Site, run, tidings};

/// Runs what is printed in `here`, with a `gh` that keeps what it is given.
fn copied(steps: &str, here: &Path, tools: &Path) {
    fs::create_dir_all(tools).unwrap();
    let told = tools.join("told");
    let gh = format!("#!/bin/sh\n{{ echo \"$@\"; cat; }} > '{}'\n", told.display());
    for (name, text) in
        [("gh", gh), ("tidings", format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_tidings")))]
    {
        let tool = tools.join(name);
        fs::write(&tool, text).unwrap();
        run(Command::new("chmod").arg("+x").arg(tool)).is_fine();
    }
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", steps]).current_dir(here).env("PATH", format!("{}:{path}", tools.display()));
    shell.env("SOURCE_DATE_EPOCH", "1781524800").env("GIT_CONFIG_GLOBAL", "/dev/null").env("TIDINGS_CACHE_DIR", "");
    for role in ["AUTHOR", "COMMITTER"] {
        shell.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
    }
    run(&mut shell).is_fine();
}

fn released(here: &Path, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.arg("release").args(arguments).current_dir(here).stdin(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", "1781524800").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let ran = run(&mut command);
    ran.is_fine();
    ran
}

#[test]
fn printed_commands_can_be_copied_wherever_one_is() {
    // The repository is above the site, or is the site; one is in the site, in the repository, or in neither.
    for (top, here, root) in [
        ("..", "it's a site", None),
        ("..", ".", Some("it's a site")),
        (".", ".", Some("it's a site")),
        (".", "it's a site/changelog", None),
        ("..", "elsewhere", Some("../it's a site")),
    ] {
        let site = Site::new();
        let above = site.root().parent().unwrap().to_owned();
        let config = "repository = \"https://github.com/acme/app\"\n[release]\nchangelog = \"CHANGELOG.md\"\n";
        site.write("tidings.toml", format!("{CONFIG}{config}"));
        site.write("changelog/unreleased/a.md", entry("added", "pull_requests = [7]\n", "It works."));
        fs::create_dir(above.join("elsewhere")).unwrap();
        let origin = above.join("elsewhere/origin");
        git(&above, &["init", "--quiet", "--bare", origin.to_str().unwrap()]);
        git(site.root().join(top), &["init", "--quiet", "--initial-branch=main"]);
        git(site.root().join(top), &["remote", "add", "origin", origin.to_str().unwrap()]);
        fs::write(above.join(".gitignore"), "elsewhere\n").unwrap();
        commit(&site, "Begin");
        let moved = above.join("it's a site");
        fs::rename(site.root(), &moved).unwrap();
        if top == ".." {
            git(&above, &["add", "--all"]);
            git(&above, &["commit", "--quiet", "-m", "Move"]);
        }
        let here = above.join(here);
        let mut arguments = vec!["1.0.0"];
        arguments.extend(root.iter().flat_map(|root| ["--root", root]));
        let ran = released(&here, &arguments);
        let steps = ran.stdout.split_once("What to do next:\n").unwrap().1;
        let tools = above.join("elsewhere/tools");
        copied(steps, &here, &tools);
        assert_eq!(git(&moved, &["status", "--porcelain"]), "", "{steps}");
        assert_eq!(git(&origin, &["tag", "--list"]), "v1.0.0\n", "{steps}");
        let told = fs::read_to_string(tools.join("told")).unwrap();
        assert!(told.starts_with("release create v1.0.0 --verify-tag --notes-file -\n"), "{told}");
        assert!(told.contains("It works. ([#7](https://github.com/acme/app/pull/7))"), "{told}");
    }
}
