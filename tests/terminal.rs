//! `tidings new` as somebody at a terminal sees it: a real one, with questions, slips, Ctrl-C and Ctrl-D.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::site::{CONFIG, Site, files};

/// A site with everything that is asked about.
fn site() -> Site {
    let site = Site::new();
    let parts = "[products.app]\nname = \"App\"\n[products.server]\nname = \"Server\"\n\
                 [components.sync]\nname = \"Sync\"\n[components.map]\nname = \"The map and all its tiles\"\n";
    site.write("tidings.toml", format!("{CONFIG}{parts}"))
        .write("roadmap/offline.md", "+++\ntitle = \"Offline\"\n+++\n");
    site
}

/// What a command wrote on the terminal, with the code that a shell reports.
struct Told {
    code: i64,
    screen: String,
}

impl Told {
    #[track_caller]
    fn shows(&self, words: &str) -> &Self {
        assert!(self.screen.contains(words), "{words:?} is not on the screen:\n{}", self.screen);
        self
    }
}

/// Somebody waits for the first of each pair and types the second.
struct Person<'s> {
    site: &'s Site,
    columns: u16,
    environment: Value,
}

impl<'s> Person<'s> {
    fn at(site: &'s Site) -> Self {
        Self { site, columns: 80, environment: json!({ "NO_COLOR": null, "VISUAL": null, "EDITOR": null }) }
    }

    #[track_caller]
    fn talks(&self, arguments: &[&str], talk: &[[&str; 2]]) -> Told {
        let mut command = vec![env!("CARGO_BIN_EXE_tidings"), "new"];
        command.extend(arguments);
        let talk: Vec<[String; 2]> =
            talk.iter().map(|[words, typed]| [words.replace('\n', "\r\n"), (*typed).to_owned()]).collect();
        let asked = json!({ "command": command, "folder": self.site.root(), "columns": self.columns, "talk": talk,
                            "environment": self.environment });
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/talk.py");
        let mut python = Command::new("python3");
        // Pieces of a terminal's own that colours would depend on.
        python.arg(script).env("TERM", "xterm-256color").env_remove("CLICOLOR").env_remove("COLUMNS");
        python.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let mut child = python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        Told { code: told["code"].as_i64().unwrap(), screen: told["screen"].as_str().unwrap().to_owned() }
    }
}

/// An answer to each question about an entry, with a slip at each that can have one.
const WITH_SLIPS: [[&str; 2]; 15] = [
    ["Number or name [1]: ", "fixd\n"],
    ["did you mean fixed?\nNumber or name [1]: ", "7\n"],
    ["type a number from 1 to 6\nNumber or name [1]: ", "fixed\n"],
    ["Title, for a page of its own (Enter for a line in the list): ", "\n"],
    ["What changed for the reader?: ", "\n"],
    ["  it cannot be empty\nWhat changed for the reader?: ", "Maps über Täler load.\n"],
    ["Number or name [1]: ", "sever\n"],
    ["did you mean server?\nNumber or name [1]: ", "2\n"],
    ["Numbers or names [none]: ", "map, snyc\n"],
    ["did you mean sync?\nNumbers or names [none]: ", "map, 1\n"],
    ["(breaking)? [y/N]: ", "ja\n"],
    ["  type y or n\nMust readers do something before they upgrade (breaking)? [y/N]: ", "y\n"],
    ["What must they do? (Enter to write it later): ", "Clear the cache.\n"],
    ["Numbers or names [none]: ", "3\n"],
    ["type a number from 1 to 1\nNumbers or names [none]: ", "offline\n"],
];

#[test]
fn wrong_answers_are_asked_again_and_the_file_builds() {
    let site = site();
    let told = Person::at(&site).talks(&["entry"], &WITH_SLIPS);
    assert_eq!(told.code, 0, "{}", told.screen);
    told.shows("  5 fixed\n").shows("  2 map  The map and all its tiles\n").shows("  1 offline\n");
    let path = told.screen.lines().find(|line| line.starts_with("changelog/server/unreleased/maps-uber-taler-load-"));
    let path = path.unwrap_or_else(|| panic!("no path on the screen:\n{}", told.screen));
    told.shows(&format!("\nWhat to do next:\n  edit {path}\n"));
    let text = std::fs::read_to_string(site.root().join(path)).unwrap();
    let front = "+++\ntype = \"fixed\"\ncomponents = [\"map\", \"sync\"]\nbreaking = true\nmigration = \"Clear the cache.\"\n\
                 roadmap = [\"offline\"]\nid = \"maps-uber-taler-load-";
    assert!(text.starts_with(front) && text.ends_with("\"\n+++\nMaps über Täler load.\n"), "{text}");
    site.build_with(&["--strict"]).is_fine();
    assert!(site.page("unreleased/index.html").contains("Maps über Täler load."));
}

#[test]
fn roadmap_items_and_releases_are_asked_for_too() {
    let site = site();
    let told = Person::at(&site).talks(
        &["roadmap"],
        &[
            ["Title: ", "Maps\n"],
            ["Number or name [1]: ", "in-progress\n"],
            ["(Enter for no promise): ", "2027-Q9\n"],
            ["(Enter for no promise): ", "2027-Q1\n"],
            ["Number or name [all]: ", "\n"],
            ["(Enter to write it later): ", "Maps for all.\n"],
        ],
    );
    assert_eq!(told.code, 0, "{}", told.screen);
    told.shows("\"2027-Q9\" does not fit: a target is such as ").shows("\nroadmap/maps.md\n");
    let told = Person::at(&site).talks(
        &["release"],
        &[["Number or name [1]: ", "app\n"], ["such as 2.4.0: ", "1.0.0\n"], ["(Enter for none): ", "Winter\n"]],
    );
    assert_eq!(told.code, 0, "{}", told.screen);
    told.shows("\nchangelog/app/1.0.0/release.md\n");
    site.build_with(&["--strict"]).is_fine();
}

#[test]
fn who_stops_has_written_nothing() {
    let site = site();
    let before = files(&site.root());
    for (key, code) in [("\u{3}", 130), ("\u{4}", 2)] {
        let talk = [["Number or name [1]: ", "fixed\n"], ["(Enter for a line in the list): ", key]];
        let told = Person::at(&site).talks(&["entry"], &talk);
        assert_eq!(told.code, code, "{}", told.screen);
        assert_eq!(told.screen.contains("and nothing was written"), key == "\u{4}", "{}", told.screen);
        assert_eq!(files(&site.root()), before);
    }
}

#[test]
fn no_color_and_a_narrow_terminal_are_minded() {
    let site = site();
    let stopped = [["Number or name [1]: ", "\u{4}"]];
    Person::at(&site).talks(&["entry"], &stopped).shows("\u{1b}[1m");
    let mut person = Person::at(&site);
    person.environment["NO_COLOR"] = "1".into();
    let told = Person { columns: 20, ..person }.talks(&["entry"], &stopped);
    told.shows("error[refused]: stopped: the answers ended, and nothing was written\n");
    assert!(!told.screen.contains('\u{1b}'), "{:?}", told.screen);
    // Nothing is broken to fit: a path could not be copied.
    let mut person = Person::at(&site);
    person.environment["NO_COLOR"] = "1".into();
    let flags = ["entry", "-t", "fixed", "-p", "app", "-c", "map", "--roadmap", "offline"];
    let talk = [
        ["(Enter for a line in the list): ", "A title that is long\n"],
        ["(Enter to write it later): ", "\n"],
        ["(breaking)? [y/N]: ", "\n"],
    ];
    let told = Person { columns: 20, ..person }.talks(&flags, &talk);
    assert_eq!(told.code, 0, "{}", told.screen);
    told.shows("\nchangelog/app/unreleased/a-title-that-is-long.md\n");
}

#[test]
fn the_editor_has_the_terminal_and_what_it_left_is_told() {
    let site = site();
    let mut person = Person::at(&site);
    let flags = ["entry", "News", "-t", "added", "-p", "app", "-c", "map", "--roadmap", "offline", "--edit"];
    // A dialogue of the editor's own.
    person.environment["EDITOR"] =
        "sh -c 'printf \"More? \"; read -r more; printf \"%s\\n\" \"$more\" >> \"$1\"' --".into();
    let told = person.talks(&flags, &[["More? ", "See [it](nowhere.md).\n"]]);
    told.shows("dangling-link").shows("nowhere.md");
    assert!(files(&site.root()).contains_key("changelog/app/unreleased/news.md"));
    let nobody = Person::at(&site).talks(&["entry", "--edit"], &[]);
    assert_eq!(nobody.code, 2);
    nobody.shows("no editor is known").shows("export EDITOR=nano");
}
