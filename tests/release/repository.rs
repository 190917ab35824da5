//! A site in a repository of its own, and what is done there.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::site::{CONFIG, Ran, Site, files, run, tidings};

/// A site in a repository of its own, on its branch `main`, with one release behind it.
pub fn repository() -> Site {
    let site = Site::new();
    let config = "[release]\nchangelog = \"CHANGELOG.md\"\n[release.files]\n\"Cargo.toml\" = \"package.version\"\n\"README.md\" = [\"acme@{version}\"]\n";
    site.write("tidings.toml", format!("{CONFIG}{config}"));
    site.write("Cargo.toml", "[package]\nname = \"acme\"\nversion = \"1.0.0\" # kept by tidings\n");
    site.write("README.md", "Install acme@1.0.0, or acme@next.\n");
    site.write("changelog/1.0.0/release.md", "+++\ndate = 2026-01-10\n+++\n");
    site.write("changelog/1.0.0/first.md", "+++\ntype = \"added\"\n+++\nEverything.\n");
    site.write(
        "roadmap/offline.md",
        "+++\ntitle = \"Offline mode\"\nstatus = \"planned\" # for now\n+++\nWithout a network.\n",
    );
    git(site.root(), &["init", "--quiet", "--initial-branch=main"]);
    commit(&site, "Begin");
    site
}

pub fn git(folder: impl AsRef<Path>, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
    ran.stdout
}

pub fn commit(site: &Site, message: &str) {
    git(site.root(), &["add", "--all"]);
    git(site.root(), &["commit", "--quiet", "-m", message]);
}

pub fn command(site: &Site, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.args(arguments).current_dir(site.root()).stdin(Stdio::null());
    // 2026-06-15, as in NOW.
    command.env("SOURCE_DATE_EPOCH", "1781524800").env("GIT_CONFIG_GLOBAL", "/dev/null");
    run(&mut command)
}

pub fn release(site: &Site, arguments: &[&str]) -> Ran {
    command(site, &[&["release"], arguments].concat())
}

pub fn text(site: &Site, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn content(site: &Site) -> Vec<String> {
    files(&site.root()).into_keys().filter(|path| path.starts_with("changelog/")).collect()
}

pub fn entry(kind: &str, more: &str, body: &str) -> String {
    format!("+++\ntype = \"{kind}\"\n{more}+++\n{body}\n")
}
