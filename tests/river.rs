//! A remembered build equals a fresh one, byte for byte, whatever was edited; nothing but the input matters.

use std::collections::BTreeMap;

use tidings::base::{Diagnostic, SitePath, Tree};
use tidings::build::{Memo, Wish, build};
use tidings::model::Viewpoint;

use crate::site::{NOW, Site, files, fixture, run};

/// Numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll()).unwrap() % n
    }

    fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// The files of a site, as an author changes them.
type Folder = BTreeMap<String, Vec<u8>>;

/// What a build makes and says.
#[derive(PartialEq)]
struct Made {
    files: BTreeMap<String, Result<Vec<u8>, Diagnostic>>,
    diagnostics: Vec<Diagnostic>,
}

fn wish(now: &str) -> Wish {
    let viewpoint = Viewpoint { now: now.parse().unwrap(), drafts: false, future: false, audiences: Vec::new() };
    Wish { viewpoint, base_url: None, origin: None }
}

fn make<'a>(files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>, wish: &Wish, memo: &Memo) -> Made {
    let mut tree = Tree::new();
    for (path, bytes) in files {
        tree.insert(SitePath::new(path).unwrap(), bytes.as_slice());
    }
    let built = build(&tree, wish, memo);
    let files = built.value.iter().flat_map(|output| {
        output.paths().enumerate().map(move |(index, path)| (path.to_string(), output.render(index)))
    });
    Made { files: files.collect(), diagnostics: built.diagnostics }
}

/// What differs between two builds, for the eye.
fn difference(remembered: &Made, fresh: &Made) -> String {
    let paths: std::collections::BTreeSet<_> = remembered.files.keys().chain(fresh.files.keys()).collect();
    let differing: Vec<_> =
        paths.into_iter().filter(|path| remembered.files.get(*path) != fresh.files.get(*path)).collect();
    let messages = |made: &Made| made.diagnostics.iter().map(|said| format!("{said:?}")).collect::<Vec<_>>();
    let (old, new) = (messages(remembered), messages(fresh));
    let lost: Vec<_> = new.iter().filter(|said| !old.contains(said)).collect();
    let surplus: Vec<_> = old.iter().filter(|said| !new.contains(said)).collect();
    format!("files that differ: {differing:#?}\nwarnings lost: {lost:#?}\nwarnings too many: {surplus:#?}")
}

/// One edit, and its name.
fn edit(folder: &mut Folder, dice: &mut Dice) -> String {
    let texts: Vec<String> = folder.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let some = |dice: &mut Dice| texts[dice.below(texts.len())].clone();
    match dice.below(12) {
        0 | 1 => {
            let path = new_name(dice);
            folder.insert(path.clone(), some_entry(dice).into_bytes());
            format!("create {path}")
        }
        2 | 3 => {
            let path = some(dice);
            let words = format!(
                "\nMore about it, {}. See [this]({}).\n",
                dice.roll(),
                dice.pick(&["../nowhere.md", "https://a.example/", "#x"])
            );
            folder.get_mut(&path).unwrap().extend(words.bytes());
            format!("append to {path}")
        }
        4 => {
            let path = some(dice);
            folder.insert(path.clone(), some_entry(dice).into_bytes());
            format!("rewrite {path}")
        }
        5 => {
            let (from, to) = (some(dice), new_name(dice));
            let bytes = folder.remove(&from).unwrap();
            folder.insert(to.clone(), bytes);
            format!("rename {from} to {to}")
        }
        6 if texts.len() > 4 => {
            let path = some(dice);
            folder.remove(&path);
            format!("delete {path}")
        }
        7 => change_front_matter(folder, &some(dice), dice),
        8 | 9 => change_configuration(folder, dice),
        10 => change_template(folder, dice),
        _ => {
            let path = dice.pick(&["static/a.txt", "changelog/bridge/picture.svg", "i18n/en.toml"]).to_owned();
            let text = match path.ends_with(".toml") {
                true => format!("[sections]\nroadmap = \"What comes next {}\"\n", dice.below(3)),
                false => format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\"/>", dice.roll()),
            };
            folder.insert(path.clone(), text.into_bytes());
            format!("write {path}")
        }
    }
}

fn new_name(dice: &mut Dice) -> String {
    let folder = dice.pick(&[
        "changelog/lamp/2.0.0",
        "changelog/lamp/unreleased",
        "changelog/lamp/2.2.0",
        "changelog/bridge",
        "roadmap",
    ]);
    format!("{folder}/2026-0{}-1{}-file-{}.md", 1 + dice.below(9), dice.below(9), dice.below(40))
}

fn some_entry(dice: &mut Dice) -> String {
    let title = format!("Entry {}", dice.below(1000));
    let line = dice.pick(&[
        "draft = true",
        "tags = [\"radio\"]",
        "tags = [\"new tag\", \"radio\"]",
        "type = \"fixed\"",
        "breaking = true",
        "pinned = true",
        "importance = 3",
        "roadmap = [\"voice\"]",
        "audience = [\"partners\"]",
        "expires = 2026-03-03",
        "publish_at = 2026-09-09",
        "authors = [\"ada\"]",
        "image = \"picture.svg\"",
        "wrong = \"key\"",
        "slug = \"one-slug\"",
        "",
    ]);
    let body = dice.pick(&[
        "Text, and #12.\n",
        "## Added\n\n- One\n- **Breaking:** two\n",
        "- [x] done\n- [ ] open\n",
        "# A heading\n\n```rust\nfn main() {}\n```\n",
        "[other](sunset.md) ![p](picture.svg)\n",
        "<script>x</script> A note[^1].\n\n[^1]: Here.\n",
    ]);
    format!("+++\ntitle = \"{title}\"\n{line}\n+++\n{body}")
}

fn change_front_matter(folder: &mut Folder, path: &str, dice: &mut Dice) -> String {
    let text = String::from_utf8_lossy(&folder[path]).into_owned();
    let (from, to) = *dice.pick(&[
        &("title = \"", "title = \"New "),
        &("title: ", "title: New "),
        &("date = 2026-0", "date = 2025-0"),
        &("date: 2026-0", "date: 2025-0"),
        &("draft: true", "draft: false"),
        &("draft = true", "draft = false"),
        &("+++\n", "+++\nbroken\n"),
        &("status = \"in-progress\"", "status = \"planned\""),
    ]);
    folder.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    format!("in {path}: {from:?} becomes {to:?}")
}

fn change_configuration(folder: &mut Folder, dice: &mut Dice) -> String {
    let line = dice.pick(&[
        "per_page = 2",
        "per_page = 5",
        "title = \"Lumens\"",
        "base_url = \"https://other.example\"",
        "language = \"de\"",
        "description = \"Other words.\"",
        "repository = \"https://github.com/lumen/lamp\"",
        "audiences = [\"partners\", \"staff\"]",
    ]);
    let key = line.split(' ').next().unwrap();
    let old = String::from_utf8_lossy(&folder["tidings.toml"]).into_owned();
    let kept = old.lines().filter(|old| !old.starts_with(&format!("{key} =")));
    let text = std::iter::once(line).chain(kept).collect::<Vec<_>>().join("\n");
    folder.insert("tidings.toml".to_owned(), text.into_bytes());
    format!("configure {line}")
}

fn change_template(folder: &mut Folder, dice: &mut Dice) -> String {
    let path = dice.pick(&["templates/entry.html", "templates/roadmap_item.html", "templates/404.html"]).to_owned();
    if dice.below(3) == 0 && folder.remove(&path).is_some() {
        return format!("delete {path}");
    }
    let content =
        dice.pick(&["<h1>{{ page.title }}</h1>", "<h1>{{ site.title }} {{ page.title }}</h1>", "{{ nowhere }}"]);
    let text = format!("{{% extends \"base.html\" %}}{{% block content %}}{content}{{% endblock %}}");
    folder.insert(path.clone(), text.into_bytes());
    format!("write {path}: {content}")
}

#[test]
fn a_remembered_build_equals_a_fresh_one_after_any_edits() {
    equals_a_fresh_one(&files(&fixture("never-seen")), 8, edit);
}

#[test]
fn sources_are_remembered_as_files_are() {
    let mut start = files(&fixture("never-seen"));
    let sources = "[[sources]]\nfrom = \"changelog\"\npath = \"../CHANGELOG.md\"\nproduct = \"lamp\"\n\
                   [[sources]]\nfrom = \"changesets\"\npath = \"../.changeset\"\nproduct = \"lamp\"\n";
    start.get_mut("tidings.toml").unwrap().extend(format!("\n{sources}").bytes());
    start.insert(SOURCE.to_owned(), b"# Changelog\n".to_vec());
    equals_a_fresh_one(&start, 4, |folder, dice| match dice.below(3) {
        0 => {
            let text = String::from_utf8_lossy(folder.get(SOURCE).map_or(b"", |bytes| bytes.as_slice())).into_owned();
            let (version, word) = (format!("{}.{}.0", 1 + dice.below(3), dice.below(4)), dice.roll());
            let release = format!("# Changelog\n\n## {version} - 2026-01-02\n\n### Added\n\n- Word {word}\n");
            let rest = text.trim_start_matches("# Changelog\n");
            folder.insert(SOURCE.to_owned(), format!("{release}{rest}").into_bytes());
            format!("release {version} in the source")
        }
        1 => {
            let path = format!("sources/^/.changeset/fox-{}.md", dice.below(3));
            let text = format!("---\n\"lamp\": minor\n---\n\nWord {}.\n", dice.roll());
            folder.insert(path.clone(), text.into_bytes());
            format!("write {path}")
        }
        _ => edit(folder, dice),
    });
}

/// Where a tree has ../CHANGELOG.md.
const SOURCE: &str = "sources/^/CHANGELOG.md";

fn equals_a_fresh_one(start: &Folder, seeds: u32, edit: impl Fn(&mut Folder, &mut Dice) -> String) {
    let mut edits = 0;
    let mut published = 0;
    for seed in 1..=seeds {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ u64::from(seed));
        let mut folder = start.clone();
        let memo = Memo::remembering();
        let mut wish = wish(NOW);
        let mut script = Vec::new();
        for _ in 0..32 {
            // A site that stays broken tests little: now and then its author starts over, the memory stays.
            if dice.below(6) == 0 {
                folder.clone_from(start);
                script.push("start over".to_owned());
            }
            script.push(edit(&mut folder, &mut dice));
            if dice.below(8) == 0 {
                wish = self::wish(dice.pick(&[NOW, "2026-02-20T00:00:00Z", "2026-10-10T10:10:10Z"]));
                wish.viewpoint.drafts = dice.below(2) == 0;
                script.push(format!("look with {wish:?}"));
            }
            let remembered = make(&folder, &wish, &memo);
            let fresh = make(&folder, &wish, &Memo::none());
            let same = remembered == fresh;
            assert!(same, "seed {seed}, after {script:#?}\n{}", difference(&remembered, &fresh));
            edits += 1;
            published += u32::from(!fresh.files.is_empty());
        }
    }
    assert!(edits == seeds * 32 && published * 2 > edits, "{published} of {edits} edits gave a site");
}

#[test]
fn the_order_of_files_changes_nothing() {
    let folder = files(&fixture("never-seen"));
    let wish = wish(NOW);
    let sorted = make(&folder, &wish, &Memo::none());
    assert!(!sorted.files.is_empty());
    let reversed = make(folder.iter().rev(), &wish, &Memo::none());
    assert!(reversed == sorted, "{}", difference(&reversed, &sorted));
    let mut dice = Dice(7);
    let mut shuffled: Vec<_> = folder.iter().collect();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, dice.below(at + 1));
    }
    let shuffled = make(shuffled, &wish, &Memo::none());
    assert!(shuffled == sorted, "{}", difference(&shuffled, &sorted));
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_machine() {
    let site = Site::copy_of(&fixture("never-seen"));
    let first = site.built();
    let again = |name: &str, variables: &[(&str, &str)], folder: &str| {
        let other = Site::copy_of(&fixture("never-seen"));
        let mut command = other.command();
        run(command.args(["--now", NOW]).envs(variables.iter().copied()).current_dir(folder)).is_fine();
        assert!(files(&other.out()) == first, "{name} changes the output");
    };
    again("another folder", &[], ".");
    again("the current folder", &[], "/");
    again("the time zone", &[("TZ", "Asia/Kathmandu")], ".");
    again("the language", &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "de_DE")], ".");
    again("one thread", &[("RAYON_NUM_THREADS", "1")], ".");
    again("eight threads", &[("RAYON_NUM_THREADS", "8")], ".");
    again("SOURCE_DATE_EPOCH beside --now", &[("SOURCE_DATE_EPOCH", "1")], ".");
    let epoch = NOW.parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    let other = Site::copy_of(&fixture("never-seen"));
    run(other.command().env("SOURCE_DATE_EPOCH", epoch)).is_fine();
    assert!(files(&other.out()) == first, "SOURCE_DATE_EPOCH is the moment of the build");
}

#[cfg(unix)]
#[test]
fn the_mask_of_new_files_changes_no_byte() {
    let site = Site::copy_of(&fixture("never-seen"));
    let first = site.built();
    let other = Site::copy_of(&fixture("never-seen"));
    let mut masked = std::process::Command::new("sh");
    masked.args(["-c", "umask 077; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_tidings"), "build"]);
    masked.arg(other.root()).arg("--output").arg(other.out()).args(["--now", NOW]);
    run(&mut masked).is_fine();
    assert!(files(&other.out()) == first);
}
