//! What is told of repositories that were made for it.

use std::fs;
use std::path::Path;

use super::*;

/// A folder with a repository in it that no configuration of this machine touches.
fn repository() -> (tempfile::TempDir, Repository) {
    let folder = tempfile::tempdir().unwrap();
    do_in(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    let repository = found(folder.path());
    (folder, repository)
}

fn found(folder: &Path) -> Repository {
    match Repository::around(folder).unwrap() {
        Around::Repository(repository) => repository,
        other => panic!("{other:?}"),
    }
}

fn do_in(folder: &Path, arguments: &[&str]) {
    let mut command = git(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
        command.env(format!("GIT_{role}_DATE"), "@1700000000 +0000");
    }
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn commit(folder: &Path, message: &str) {
    do_in(folder, &["add", "--all"]);
    do_in(folder, &["commit", "--quiet", "--allow-empty", "-m", message]);
}

fn change(path: &str, kind: Kind) -> FileChange {
    FileChange { path: path.to_owned(), kind }
}

const LONG: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";

#[test]
fn a_folder_without_repository_is_a_value() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Repository::around(folder.path()).unwrap(), Around::NoRepository);
    let nowhere = Repository::around(&folder.path().join("nowhere")).unwrap_err();
    assert!(nowhere.message.starts_with("cannot run git in "), "{}", nowhere.message);
    let (folder, _) = repository();
    assert_eq!(Repository::around(&folder.path().join(".git")).unwrap(), Around::NoRepository);
}

#[test]
fn a_site_below_the_top_knows_its_place() {
    let (folder, top) = repository();
    assert_eq!((top.prefix(), top.is_shallow()), ("", false));
    fs::create_dir_all(folder.path().join("docs/päge s")).unwrap();
    let site = found(&folder.path().join("docs/päge s"));
    assert_eq!(site.prefix(), "docs/päge s/");
    assert_eq!(site.top(), folder.path().canonicalize().unwrap());
    assert_eq!(site.path_of("a.md"), "docs/päge s/a.md");
    assert_eq!((site.below("docs/päge s/a.md"), site.below("src/a.rs")), (Some("a.md"), None));
}

#[test]
fn a_repository_without_commits_is_no_failure() {
    let (_folder, repository) = repository();
    assert_eq!(repository.fork(), Ok(Fork::NoCommits));
    assert_eq!(repository.log(Walk::default()), Ok(Vec::new()));
    assert_eq!(repository.last_touched(""), Ok(Default::default()));
    assert_eq!(repository.commit("HEAD"), Ok(None));
    let failure = repository.changes("v1.0.0", Point::Worktree).unwrap_err();
    assert_eq!(failure.message, "git knows no commit \"v1.0.0\"");
}

#[test]
fn the_history_is_told_with_words_and_files() {
    let (folder, repository) = repository();
    let at = folder.path();
    write(at, "a b.md", LONG);
    commit(at, "Begin\n\nWith a body.\n\nChangelog: none\nReviewed-by: Bo\n");
    commit(at, "Nothing");
    fs::rename(at.join("a b.md"), at.join("ü.md")).unwrap();
    write(at, "c.md", "c\n");
    commit(at, "M");
    let log = repository.log(Walk::default()).unwrap();
    let told: Vec<(&str, &str, usize)> =
        log.iter().map(|it| (it.subject.as_str(), it.body.as_str(), it.files.len())).collect();
    assert_eq!(
        told,
        [("M", "", 2), ("Nothing", "", 0), ("Begin", "With a body.\n\nChangelog: none\nReviewed-by: Bo", 1)]
    );
    let (newest, oldest) = (&log[0], &log[2]);
    assert_eq!(newest.files, [change("c.md", Kind::Added), change("ü.md", Kind::Renamed("a b.md".to_owned()))]);
    assert_eq!(newest.parents, [log[1].hash.clone()]);
    assert_eq!((newest.author.as_str(), newest.email.as_str()), ("Ada", "ada@acme.example"));
    assert_eq!(newest.date.as_second(), 1_700_000_000);
    let trailer = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(oldest.trailers, [trailer("Changelog", "none"), trailer("Reviewed-by", "Bo")]);
    let since = repository.log(Walk { since: Some("HEAD~1"), ..Walk::default() }).unwrap();
    assert_eq!(since, log[..1]);
}

#[test]
fn words_are_told_as_they_are_whatever_is_configured() {
    let (folder, repository) = repository();
    do_in(folder.path(), &["config", "i18n.logOutputEncoding", "ISO-8859-1"]);
    commit(folder.path(), "Grüße");
    assert_eq!(repository.log(Walk::default()).unwrap()[0].subject, "Grüße");
}

#[test]
fn each_file_was_last_touched_once() {
    let (folder, repository) = repository();
    write(folder.path(), "road map/a.md", "a\n");
    write(folder.path(), "b.md", "b\n");
    commit(folder.path(), "One");
    write(folder.path(), "b.md", "b 2\n");
    commit(folder.path(), "Two");
    write(folder.path(), "new.md", "\n");
    let touched = repository.last_touched("").unwrap();
    assert_eq!(touched.keys().collect::<Vec<_>>(), ["b.md", "road map/a.md"]);
    assert_eq!(touched["b.md"].as_second(), 1_700_000_000);
    assert_eq!(repository.last_touched("road map").unwrap().len(), 1);
}

#[test]
fn a_branch_is_told_from_where_it_left_the_default_one() {
    let (folder, repository) = repository();
    let at = folder.path();
    write(at, "kept.md", LONG);
    write(at, "gone.md", "gone\n");
    commit(at, "Begin");
    let start = repository.commit("HEAD").unwrap().unwrap();
    do_in(at, &["switch", "--quiet", "-c", "work"]);
    do_in(at, &["rm", "--quiet", "gone.md"]);
    write(at, "kept.md", "other\n");
    commit(at, "Work");
    do_in(at, &["switch", "--quiet", "main"]);
    write(at, "late.md", "late\n");
    commit(at, "Late");
    do_in(at, &["switch", "--quiet", "work"]);
    write(at, "new.md", "new\n");
    assert_eq!(repository.default_branch(), Ok(Some("main".to_owned())));
    assert_eq!(repository.fork(), Ok(Fork::At(start.clone())));
    let committed = [change("gone.md", Kind::Deleted), change("kept.md", Kind::Modified)];
    assert_eq!(repository.changes(&start, Point::Commit("HEAD")).unwrap(), committed);
    let all = repository.changes(&start, Point::Worktree).unwrap();
    assert_eq!(all, [committed.as_slice(), &[change("new.md", Kind::Added)]].concat());
    assert_eq!(repository.file_at(&start, "gone.md"), Ok(Some(b"gone\n".to_vec())));
    assert_eq!(repository.file_at("HEAD", "gone.md"), Ok(None));
}

#[test]
fn branches_without_a_shared_past_have_no_base() {
    let (folder, repository) = repository();
    commit(folder.path(), "Begin");
    do_in(folder.path(), &["switch", "--quiet", "--orphan", "other"]);
    commit(folder.path(), "Other");
    assert_eq!(repository.fork(), Ok(Fork::NothingShared));
    do_in(folder.path(), &["branch", "--quiet", "-D", "main"]);
    assert_eq!(repository.fork(), Ok(Fork::NoDefaultBranch));
}

#[test]
fn a_shallow_clone_says_so() {
    let (folder, _) = repository();
    commit(folder.path(), "One");
    commit(folder.path(), "Two");
    let home = tempfile::tempdir().unwrap();
    let address = format!("file://{}", folder.path().display());
    do_in(home.path(), &["clone", "--quiet", "--depth=1", &address, "clone"]);
    let clone = found(&home.path().join("clone"));
    assert!(clone.is_shallow());
    assert_eq!(clone.default_branch(), Ok(Some("origin/main".to_owned())));
    assert_eq!(clone.log(Walk::default()).unwrap().len(), 1);
    let failure = clone.log(Walk { since: Some("HEAD~1"), ..Walk::default() }).unwrap_err();
    assert!(failure.help.unwrap().contains("--unshallow"));
}

#[test]
fn a_moved_file_keeps_what_was_added_of_it() {
    let (folder, repository) = repository();
    let at = folder.path();
    write(at, "a/one*.md", LONG);
    write(at, "a/two.md", "two\n");
    commit(at, "Begin");
    write(at, "a/loose.md", "never added\n");
    let paths = ["a/one*.md", "a/two.md", "a/loose.md"].map(str::to_owned);
    let tracked = repository.tracked(&paths).unwrap();
    assert_eq!(tracked.iter().collect::<Vec<_>>(), ["a/one*.md", "a/two.md"]);
    fs::create_dir(at.join("b")).unwrap();
    fs::rename(at.join("a/one*.md"), at.join("b/one.md")).unwrap();
    repository.mv(&[("a/one*.md".to_owned(), "b/one.md".to_owned())]).unwrap();
    write(at, "b/one.md", "changed since\n");
    let told: Vec<(String, bool)> =
        repository.uncommitted(&[]).unwrap().into_iter().map(|it| (it.path, it.is_new)).collect();
    let told: Vec<(&str, bool)> = told.iter().map(|(path, is_new)| (path.as_str(), *is_new)).collect();
    assert_eq!(told, [("a/loose.md", true), ("a/one*.md", false), ("b/one.md", false)]);
    assert_eq!(repository.uncommitted(&["b"]).unwrap().len(), 1);
    let staged = String::from_utf8(repository.told(&["diff", "--cached", "--name-status", "-M"]).unwrap()).unwrap();
    assert_eq!(staged, "R100\ta/one*.md\tb/one.md\n");
}

#[test]
fn what_files_were_is_told() {
    let (folder, repository) = repository();
    assert_eq!(repository.touching("a/b.md", 5).unwrap(), []);
    write(folder.path(), "a/b.md", "one\n");
    write(folder.path(), "a/ü/c.md", "\n\ntwo");
    write(folder.path(), "d.md", "");
    commit(folder.path(), "first");
    write(folder.path(), "a/b.md", "other\n");
    commit(folder.path(), "second");
    write(folder.path(), "d.md", "more");
    commit(folder.path(), "third");
    let touching = repository.touching("a/b.md", 5).unwrap();
    assert_eq!(touching.len(), 2);
    assert_eq!(repository.touching("a/b.md", 1).unwrap(), touching[..1]);
    let at = |commit: &str, paths: &[&str]| {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let files = repository.files_at(commit, &paths).unwrap().into_iter();
        files.map(|(path, bytes)| format!("{path}:{}", String::from_utf8_lossy(&bytes))).collect::<Vec<_>>()
    };
    assert_eq!(at(&touching[1].0, &["a", "d.md", "none"]), ["a/b.md:one\n", "a/ü/c.md:\n\ntwo", "d.md:"]);
    assert_eq!(at("HEAD", &["a/b.md"]), ["a/b.md:other\n"]);
    assert!(repository.files_at("nothing", &[]).is_err());
}
