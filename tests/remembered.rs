//! What a build remembers of the code in the content saves work, and changes nothing.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Command;

use crate::site::{NOW, Site, files, run, tidings};

/// Enough code to be remembered: of known languages and others, in sections and not, some that is too deep.
fn site_with_code() -> Site {
    let site = Site::new();
    for number in 0..30 {
        let mut text = "+++\ntitle = \"A\"\ndate = 2026-05-04\n+++\n".to_owned();
        for (language, code) in
            [("rust", "let é = \"<b>\";"), ("sh", "ls -l # no"), ("klingon", "a < b"), ("diff", "+a\n-b")]
        {
            write!(text, "## {}\n\n```{language}\n{code} {number}\n```\n\n", ["Added", "Text"][number % 2]).unwrap();
        }
        site.write(&format!("changelog/{number}.md"), text);
    }
    let deep = "- ".repeat(300);
    site.write("changelog/deep.md", format!("+++\ntitle = \"D\"\ndate = 2026-05-04\n+++\n```yaml\n{deep}END\n```\n"));
    site
}

fn edit(site: &Site, text: &str) {
    site.write("changelog/edited.md", format!("+++\ntitle = \"E\"\ndate = 2026-05-04\n+++\n{text}\n"));
}

/// What the site remembers, if anything.
fn memory(site: &Site) -> Option<PathBuf> {
    let found = fs::read_dir(site.cache().join("highlights")).ok()?;
    let found: Vec<PathBuf> = found.map(|file| file.unwrap().path()).collect();
    assert!(found.len() <= 1, "{found:?}");
    found.first().cloned()
}

/// The published site is what a build without memory makes elsewhere.
#[track_caller]
fn is_fresh(site: &Site) {
    let fresh = site.out().with_file_name("fresh");
    run(tidings().arg("build").arg(site.root()).arg("--output").arg(&fresh).args(["--now", NOW])).is_fine();
    assert!(files(&site.out()) == files(&fresh));
    fs::remove_dir_all(fresh).unwrap();
}

#[test]
fn code_looks_the_same_with_a_memory_of_it() {
    let site = site_with_code();
    site.build().is_fine();
    is_fresh(&site);
    let file = memory(&site).unwrap();
    let (inode, mode) = (fs::metadata(&file).unwrap().ino(), fs::metadata(&file).unwrap().permissions().mode());
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(site.page("entries/deep/index.html").matches("END").count(), 1, "what is given up is there once");

    edit(&site, "No code.");
    site.build().is_fine();
    is_fresh(&site);
    assert_eq!(fs::metadata(&file).unwrap().ino(), inode, "all code was known");

    let kept = fs::read(&file).unwrap();
    edit(&site, "```js\nlet a = 1;\n```");
    site.build().is_fine();
    is_fresh(&site);
    assert!(fs::read(&file).unwrap().len() > kept.len());

    site.remove("changelog/edited.md").build().is_fine();
    is_fresh(&site);
    assert!(fs::read(&file).unwrap() == kept, "what is gone is forgotten");
}

#[test]
fn a_damaged_memory_is_none() {
    let site = site_with_code();
    site.build().is_fine();
    let file = memory(&site).unwrap();
    let whole = fs::read(&file).unwrap();
    let turned = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let last = whole.len() - 1;
    let damaged =
        [vec![], b"garbage".to_vec(), whole[..last].to_vec(), turned(0), turned(40), turned(60), turned(last)];
    for (number, bytes) in damaged.into_iter().enumerate() {
        fs::write(&file, bytes).unwrap();
        edit(&site, &number.to_string());
        site.build().is_fine();
        is_fresh(&site);
        assert!(fs::read(&file).unwrap() == whole, "{number}: it was made anew");
    }
}

#[test]
fn another_program_remembers_for_itself() {
    let site = site_with_code();
    site.build().is_fine();
    let file = memory(&site).unwrap();
    let before = fs::read(&file).unwrap();
    let program = site.cache().join("tidings");
    fs::copy(env!("CARGO_BIN_EXE_tidings"), &program).unwrap();
    let mut command = Command::new(&program);
    command.arg("build").arg(site.root()).arg("--output").arg(site.out()).args(["--now", NOW]);
    run(command.env("TIDINGS_CACHE_DIR", site.cache())).is_fine();
    let after = fs::read(&file).unwrap();
    assert!(after != before && after.len() == before.len());
    is_fresh(&site);
}

#[test]
fn little_code_is_not_remembered_and_none_when_nothing_may_be() {
    let site = Site::new();
    edit(&site, "```js\nlet a = 1;\n```");
    site.build().is_fine();
    assert_eq!(memory(&site), None);
    let site = site_with_code();
    site.build_with(&["--now", NOW, "--no-cache"]).is_fine();
    assert_eq!(memory(&site), None);
}
