//! `tidings new`: what is written can be built, nothing is overwritten, and mistakes are told before anything is.

use std::process::{Command, Stdio};

use crate::site::{CONFIG, Ran, Site, files, run, tidings};

fn new(site: &Site, arguments: &[&str]) -> Ran {
    let mut command = tidings();
    command.arg("new").args(arguments).current_dir(site.root()).env_remove("VISUAL").env_remove("EDITOR");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    run(command.stdin(Stdio::null()))
}

fn first_line(ran: &Ran) -> &str {
    ran.stdout.lines().next().unwrap_or_default()
}

fn text(site: &Site, path: &str) -> String {
    std::fs::read_to_string(site.root().join(path)).unwrap()
}

#[test]
fn an_entry_from_flags_is_built_without_a_complaint() {
    let site = Site::new();
    let config = format!("{CONFIG}[products.app]\nname = \"App\"\n[components.sync]\n");
    site.write("tidings.toml", config).write("roadmap/offline.md", "+++\ntitle = \"Offline\"\n+++\n");
    let flags =
        ["--product", "app", "-c", "sync", "--tag", "speed", "--issue", "12", "--pr", "13", "--roadmap", "offline"];
    let ran = new(
        &site,
        &[&["entry", "Faster: sync", "--type", "Improvements", "--body", "It is fast."], &flags[..]].concat(),
    );
    ran.is_fine().is_silent_on("warning");
    assert_eq!(first_line(&ran), "changelog/app/unreleased/faster-sync.md");
    assert!(
        ran.stdout.contains("\nWhat to do next:\n  edit changelog/app/unreleased/faster-sync.md\n"),
        "{}",
        ran.stdout
    );
    let written = text(&site, "changelog/app/unreleased/faster-sync.md");
    let (front, id) = written.split_once("id = \"faster-sync-").unwrap();
    assert_eq!(
        front,
        "+++\ntitle = \"Faster: sync\"\ntype = \"changed\"\ncomponents = [\"sync\"]\ntags = [\"speed\"]\n\
         issues = [12]\npull_requests = [13]\nroadmap = [\"offline\"]\n"
    );
    assert_eq!(id.split_once("\"\n+++\n").unwrap().1, "It is fast.\n");
    site.build_with(&["--strict"]).is_fine();
    assert!(site.page("entries/faster-sync/index.html").contains("It is fast."));
}

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    let site = Site::new();
    new(&site, &["entry"])
        .ends_with(2)
        .says("help: give --type, one of `added`, `changed`,")
        .says("and a title, or --body with the text");
    new(&site, &["roadmap"]).ends_with(2).says("help: give its title");
    new(&site, &["release"]).ends_with(2).says("help: give the version");
    assert_eq!(files(&site.root()).len(), 1);
}

#[test]
fn a_mistake_is_told_before_anything_is_written() {
    let site = Site::new();
    site.write("roadmap/search.md", "+++\ntitle = \"Search\"\n+++\n");
    let ran = new(&site, &["entry", "A", "-t", "fixd", "--roadmap", "serch"]);
    ran.ends_with(1).says("did you mean `fixed`?").says("did you mean `search`?").says("nothing was written");
    new(&site, &["roadmap", "B", "--target", "2027-Q9"]).ends_with(2).says("\"2027-Q9\" is no target");
    assert_eq!(files(&site.root()).len(), 2);
}

#[test]
fn names_do_not_collide() {
    let site = Site::new();
    let bullet = ["entry", "-t", "fixed", "-b", "No more crash."];
    let paths: Vec<String> = (0..2).map(|_| first_line(&new(&site, &bullet)).to_owned()).collect();
    assert_ne!(paths[0], paths[1]);
    assert!(paths.iter().all(|path| path.starts_with("changelog/unreleased/no-more-crash-")), "{paths:?}");
    let titled = ["entry", "Search", "-t", "added"];
    assert_eq!(first_line(&new(&site, &titled)), "changelog/unreleased/search.md");
    assert_eq!(first_line(&new(&site, &titled)), "changelog/unreleased/search-2.md");
    site.build_with(&["--strict", "--drafts"]).is_fine();
    let release = ["release", "1.0.0", "--date", "2026-05-04"];
    assert_eq!(first_line(new(&site, &release).is_fine()), "changelog/1.0.0/release.md");
    assert_eq!(text(&site, "changelog/1.0.0/release.md"), "+++\ndate = 2026-05-04\nid = \"releases/1.0.0\"\n+++\n");
    new(&site, &release).ends_with(2).says("refusing to overwrite");
}

#[test]
fn a_title_that_was_used_before_is_no_obstacle() {
    let site = Site::new();
    site.write("changelog/1.0.0/search.md", "+++\ntitle = \"Search\"\n+++\n");
    site.write("changelog/2026-05-04-map.md", "# Map\n\nIt turns.\n");
    for (title, path) in [("Search", "search-2.md"), ("Map", "map-2.md")] {
        let ran = new(&site, &["entry", title, "-t", "added"]);
        assert_eq!(first_line(ran.is_fine()), format!("changelog/unreleased/{path}"));
    }
    // A line has no address.
    let ran = new(&site, &["entry", "-t", "added", "-b", "Search.", "--name", "search"]);
    assert_eq!(first_line(ran.is_fine()), "changelog/unreleased/search.md");
}

#[test]
fn a_text_may_begin_with_a_hyphen() {
    let site = Site::new();
    let ran =
        new(&site, &["entry", "-t", "removed", "-b", "- The flag.", "--breaking", "--migration", "--new does it"]);
    let written = text(&site, first_line(ran.is_fine()));
    assert!(written.contains("migration = \"--new does it\"") && written.ends_with("\n- The flag.\n"), "{written}");
}

#[test]
fn a_release_that_is_written_down_stays_what_feeds_know() {
    let site = Site::new();
    site.write("changelog/1.0.0/a.md", "+++\ndate = 2026-05-04\n+++\nFirst.\n");
    let ids = |site: &Site| {
        site.build().is_fine();
        let feed = site.page("atom.xml");
        feed.split("<id>").skip(1).map(|it| it.split("</id>").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = ids(&site);
    new(&site, &["release", "1.0.0", "--date", "2026-05-04", "--title", "Winter"]).is_fine();
    assert_eq!(ids(&site), before);
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let site = Site::new();
    let ran = new(&site, &["roadmap", "Offline mode", "--target", "2027-q1", "--dry-run"]);
    let said = &ran.is_fine().stdout;
    let start =
        "roadmap/offline-mode.md\n\n+++\ntitle = \"Offline mode\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\nid = ";
    assert!(said.starts_with(start), "{said}");
    assert_eq!(files(&site.root()).len(), 1);
}

#[test]
fn the_editor_gets_the_file() {
    let site = Site::new();
    let mut command = tidings();
    command.args(["new", "entry", "News", "-t", "added", "--edit"]).current_dir(site.root());
    command.env_remove("VISUAL").env("EDITOR", "sh -c 'printf \"Edited.\\n\" >> \"$1\"' --").stdin(Stdio::null());
    run(&mut command).is_fine();
    assert!(text(&site, "changelog/unreleased/news.md").ends_with("+++\nEdited.\n"));
    // What cannot be opened is not written.
    let before = files(&site.root());
    new(&site, &["entry", "More", "-t", "added", "--edit"]).ends_with(2).says("export EDITOR=nano");
    assert_eq!(files(&site.root()), before);
}

#[test]
fn git_knows_an_editor_too_and_mistakes_made_in_it_are_told() {
    let site = Site::new();
    let git = |arguments: &[&str]| {
        let ran = Command::new("git").args(arguments).current_dir(site.root()).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    };
    git(&["init", "--quiet"]);
    git(&["config", "core.editor", "sh -c 'printf \"Edited: [x](nowhere.md).\n\" >> \"$1\"' --"]);
    let ran = new(&site, &["entry", "News", "-t", "added", "--edit"]);
    ran.says("[dangling-link]").says("--> changelog/unreleased/news.md:");
    assert!(text(&site, "changelog/unreleased/news.md").ends_with("+++\nEdited: [x](nowhere.md).\n"));
    git(&["config", "core.editor", "rm"]);
    let ran = new(&site, &["entry", "More", "-t", "added", "--edit"]);
    assert_eq!(ran.is_fine().says("the file was taken away again").stdout, "");
}

#[test]
fn programs_are_told_the_path() {
    let site = Site::new();
    site.write("changelog/unreleased/a.md", "---\ntype: added\n---\nA.\n");
    let ran = new(&site, &["entry", "News", "-t", "added", "--message-format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.is_fine().stdout).unwrap();
    assert_eq!(told["path"], "changelog/unreleased/news.md");
    let written = text(&site, "changelog/unreleased/news.md");
    let id = told["id"].as_str().unwrap();
    assert_eq!(written, format!("---\ntitle: News\ntype: added\nid: {id}\n---\n"));
}
