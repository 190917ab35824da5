//! A day in a repository, as a story: what people type from morning to evening, and the site after each step.

use std::collections::BTreeSet;
use std::process::Command;

use tempfile::TempDir;

use super::repository::{command, commit, content, git, release, repository, text};
use crate::site::{Ran, Site, run};

#[test]
fn a_day_in_a_repository() {
    let mut day = Day::begins();
    let everything = ("1.0.0", &["Everything."][..]);
    day.looks(&Looks { versions: "1.0.0", latest: "1.0.0", waiting: &[], releases: &[everything] });

    // Two people work on two branches. Who forgot the entry is reminded, and what is proposed can be copied.
    day.git("switch --quiet --create search");
    day.works_on("search.rs");
    day.writes("search", "added", "Search answers at once.");
    day.saves("Search");
    day.check(&["--since", "main"]).is_fine().is_silent_on("no-entry");
    day.git("switch --quiet --create crash main");
    day.works_on("crash.rs");
    day.saves("Fix a crash");
    let reminder = day.check(&["--since", "main"]);
    reminder.is_fine().says("this change touches src/crash.rs, and brings no entry");
    day.check(&["--since", "main", "--require"]).ends_with(1);
    day.copies_what_is_proposed(&reminder);
    day.saves("The entry for it");
    day.check(&["--since", "main", "--require"]).is_fine();

    // Both branches come from the same state, and merge without a conflict.
    day.git("switch --quiet main");
    day.git("merge --quiet --no-edit search");
    day.git("merge --quiet --no-edit crash");
    let both = &["Fix a crash.", "Search answers at once."];
    day.looks(&Looks { versions: "1.0.0", latest: "1.0.0", waiting: both, releases: &[everything] });

    // A pre-release tells what is coming and leaves it waiting.
    let ran = release(&day.site, &["auto", "--pre", "rc"]);
    day.is_told(&ran, "Pre-released 1.1.0-rc.1: 2 entries, which wait for 1.1.0 still");
    day.does_as_told(&ran);
    let announced = ("1.1.0-rc.1", &both[..]);
    let releases = [announced, everything];
    day.looks(&Looks { versions: "1.1.0-rc.1 1.0.0", latest: "1.0.0", waiting: both, releases: &releases });
    day.changelog_is_exported();
    let next = release(&day.site, &["auto", "--pre", "rc", "--dry-run"]);
    assert!(next.is_fine().stdout.contains("Pre-released 1.1.0-rc.2: "), "{}", next.stdout);

    // The release takes them.
    let ran = release(&day.site, &["auto"]);
    day.is_told(&ran, "Released 1.1.0: 2 entries");
    day.does_as_told(&ran);
    assert_eq!(day.tags(), "v1.1.0\nv1.1.0-rc.1\n", "pushed, too");
    let waiting = content(&day.site).into_iter().filter(|path| path.contains("unreleased"));
    assert_eq!(waiting.count(), 0);
    let versions = "1.1.0 1.1.0-rc.1 1.0.0";
    let releases = [("1.1.0", &both[..]), announced, everything];
    day.looks(&Looks { versions, latest: "1.1.0", waiting: &[], releases: &releases });
    day.changelog_is_exported();

    // An entry that was forgotten joins it. The release stays of its day and under its tag.
    day.writes("late", "fixed", "Forgotten before.");
    day.saves("Late");
    let before = text(&day.site, "changelog/1.1.0/release.md");
    let ran = release(&day.site, &["1.1.0"]);
    day.is_told(&ran, "Joined 1.1.0: 1 entry");
    assert!(!ran.stdout.contains("git tag"), "{}", ran.stdout);
    day.does_as_told(&ran);
    assert_eq!(text(&day.site, "changelog/1.1.0/release.md"), before);
    let three = &["Fix a crash.", "Forgotten before.", "Search answers at once."];
    let releases = [("1.1.0", &three[..]), announced, everything];
    day.looks(&Looks { versions, latest: "1.1.0", waiting: &[], releases: &releases });
    day.changelog_is_exported();

    // Work goes on, while a hotfix is made from the tag: there, what came later is not known.
    day.writes("next", "added", "For the next one.");
    day.saves("Next");
    day.git("switch --quiet --create hotfix v1.1.0");
    day.forgets_what_came_later();
    day.writes("leak", "fixed", "No more leak.");
    day.saves("Leak");
    let ran = release(&day.site, &["auto"]);
    day.is_told(&ran, "Released 1.1.1: 1 entry");
    day.does_as_told(&ran);
    let versions = "1.1.1 1.1.0 1.1.0-rc.1 1.0.0";
    let releases = [("1.1.1", &["No more leak."][..]), ("1.1.0", both), announced, everything];
    day.looks(&Looks { versions, latest: "1.1.1", waiting: &[], releases: &releases });
    day.changelog_is_exported();

    // Merged back, both are there.
    day.git("switch --quiet main");
    day.git("merge --quiet --no-edit hotfix");
    let releases = [("1.1.1", &["No more leak."][..]), ("1.1.0", three), announced, everything];
    let waiting = &["For the next one."];
    day.looks(&Looks { versions, latest: "1.1.1", waiting, releases: &releases });

    // The next release.
    let ran = release(&day.site, &["auto"]);
    day.is_told(&ran, "Released 1.2.0: 1 entry");
    day.does_as_told(&ran);
    let versions = "1.2.0 1.1.1 1.1.0 1.1.0-rc.1 1.0.0";
    let [hotfix, ..] = releases;
    let releases = [("1.2.0", &waiting[..]), hotfix, ("1.1.0", three), announced, everything];
    day.looks(&Looks { versions, latest: "1.2.0", waiting: &[], releases: &releases });
    day.changelog_is_exported();

    // In the evening the older line goes on, and takes nothing back.
    day.writes("old", "fixed", "For those who stay.");
    day.saves("A repair for 1.1");
    let ran = release(&day.site, &["1.1.2"]);
    ran.says("Cargo.toml stays as it is: it says 1.2.0, which is newer");
    day.is_told(&ran, "Released 1.1.2: 1 entry");
    day.does_as_told(&ran);
    let versions = "1.2.0 1.1.2 1.1.1 1.1.0 1.1.0-rc.1 1.0.0";
    let stay = ("1.1.2", &["For those who stay."][..]);
    let releases = [("1.2.0", &waiting[..]), stay, hotfix, ("1.1.0", three), announced, everything];
    day.looks(&Looks { versions, latest: "1.2.0", waiting: &[], releases: &releases });
    day.changelog_is_exported();
    assert!(text(&day.site, "Cargo.toml").contains("version = \"1.2.0\""));
    assert_eq!(day.tags(), "v1.1.0\nv1.1.0-rc.1\nv1.1.1\nv1.1.2\nv1.2.0\n");
}

/// A repository, where it is pushed to, and what readers of its site have seen.
struct Day {
    site: Site,
    origin: TempDir,
    /// The ids of entries and of items in feeds. None may ever be gone, or readers would see a thing twice.
    ids: BTreeSet<String>,
}

/// What a reader finds on the site.
struct Looks<'a> {
    /// As they are listed.
    versions: &'a str,
    /// What `latest.txt` says.
    latest: &'a str,
    /// The changes on the page of what is unreleased, by their texts.
    waiting: &'a [&'a str],
    /// The changes on the page of each release.
    releases: &'a [(&'a str, &'a [&'a str])],
}

impl Day {
    fn begins() -> Self {
        let (site, origin) = (repository(), TempDir::new().unwrap());
        git(origin.path(), &["init", "--quiet", "--bare", "--initial-branch=main"]);
        git(site.root(), &["remote", "add", "origin", origin.path().to_str().unwrap()]);
        Self { site, origin, ids: BTreeSet::new() }
    }

    #[track_caller]
    fn git(&self, words: &str) -> String {
        git(self.site.root(), &words.split(' ').collect::<Vec<_>>())
    }

    /// The tags that others see.
    fn tags(&self) -> String {
        git(self.origin.path(), &["tag", "--list"])
    }

    fn works_on(&self, file: &str) {
        self.site.write(&format!("src/{file}"), "// work\n");
    }

    fn writes(&self, name: &str, kind: &str, words: &str) {
        command(&self.site, &["new", "entry", "-t", kind, "-b", words, "--name", name]).is_fine();
    }

    fn saves(&self, message: &str) {
        commit(&self.site, message);
    }

    fn check(&self, arguments: &[&str]) -> Ran {
        command(&self.site, &[&["check"], arguments].concat())
    }

    /// The reminder names a file, and all that it may say.
    #[track_caller]
    fn copies_what_is_proposed(&self, reminder: &Ran) {
        let proposed = reminder.stderr.split_once("help: write ").expect("a file is proposed").1;
        let (path, text) = proposed.split_once(", such as:\n\n").unwrap();
        self.site.write(path, text.split_once("\n\nIf readers").unwrap().0);
    }

    #[track_caller]
    fn is_told(&self, ran: &Ran, headline: &str) {
        assert_eq!(ran.is_fine().stdout.lines().next(), Some(headline));
    }

    /// Copies what is printed into a shell; then everything is committed.
    #[track_caller]
    fn does_as_told(&self, ran: &Ran) {
        let steps = ran.stdout.split_once("What to do next:\n").expect("next steps are printed").1;
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", steps]).current_dir(self.site.root());
        shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            shell.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
        }
        run(&mut shell).is_fine();
        assert_eq!(self.git("status --porcelain"), "");
    }

    /// On a branch from an older state there is less than was seen before.
    fn forgets_what_came_later(&mut self) {
        self.ids.clear();
    }

    /// Builds the site and looks at it; there is nothing to complain about.
    #[track_caller]
    fn looks(&mut self, looks: &Looks<'_>) {
        let checked = self.check(&["--strict"]);
        assert!(checked.is_fine().stdout.ends_with(": nothing to complain about\n"), "{}", checked.stdout);
        let built = self.site.build_with(&["--strict", "--now", crate::site::NOW]);
        assert_eq!(built.is_fine().stderr, "");
        let list = self.site.page("releases/index.md");
        let versions = list.lines().filter_map(|line| line.strip_prefix("- [")?.split_once("](")?.0.into());
        let versions: Vec<&str> = versions.filter(|name: &&str| !name.contains("://")).collect();
        assert_eq!(versions.join(" "), looks.versions, "{list}");
        assert_eq!(self.site.page("latest.txt"), format!("{}\n", looks.latest));
        let latest = self.site.page("latest/index.html");
        assert!(latest.contains(&format!("releases/{}/", looks.latest)), "{latest}");
        assert_eq!(self.changes("unreleased/index.md"), looks.waiting);
        for (version, changes) in looks.releases {
            assert_eq!(self.changes(&format!("releases/{version}/index.md")), *changes, "of {version}");
        }
        self.ids_stay();
    }

    /// The texts of the changes on a page, in order of their letters.
    fn changes(&self, page: &str) -> Vec<String> {
        let text = self.site.page(page);
        let changes = text.lines().filter_map(|line| line.strip_prefix("- ")).filter(|text| text.ends_with('.'));
        let mut changes: Vec<String> = changes.map(str::to_owned).collect();
        changes.sort();
        changes
    }

    /// Whoever has seen a thing in a feed or through the API knows it again.
    #[track_caller]
    fn ids_stay(&mut self) {
        let ids = |path: &str, list: &str| -> Vec<String> {
            let told: serde_json::Value = serde_json::from_str(&self.site.page(path)).unwrap();
            let items = told[list].as_array().unwrap().iter();
            items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        let told = [ids("feed.json", "items"), ids("api/entries.json", "entries")].concat();
        let now: BTreeSet<String> = told.iter().cloned().collect();
        assert_eq!(now.len(), told.len(), "an id twice: {told:?}");
        let gone: Vec<&String> = self.ids.difference(&now).collect();
        assert!(gone.is_empty(), "gone: {gone:?}");
        self.ids = now;
    }

    /// CHANGELOG.md is what the site exports.
    #[track_caller]
    fn changelog_is_exported(&self) {
        let exported = command(&self.site, &["export", "changelog"]);
        assert_eq!(text(&self.site, "CHANGELOG.md"), exported.is_fine().stdout);
    }
}
