//! `tidings check` and `tidings explain`, as people and continuous integration call them.

use crate::site::{CONFIG, NOW, Ran, Site, run, tidings};

fn check_with(site: &Site, arguments: &[&str]) -> Ran {
    run(tidings().arg("check").arg(site.root()).args(["--now", NOW]).args(arguments))
}

fn check(site: &Site) -> Ran {
    check_with(site, &[])
}

#[test]
fn a_good_site_has_nothing_to_complain_about() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- The map turns.\n");
    let ran = check(&site);
    ran.is_fine();
    assert_eq!(ran.stderr, "");
    let said = &ran.stdout;
    assert!(said.starts_with("Checked 0 entries, 1 release, 0 roadmap items in "), "{said}");
    assert!(said.ends_with(": nothing to complain about\n"), "{said}");
    assert!(!site.root().join("public").exists() && !site.out().exists());
}

#[test]
fn mistakes_and_doubts_are_told_in_one_run() {
    let site = Site::new();
    site.write("changelog/1.0.0/a.md", "+++\ntitel = \"A\"\n+++\nThe map turns.\n");
    site.write("changelog/unreleased/b.md", "+++\ndraft = true\n+++\n- Various bug fixes\n");
    site.write("changelog/unreleased/c.md", "+++\ndraft = true\ncomponents = [\"x\"]\n+++\nThe [map](nowhere.md).\n");
    let ran = check(&site);
    ran.ends_with(1).says("error[unknown-key]: unknown key `titel`").says("help: did you mean `title`?");
    ran.says("error[dangling-link]").says("warning[vague-line]").says("site/changelog/unreleased/b.md:4:3\n");
    ran.says("4 | - Various bug fixes\n  |   ^^^^^^^^^^^^^^^^^\n");
    assert!(ran.stdout.ends_with(": 2 errors and 2 warnings\n"), "{}", ran.stdout);
}

#[test]
fn a_template_that_fails_is_told() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- The map turns.\n");
    site.write("templates/releases.html", "{{ page.nothing.at.all }}");
    check(&site).ends_with(1).says("templates/releases.html:1:");
}

#[test]
fn the_site_decides_how_loud_a_doubt_is() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- Various bug fixes\n- x[^1]\n\n[^2]: y\n");
    for (level, code, told) in [
        ("\"off\"", 0, "nothing to complain about"),
        ("\"note\"", 0, "2 notes"),
        ("\"warning\"", 0, "2 warnings"),
        ("\"error\"", 1, "2 errors"),
    ] {
        site.write("tidings.toml", format!("{CONFIG}[check]\nvague-line = {level}\nunused-footnote = {level}\n"));
        let ran = check(&site);
        ran.ends_with(code);
        assert!(ran.stdout.ends_with(&format!(": {told}\n")), "{level}: {}", ran.stdout);
    }
    site.write("tidings.toml", CONFIG);
    check(&site).is_fine();
    check_with(&site, &["--strict"]).ends_with(1).says("error[vague-line]");
    site.write("tidings.toml", format!("{CONFIG}[check]\nvague-lin = \"off\"\nunknown-key = \"off\"\n"));
    let ran = check(&site);
    ran.ends_with(1).says("error[unknown-code]: nothing is told as `vague-lin`").says("did you mean `vague-line`?");
    ran.says("error[fixed-level]: `unknown-key` stays an error").says("site/tidings.toml:5:1");
}

#[test]
fn notes_fail_nothing() {
    let site = Site::new();
    site.write("changelog/2026-12-24-a.md", "The map turns.\n");
    check_with(&site, &["--strict"]).is_fine().says("note[future-date]: 2026-12-24 lies ahead");
}

#[test]
fn programs_get_objects_and_github_annotations() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- Various bug fixes\n");
    site.write("changelog/2026-12-24-a.md", "The map turns.\n");
    let ran = check_with(&site, &["--format", "json"]);
    ran.is_fine().says(r#"{"kind":"diagnostic","severity":"note","code":"future-date","#);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&summary["warnings"], &summary["notes"], &summary["errors"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!((&summary["entries"], &summary["releases"]), (&1.into(), &1.into()));
    let ran = check_with(&site, &["--message-format", "github"]);
    ran.is_fine().says("::notice file=").says("::warning file=").says("line=2,col=3,title=vague-line::");
}

#[test]
fn a_code_is_explained() {
    let ran = run(tidings().args(["explain", "vague-line"]));
    ran.is_fine();
    assert!(ran.stdout.starts_with("vague-line (warning)\nA line that would fit any release\n\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Not so:\n\n    - Various bug fixes"), "{}", ran.stdout);
    run(tidings().args(["explain", "error[unknown-keys]"])).ends_with(2).says("did you mean `unknown-key`?");
    let list = run(tidings().arg("explain"));
    let rows: Vec<&str> = list.is_fine().stdout.lines().collect();
    assert!(rows.len() > 100 && rows.is_sorted(), "{} rows", rows.len());
}

/// The codes that a source file tells: what the constructors of diagnostics, and the functions that hand a code on to
/// them, are given.
fn codes_in(text: &str) -> Vec<&str> {
    const BEFORE: [&str; 9] = [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::note(",
        ".unknown(",
        ".told(",
        "doubt(",
        "CODE: &str =",
        // The two files in which several cases choose a code.
        "=> (",
        "syntax = |help| (",
    ];
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let follows =
        |mark: &&str| code.match_indices(*mark).map(|(at, mark)| code[at + mark.len()..].trim_start()).collect();
    let texts = BEFORE.iter().flat_map(|mark| -> Vec<&str> { follows(mark) });
    let literals = texts.filter_map(|text| text.strip_prefix('"')?.split('"').next());
    let is_code = |text: &&str| {
        text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit())
    };
    literals.filter(is_code).collect()
}

#[test]
fn every_code_that_is_told_is_explained_and_none_is_forgotten() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources = crate::site::files(&root);
    let sources: Vec<(String, String)> = sources
        .into_iter()
        .filter(|(path, _)| !path.contains("explained/") && !path.ends_with("tests.rs"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect();
    let list = run(tidings().arg("explain"));
    let explained: Vec<&str> = list.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut told = std::collections::BTreeSet::new();
    for (path, text) in &sources {
        for code in codes_in(text) {
            told.insert(code);
            assert!(explained.contains(&code), "{path} tells `{code}`, which `tidings explain` does not know");
        }
    }
    assert!(told.len() > 90, "only {} codes are found: {told:?}", told.len());
    for code in explained {
        let literal = format!("\"{code}\"");
        assert!(sources.iter().any(|(_, text)| text.contains(&literal)), "`{code}` is explained, but never told");
    }
}

/// Git in the site's folder, whoever runs the tests and however their git is set up.
pub fn git(site: &Site, day: &str, arguments: &[&str]) -> String {
    let mut command = std::process::Command::new("git");
    command.current_dir(site.root()).args(["-c", "init.defaultBranch=main"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@acme.example");
        command.env(format!("GIT_{who}_DATE"), format!("{day}T12:00:00Z"));
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, 0, "git {arguments:?}: {}", ran.stderr);
    ran.stdout.trim().to_owned()
}

/// Commits everything.
pub fn commit(site: &Site, day: &str, message: &str) {
    git(site, day, &["add", "-A"]);
    git(site, day, &["commit", "-q", "-m", message]);
}

#[test]
fn git_tells_what_stands_still() {
    let site = Site::new();
    site.write("roadmap/maps.md", "+++\ntitle = \"Maps\"\nstatus = \"in-progress\"\n+++\nThey turn.\n");
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- The map turns.\n");
    check(&site)
        .is_fine()
        .says("note[no-history]: when items in progress were last changed is not known: the site is in no repository");
    git(&site, "2026-01-01", &["init", "-q"]);
    commit(&site, "2026-01-01", "Start");
    let words = "warning[item-untouched]: `Maps` is in progress, and nobody has touched it for 165 days";
    check(&site).is_fine().says(words).says("site/roadmap/maps.md:3:10\n").is_silent_on("no-history");
    site.write("tidings.toml", format!("{CONFIG}[check.drift]\nuntouched_days = 200\n"));
    check(&site).is_silent_on("item-untouched");
    site.write("tidings.toml", CONFIG).write("roadmap/maps.md", "+++\nstatus = \"in-progress\"\n+++\nThey turn.\n");
    check(&site).is_silent_on("item-untouched");
}

/// A repository with code beside the site, on a branch that has changed the code.
fn branch() -> Site {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- The map turns.\n");
    site.write("changelog/unreleased/dark.md", "Maps are dark at night.\n").write("CHANGELOG.md", "# Changelog\n");
    site.write("src/map.rs", "fn turn() {}\n").write("docs/a.md", "A.\n");
    git(&site, "2026-06-01", &["init", "-q"]);
    commit(&site, "2026-06-01", "Start");
    git(&site, "2026-06-01", &["switch", "-q", "-c", "faster"]);
    site.write("src/map.rs", "fn turn() { faster() }\n");
    commit(&site, "2026-06-02", "perf(map): turn faster");
    site
}

#[test]
fn a_change_without_an_entry_is_reminded_with_a_file_to_paste() {
    let site = branch();
    check(&site).is_fine().is_silent_on("no-entry");
    let ran = check_with(&site, &["--since"]);
    ran.is_fine();
    ran.says("warning[no-entry]: this change touches src/map.rs, and brings no entry for the changelog\n");
    let help = ran.stderr.split("help: write ").nth(1).unwrap();
    let (path, rest) = help.split_once(", such as:\n\n").unwrap();
    let (text, _) = rest.split_once("\n\nIf readers notice nothing of it:").unwrap();
    assert!(path.contains("/site/changelog/unreleased/turn-faster-"), "{path}");
    assert!(
        text.starts_with("+++\ntype = \"changed\"\nid = \"turn-faster-") && text.ends_with("+++\nTurn faster."),
        "{text}"
    );
    check_with(&site, &["--since", "main", "--require"]).ends_with(1).says("error[no-entry]");
    check_with(&site, &["--since", "HEAD", "--require"]).is_fine();
    std::fs::write(path, format!("{text}\n")).unwrap();
    assert_eq!(check_with(&site, &["--since", "--require"]).is_fine().stderr, "");
}

#[test]
fn paths_trailers_and_labels_say_that_no_entry_is_needed() {
    let site = branch();
    let require = ["--since", "--require"];
    check_with(&site, &["--since", "--require", "--label", "bug", "--label", "No-Changelog"]).is_fine();
    let labels = run(tidings().arg("check").arg(site.root()).args(require).env("TIDINGS_LABELS", "bug,skip-changelog"));
    labels.is_fine().says("no entry is asked for: the label `skip-changelog` says so");
    check_with(&site, &["--since", "--require", "--label", "bug"]).ends_with(1);
    site.write("tidings.toml", format!("{CONFIG}[check.since]\nignore = [\"src/\", \"docs/**\"]\n"));
    check_with(&site, &require).is_fine();
    site.write("tidings.toml", CONFIG).write("src/map.rs", "fn turn() {}\n\n");
    commit(&site, "2026-06-03", "Tidy up\n\nNobody sees it.\n\nChangelog: none");
    check_with(&site, &require).is_fine().says("no entry is asked for: commit ");
    check_with(&site, &["--since", "--quiet"]).is_fine().is_silent_on("asked for");
    let told: serde_json::Value =
        serde_json::from_str(&check_with(&site, &["--since", "--format", "json"]).is_fine().stdout).unwrap();
    assert!(told["excuse"].as_str().unwrap().starts_with("commit "), "{told}");
}

#[test]
fn what_is_taken_away_or_edited_by_hand_is_told() {
    let site = branch();
    site.remove("changelog/unreleased/dark.md").write("CHANGELOG.md", "# Changelog\n\nBy hand.\n");
    let ran = check_with(&site, &["--since", "main"]);
    ran.is_fine().says("warning[deleted-entry]: this change takes changelog/unreleased/dark.md away");
    let help = ran.stderr.split("bring it back with `").nth(1).unwrap().split('`').next().unwrap();
    let ran_git =
        std::process::Command::new("sh").args(["-c", help]).current_dir(site.root().join("changelog")).status();
    assert!(ran_git.unwrap().success(), "{help}");
    assert!(site.root().join("changelog/unreleased/dark.md").is_file());
    site.remove("changelog/unreleased/dark.md");
    ran.says("warning[edited-changelog]: CHANGELOG.md was edited by hand");
    site.write("changelog/1.1.0/dark.md", "Maps are dark at night.\n");
    check_with(&site, &["--since", "main"]).is_silent_on("deleted-entry").is_silent_on("edited-changelog");
}

#[test]
fn without_a_history_a_change_cannot_be_looked_at() {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n- The map turns.\n");
    check_with(&site, &["--since"]).ends_with(2).says("the site is in no repository of git");
    git(&site, "2026-06-01", &["init", "-q"]);
    check_with(&site, &["--since"]).ends_with(2).says("nothing has been committed yet");
    commit(&site, "2026-06-01", "Start");
    check_with(&site, &["--since", "mian"]).ends_with(2).says("git knows no commit \"mian\"").says("name a branch");
    git(&site, "2026-06-01", &["branch", "-m", "trunk-of-ours"]);
    check_with(&site, &["--since"]).ends_with(2).says("name it, as in --since trunk-of-ours; known");
    git(&site, "2026-06-01", &["config", "init.defaultBranch", "trunk-of-ours"]);
    check_with(&site, &["--since"]).is_fine();
    site.write("docs/tidings.toml", CONFIG);
    let ran = run(tidings().args(["check", "--since", "docs"]).current_dir(site.root()));
    ran.ends_with(2).says("docs is a site, and no commit: write `tidings check docs --since`");
}

#[test]
fn what_is_outside_of_the_site_has_a_place_as_seen_from_here() {
    let site = branch();
    let top = site.root();
    site.write("docs/our site/tidings.toml", CONFIG);
    commit(&site, "2026-06-03", "A second site");
    site.write("CHANGELOG.md", "By hand.\n");
    let called = |folder: &str, arguments: &[&str]| {
        run(tidings().arg("check").args(arguments).args(["--since", "main"]).current_dir(top.join(folder)))
    };
    called("", &["docs/our site"]).is_fine().says("--> src/map.rs\n");
    called("docs/our site", &[]).is_fine().says("--> ../../src/map.rs\n");
    let github = called("", &["docs/our site", "--format", "github"]);
    github.is_fine().says("::warning file=src/map.rs,title=no-entry::this change touches src/map.rs");
}
