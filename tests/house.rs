//! The house keeps its laws: floors, the map in `ARCHITECTURE.md`, and what no file may hold.
//!
//! `BLESS=1 cargo test house` writes the map anew, each sentence taken from the file's own first line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod rust;

use rust::{Import, Module};

const MAP_START: &str = "```map\n";
const MAP_END: &str = "```\n";
/// Where sentences begin; a longer path pushes its own to the right, so that a new file changes no other line.
const MAP_COLUMN: usize = 31;

#[test]
fn a_room_imports_only_from_lower_floors() {
    let law = Law::read(&architecture());
    let mut faults = Vec::new();
    for file in source_files("src").into_iter().filter(|file| !is_test(file)) {
        let module = Module::of(&file);
        let text = rust::without_tests(&rust::without_comments(&read(&file)));
        for import in rust::imports(&text, &module) {
            if let Err(why) = law.allows(&module, &import) {
                faults.push(format!("{}:{}: {why}", file.display(), import.line));
            }
        }
    }
    assert!(faults.is_empty(), "the law of the floors (ARCHITECTURE.md) is broken:\n{}", faults.join("\n"));
}

#[test]
fn every_room_has_its_floor_and_every_floor_its_rooms() {
    let law = Law::read(&architecture());
    let lib = read(Path::new("src/lib.rs"));
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: BTreeSet<&str> = law.floors.keys().map(String::as_str).collect();
    assert_eq!(declared, listed, "the rooms of src/lib.rs (left) and the table in ARCHITECTURE.md (right)");
}

#[test]
fn the_map_is_the_tree() {
    let text = architecture();
    let (before, rest) = text.split_once(MAP_START).expect("ARCHITECTURE.md has a ```map block");
    let (map, after) = rest.split_once(MAP_END).expect("the map's block ends");
    let files = ["src", "tests", "benches"].iter().flat_map(|folder| source_files(folder));
    let lines: Vec<(String, String)> = files.map(|file| (file.display().to_string(), first_sentence(&file))).collect();
    let mut fresh = String::new();
    for (path, sentence) in &lines {
        writeln!(fresh, "{path:MAP_COLUMN$}  {sentence}").unwrap();
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(root().join("ARCHITECTURE.md"), format!("{before}{MAP_START}{fresh}{MAP_END}{after}")).unwrap();
    } else {
        let missing: Vec<&str> = fresh.lines().filter(|line| !map.lines().any(|old| old == *line)).collect();
        let surplus: Vec<&str> = map.lines().filter(|line| !fresh.lines().any(|new| new == *line)).collect();
        let help = "BLESS=1 cargo test house writes the map anew";
        assert!(map == fresh, "the map lacks {missing:#?}\nand has too much {surplus:#?}\n{help}");
    }
}

#[test]
fn every_file_opens_with_a_sentence() {
    let files = ["src", "tests", "benches"].iter().flat_map(|folder| source_files(folder));
    let bare: Vec<PathBuf> = files.filter(|file| !first_sentence(file).contains(' ')).collect();
    assert!(bare.is_empty(), "these do not open with `//! A sentence.`: {bare:#?}");
}

#[test]
fn nothing_is_left_undone() {
    let banned = ["todo!", "unimplemented!", "dbg!", ".unwrap()"];
    let mut faults = Vec::new();
    for file in source_files("src").into_iter().filter(|file| !is_test(file)) {
        let text = rust::without_tests(&rust::without_comments(&read(&file)));
        for (index, line) in text.lines().enumerate() {
            faults.extend(
                banned
                    .iter()
                    .filter(|word| line.contains(*word))
                    .map(|word| format!("{}:{}: {word}", file.display(), index + 1)),
            );
        }
    }
    assert!(faults.is_empty(), "not in finished code: {faults:#?}");
}

#[test]
fn unsafe_code_is_forbidden() {
    for root in ["src/lib.rs", "src/main.rs"] {
        assert!(read(Path::new(root)).contains("#![forbid(unsafe_code)]"), "{root} forbids unsafe code");
    }
}

/// Which room stands on which floor, as the table of `ARCHITECTURE.md` says.
struct Law {
    floors: BTreeMap<String, Floor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Floor {
    At(u8),
    /// `edge`: the banks of the river.
    Bank,
}

impl Law {
    /// Reads the rows `| 2 | `facts` | …`; a floor that is no number is the bank.
    fn read(text: &str) -> Self {
        let rows = text.lines().filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
            let floor = cells.next()?;
            let room = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
            let floor = match (floor.parse(), floor) {
                (Ok(number), _) => Floor::At(number),
                (Err(_), "bank") => Floor::Bank,
                _ => return None,
            };
            Some((room.to_owned(), floor))
        });
        Self { floors: rows.collect() }
    }

    fn allows(&self, module: &Module, import: &Import) -> Result<(), String> {
        let Some(room) = module.room() else {
            let allowed = import.room == "cli";
            return if allowed { Ok(()) } else { Err(format!("main imports `{}`, not `cli`", import.room)) };
        };
        if import.room == room {
            return Ok(());
        }
        let floor = |name: &str| self.floors.get(name).ok_or(format!("`{name}` is no room of the table"));
        let allowed = match (floor(room)?, floor(&import.room)?) {
            (Floor::Bank, _) => import.room == "base",
            (_, Floor::Bank) => room == "cli",
            (Floor::At(own), Floor::At(other)) => other < own,
        };
        if allowed { Ok(()) } else { Err(format!("`{room}` may not import `{}`", import.room)) }
    }
}

#[test]
fn the_law_tells_right_from_wrong() {
    let law = Law::read(
        "| floor | room | |\n| 0 | `base` | x |\n| 2 | `read` | |\n| 2 | `facts` | |\n| bank | `edge` | |\n| 5 | `cli` | |",
    );
    for (file, text, right) in [
        ("src/read/a.rs", "use crate::base::Tree;", true),
        ("src/read/a.rs", "use crate::read::b;", true),
        ("src/read/a.rs", "use crate::facts::x;", false),
        ("src/read/a.rs", "use crate::{base::{Tree, Span}, facts};", false),
        ("src/read/a.rs", "fn f() { crate::cli::main() }", false),
        ("src/read/a.rs", "use crate::edge::disk;", false),
        ("src/read/a.rs", "use super::b;", true),
        ("src/read/a.rs", "use super::super::facts;", false),
        ("src/read/mod.rs", "use super::base::Tree;", true),
        ("src/read/mod.rs", "use super::{base, cli};", false),
        ("src/read/mod.rs", "mod inner { use super::super::cli; }", false),
        ("src/read/md/mod.rs", "use super::super::cli;", false),
        ("src/read/a.rs", "use crate::*;", false),
        ("src/read/a.rs", "#[cfg(test)] mod tests { use crate::cli::main; }", true),
        ("src/read/a.rs", "/// Unlike [`crate::cli`].\nfn f() { \"crate::cli::x\"; 'a: loop {} }", true),
        ("src/edge/disk.rs", "use crate::base::Tree;", true),
        ("src/edge/disk.rs", "use crate::read::x;", false),
        ("src/cli/build.rs", "use crate::{edge, read};", true),
        ("src/main.rs", "fn main() { tidings::cli::main() }", true),
        ("src/main.rs", "fn main() { tidings::read::all() }", false),
    ] {
        let module = Module::of(Path::new(file));
        let text = rust::without_tests(&rust::without_comments(text));
        let faults = rust::imports(&text, &module).iter().filter(|import| law.allows(&module, import).is_err()).count();
        assert_eq!(faults == 0, right, "{file}: {text}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn architecture() -> String {
    read(Path::new("ARCHITECTURE.md"))
}

/// The Rust files below `folder`, as paths from the root, in order.
fn source_files(folder: &str) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let files = walk.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|path| path.strip_prefix(root()).unwrap().to_path_buf()).collect()
}

/// Whether its parent, or one above, declares the file as a module of tests.
fn is_test(file: &Path) -> bool {
    let above = file.ancestors().skip(1).take_while(|folder| *folder != Path::new("src"));
    let own = if file.ends_with("mod.rs") { file.parent().unwrap_or(file) } else { file };
    above.chain([Path::new("src")]).any(|folder| {
        let name = own.strip_prefix(folder).ok().and_then(|rest| rest.iter().next()).map(Path::new);
        let name = name.and_then(Path::file_stem).unwrap_or_default().to_string_lossy().into_owned();
        let parents = [folder.join("mod.rs"), folder.with_extension("rs"), folder.join("lib.rs")];
        let declares = |parent: &PathBuf| {
            let is_there = root().join(parent).is_file();
            is_there && read(parent).contains(&format!("#[cfg(test)]\nmod {name};"))
        };
        parents.iter().any(declares)
    })
}

/// The sentence of the `//!` line that the file opens with; empty when there is none.
fn first_sentence(file: &Path) -> String {
    let text = read(file);
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let paragraph: Vec<&str> = lines.map(str::trim).take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let end = paragraph.find(". ").unwrap_or(paragraph.trim_end_matches('.').len());
    without_link_targets(&paragraph[..end].replace("[`", "`").replace("`]", "`"))
}

/// Drops what a link of rustdoc points to: `` `Body`(crate::model::Body) `` becomes `` `Body` ``.
fn without_link_targets(text: &str) -> String {
    let mut pieces = text.split("`(");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| all + "`" + piece.split_once(')').map_or(piece, |(_, after)| after))
}
