//! Cases that a writer of entries could have written: a folder of `tests/cases` is a site, and what must come of it.
//!
//! `site/` is the input; without a `tidings.toml` it gets the least one. `expected.txt` is how the build ended and
//! what it said, whole. `pages.txt`, when there is one, tells of the output, one line each:
//!
//! ```text
//! entries/a/index.html has <h1>A</h1>
//! entries/a/index.html lacks <script
//! entries/b/index.html absent
//! ```
//!
//! `flags.txt` holds further flags of the command. `BLESS=1 cargo test cases` writes every `expected.txt` anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::site::{NOW, Ran, Site, files};

#[test]
fn cases_come_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("site").is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let faults: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(faults.is_empty(), "{}\n(BLESS=1 cargo test cases accepts what was said)", faults.join("\n"));
}

/// What differs from the case's files.
fn check(case: &Path) -> Vec<String> {
    let name = case.file_name().unwrap().to_string_lossy();
    let site = Site::copy_of(&case.join("site"));
    let flags = fs::read_to_string(case.join("flags.txt")).unwrap_or_default();
    let ran = site.build_with(&["--now", NOW].into_iter().chain(flags.split_whitespace()).collect::<Vec<_>>());
    let mut faults = Vec::new();
    if let Some(fault) = golden(&case.join("expected.txt"), &transcript(&ran, &site)) {
        faults.push(format!("== {name}\n{fault}"));
    }
    let pages = if site.out().is_dir() { files(&site.out()) } else { BTreeMap::new() };
    let wishes = fs::read_to_string(case.join("pages.txt")).unwrap_or_default();
    let lines = wishes.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    faults.extend(lines.filter_map(|line| unfulfilled(line, &pages)).map(|fault| format!("== {name}: {fault}")));
    faults
}

/// How a build ended and what it said, without what differs from run to run.
pub fn transcript(ran: &Ran, site: &Site) -> String {
    let place = |text: &str| {
        let text = text.replace(&*site.root().to_string_lossy(), "[SITE]");
        text.replace(&*site.out().to_string_lossy(), "[OUT]")
    };
    assert!(!ran.stderr.contains("panicked at"), "{}", ran.stderr);
    format!("exit {}\n{}", ran.code, place(&without_times(&ran.stderr)))
}

/// Durations (`12 ms`, `1.2 s`) become `[TIME]`.
fn without_times(text: &str) -> String {
    let line = |line: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        for at in (1..words.len()).rev() {
            let is_unit = matches!(words[at].trim_end_matches(['.', ',', ';', ')']), "ms" | "s" | "µs");
            if is_unit && words[at - 1].parse::<f64>().is_ok() {
                words.splice(at - 1..=at, ["[TIME]"]);
            }
        }
        words.join(" ")
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// What is wrong with `text`, held against a file; with `BLESS=1` the file is written and all is well.
pub fn golden(file: &Path, text: &str) -> Option<String> {
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, text).unwrap();
        return None;
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    (expected != text).then(|| format!("-- expected ({})\n{expected}-- was\n{text}", file.display()))
}

/// The line of `pages.txt` that does not hold, and why.
fn unfulfilled(line: &str, pages: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let (path, wish) = line.split_once(' ').unwrap_or((line, "absent"));
    let page = pages.get(path).map(|bytes| String::from_utf8_lossy(bytes));
    let holds = match (wish.split_once(' '), page) {
        (None, page) if wish == "absent" => page.is_none(),
        (None, page) if wish == "present" => page.is_some(),
        (Some(("has", words)), Some(page)) => page.contains(words),
        (Some(("lacks", words)), Some(page)) => !page.contains(words),
        (Some(("has" | "lacks", _)), None) => {
            return Some(format!("{path} is not there; there are {:#?}", pages.keys()));
        }
        _ => panic!("`{line}`: a line is `PATH has WORDS`, `PATH lacks WORDS`, `PATH absent` or `PATH present`"),
    };
    (!holds).then(|| line.to_owned())
}
