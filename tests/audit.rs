//! `tidings audit` on real repositories: which merged changes have no entry, and which entries no change.

use std::process::Command;

use crate::site::{Ran, Site, run, tidings};

/// A repository with a site in `site/` of it, tagged `v1.0.0`.
struct Repository(Site);

impl Repository {
    fn new() -> Self {
        let repository = Self(Site::new());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.work("src/a.rs").commit("Begin").git(&["tag", "v1.0.0"]);
        repository
    }

    fn git(&self, arguments: &[&str]) -> &Self {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(self.0.root().parent().unwrap());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        self
    }

    /// Changes a file beside the site.
    fn work(&self, path: &str) -> &Self {
        let file = self.0.root().parent().unwrap().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let old = std::fs::read_to_string(&file).unwrap_or_default();
        std::fs::write(file, old + "work\n").unwrap();
        self
    }

    fn entry(&self, name: &str, front: &str) -> &Self {
        let text = format!("+++\ntype = \"added\"\n{front}+++\nThe {name}.\n");
        self.0.write(&format!("changelog/unreleased/{name}.md"), text);
        self
    }

    fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "--all"]).git(&["commit", "--quiet", "--allow-empty", "-m", message])
    }

    /// A branch with one commit of work, merged as a forge does it.
    fn merge(&self, message: &str, body: &str, of_commit: &str) -> &Self {
        self.git(&["switch", "--quiet", "-c", "work"]).work("src/b.rs").commit(of_commit);
        self.git(&["switch", "--quiet", "main"])
            .git(&["merge", "--quiet", "--no-ff", "work", "-m", message, "-m", body]);
        self.git(&["branch", "--quiet", "-d", "work"])
    }

    fn audit(&self, arguments: &[&str]) -> Ran {
        run(tidings().arg("audit").args(arguments).current_dir(self.0.root()))
    }
}

#[test]
fn a_change_without_an_entry_is_told() {
    let repository = Repository::new();
    repository.work("src/a.rs").commit("Search faster (#12)");
    repository.merge("Merge pull request #13 from ada/maps", "Maps turn", "wip");
    repository.merge("Merge branch 'x' into 'main'", "Tiles load\n\nSee merge request acme/acme!14", "wip");
    let ran = repository.audit(&["v1.0.0.."]);
    ran.is_fine().says("\"Search faster (#12)\" was merged and has no entry");
    ran.says("`tidings new entry --pr 12` writes one").says("\"Maps turn\" was merged").says("--pr 13");
    ran.says("\"Tiles load\" was merged").says("--pr 14").is_silent_on("wip");
    let order = ["Search faster", "Maps turn", "Tiles load"].map(|title| ran.stderr.find(title));
    assert!(order.is_sorted(), "not the oldest first:\n{}", ran.stderr);
    assert_eq!(ran.stdout, "Audited 3 changes and 0 new entries: 3 warnings\n");
    repository.audit(&["1.0.0..main", "--strict"]).ends_with(1).says("error[unrecorded-change]");
}

#[test]
fn a_change_has_an_entry_that_came_with_it_or_names_it() {
    let repository = Repository::new();
    repository.work("src/a.rs").entry("one", "").commit("One");
    repository.work("src/a.rs").commit("Two (#2)");
    repository.merge("Merge pull request #3 from ada/three", "Three", "wip");
    repository.work("src/a.rs").commit("Four");
    let folder = repository.0.root();
    let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(&folder).output().unwrap().stdout;
    let hash = String::from_utf8(head).unwrap();
    let link = format!("links = [{{ title = \"Commit\", url = \"https://git.example/a/commit/{}\" }}]\n", &hash[..12]);
    repository.entry("two", "pull_requests = [2]\n");
    repository.entry("three", "pull_requests = [\"https://github.com/acme/acme/pull/3\"]\n").entry("four", &link);
    let ran = repository.commit("Write entries").audit(&["v1.0.0.."]);
    assert_eq!(
        (ran.is_fine().stderr.as_str(), ran.stdout.as_str()),
        ("", "Audited 5 changes and 4 new entries: nothing is missing\n")
    );
    let elsewhere = "pull_requests = [\"other/thing#2\"]\n";
    repository.entry("two", elsewhere).audit(&["v1.0.0.."]).is_fine().says("\"Two (#2)\" was merged and has no entry");
}

#[test]
fn some_changes_need_no_entry() {
    let repository = Repository::new();
    repository.0.write("tidings.toml", format!("{}[check.since]\nignore = [\"docs/\"]\n", crate::site::CONFIG));
    repository.commit("Settings");
    repository.work("docs/a.md").commit("Words (#1)");
    repository.work("src/a.rs").commit("Tests (#2)\n\nChangelog: none");
    repository.merge("Merge pull request #3 from ada/tidy", "Tidy", "Tidy up\n\nChangelog: none");
    repository.work("src/c.rs").commit("Hasty (#4)").git(&["revert", "--no-edit", "HEAD"]);
    let ran = repository.audit(&["v1.0.0.."]);
    assert_eq!(ran.is_fine().stderr, "");
    assert_eq!(ran.stdout, "Audited 6 changes (4 that need none) and 0 new entries: nothing is missing\n");
    repository.git(&["revert", "--no-edit", "HEAD"]).audit(&["v1.0.0.."]).is_fine().says("\"Hasty (#4)\" was merged");
}

#[test]
fn an_entry_without_a_change_is_told_wherever_it_moved() {
    let repository = Repository::new();
    repository.entry("alone", "pull_requests = [99]\n").commit("An entry");
    repository.work("src/a.rs").entry("with", "").commit("Work");
    let ran = repository.audit(&["v1.0.0.."]);
    ran.is_fine().says("warning[unmerged-entry]").says("request 99, which it names, was not merged in this range");
    ran.says("--> changelog/unreleased/alone.md");
    assert!(ran.stdout.ends_with("and 2 new entries: 1 warning\n"), "{}", ran.stdout);
    for name in ["alone", "with"] {
        repository.0.rename(&format!("changelog/unreleased/{name}.md"), &format!("changelog/1.1.0/{name}.md"));
    }
    let ran = repository.commit("Release 1.1.0").audit(&["v1.0.0.."]);
    ran.is_fine().says("--> changelog/1.1.0/alone.md").is_silent_on("with.md");
    // What moved has not come.
    let later = repository.audit(&["HEAD~1.."]);
    assert_eq!(later.stdout, "Audited 1 change and 0 new entries: nothing is missing\n");
}

#[test]
fn an_entry_may_name_the_issue_that_a_change_closes() {
    let repository = Repository::new();
    repository.work("src/a.rs").commit("Maps turn (#2)\n\nFixes #1, #3 and closes: #5. See #4.");
    repository.merge(
        "Merge pull request #7 from ada/x",
        "Tiles",
        "Tiles load\n\nresolves https://git.example/a/issues/6",
    );
    repository.entry("maps", "issues = [3]\n").entry("tiles", "issues = [6]\n").commit("Write entries");
    let ran = repository.audit(&["v1.0.0.."]);
    assert_eq!(
        (ran.is_fine().stderr.as_str(), ran.stdout.as_str()),
        ("", "Audited 3 changes and 2 new entries: nothing is missing\n")
    );
    let ran = repository.entry("maps", "issues = [4]\n").audit(&["v1.0.0.."]);
    ran.is_fine().says("\"Maps turn (#2)\" was merged and has no entry").says("--> changelog/unreleased/maps.md");
    ran.says("help: no change of this range closes issue 4, which it names (`Fixes #4`)");
}

#[test]
fn entries_are_read_as_they_are_now_wherever_they_went_since() {
    let repository = Repository::new();
    repository
        .entry("alone", "")
        .commit("An entry")
        .work("src/a.rs")
        .commit("Maps turn (#2)")
        .git(&["tag", "v1.1.0-rc"]);
    repository.0.rename("changelog/unreleased/alone.md", "changelog/1.1.0/alone.md");
    repository.commit("Release 1.1.0");
    let ran = repository.audit(&["v1.0.0..v1.1.0-rc"]);
    ran.is_fine().says("--> changelog/1.1.0/alone.md").says("\"Maps turn (#2)\" was merged");
    // Nothing has to be committed to count.
    repository.0.rename("changelog/1.1.0/alone.md", "changelog/1.1.0/map.md");
    repository.git(&["add", "--all"]);
    repository.audit(&["v1.0.0..v1.1.0-rc"]).is_fine().says("--> changelog/1.1.0/map.md");
    repository.0.write("changelog/1.1.0/map.md", "+++\npull_requests = [2]\n+++\nMaps.\n");
    assert_eq!(repository.audit(&["v1.0.0..v1.1.0-rc"]).is_fine().stderr, "");
}

#[test]
fn a_shallow_clone_is_not_taken_for_all_there_is() {
    let repository = Repository::new();
    repository.work("src/a.rs").commit("One").work("src/a.rs").commit("Two (#2)").work("src/a.rs").commit("Three (#3)");
    let top = repository.0.root().parent().unwrap().to_owned();
    let address = format!("file://{}", top.display());
    repository.git(&["clone", "--quiet", "--depth", "2", &address, "shallow"]);
    let ran = run(tidings().args(["audit", "HEAD~1.."]).current_dir(top.join("shallow/site")));
    ran.is_fine().says("changes may be missing here: the clone is shallow: `git fetch --unshallow");
    repository.audit(&["HEAD~1.."]).is_silent_on("shallow");
}

#[test]
fn programs_get_objects_and_github_annotations() {
    let repository = Repository::new();
    repository.work("src/a.rs").commit("Search (#12)");
    let ran = repository.audit(&["v1.0.0..", "--format", "json"]);
    ran.is_fine().says(r#"{"kind":"diagnostic","severity":"warning","code":"unrecorded-change","#);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&summary["changes"], &summary["entries"], &summary["warnings"]), (&1.into(), &0.into(), &1.into()));
    repository.audit(&["v1.0.0..", "--format", "github"]).is_fine().says("::warning title=unrecorded-change::");
}

#[test]
fn what_git_does_not_know_is_refused() {
    let repository = Repository::new();
    repository.audit(&["v1.0.1.."]).ends_with(2).says("git knows no commit \"v1.0.1\"").says("did you mean `v1.0.0`?");
    repository.audit(&["..v1.0.0"]).ends_with(2).says("names no commit to start after");
    repository.audit(&[".."]).ends_with(2).says("write v1.2.0.. for all");
    repository.audit(&["--", "--all..HEAD"]).ends_with(2).says("git knows no commit");
    let outside = Site::new();
    run(tidings().args(["audit", "a..b"]).current_dir(outside.root())).ends_with(2).says("in no repository of git");
}
