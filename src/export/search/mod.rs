//! The index that `/search/` and the filters of lists read in the browser: a manifest, pieces with words, and texts.
//!
//! `themes/default/assets/search.js` is the other side of it.

mod record;

use foldhash::{HashMap, HashMapExt};
use serde::Serialize;

use self::record::{Shown, day, shown, text};
use super::data::{DataKind, DataPlan, Given, json};
use crate::base::terms_of_folded;
use crate::facts::feeds::type_label;
use crate::facts::lists::{List, Selection};
use crate::facts::search::{self, Record};
use crate::model::Site;

/// Records whose texts lie in one file; `search.js` counts the same.
const TEXTS: usize = 16;
/// Tags and components that can be chosen: the most used ones. All can be searched.
const MOST_TERMS: usize = 300;

/// What pieces there are, and what can be filtered by.
pub const MANIFEST: DataKind = DataKind {
    name: "search index",
    caption: "which pieces the search index has, and what can be filtered by",
    plan: |given| {
        let address = "/data/search/index.json".to_owned();
        let wanted = (!given.late.search().records.is_empty()).then_some(DataPlan { address, part: 0 });
        wanted.into_iter().collect()
    },
    write: |given, _| json(&manifest(given)),
};

/// Records with the words in them, a stretch of time a file; the oldest has the number 0.
pub const PIECES: DataKind = DataKind {
    name: "search pieces",
    caption: "what can be found, and by which words",
    plan: |given| {
        let plan = |part| DataPlan { address: format!("/data/search/{part}.json"), part };
        (0..given.late.search().pieces.len()).map(plan).collect()
    },
    write: |given, plan| json(&piece(given.site, given.late.search().piece(plan.part))),
};

/// The texts that excerpts are taken from, some records a file.
pub const EXCERPTS: DataKind = DataKind {
    name: "search texts",
    caption: "the texts that a search takes its excerpts from",
    plan: |given| {
        let mut plans = Vec::new();
        for (piece, records) in given.late.search().pieces.iter().enumerate() {
            for part in 0..records.len().div_ceil(TEXTS) {
                plans.push(DataPlan {
                    address: format!("/data/search/{piece}-{part}.json"),
                    part: records.start + part * TEXTS,
                });
            }
        }
        plans
    },
    write: |given, plan| {
        let index = given.late.search();
        let end = index.pieces.iter().find(|piece| piece.contains(&plan.part)).map_or(0, |piece| piece.end);
        let records = index.records.get(plan.part..end.min(plan.part + TEXTS)).unwrap_or_default();
        let texts: Vec<String> = records.iter().map(|record| text(given.site, *record)).collect();
        json(&texts)
    },
};

#[derive(Serialize)]
struct Manifest<'a> {
    records: usize,
    /// Newest first: number, records in it, dates of the newest and the oldest.
    pieces: Vec<(usize, usize, String, String)>,
    /// Each with what it is called in the site's language.
    types: Vec<(&'a str, String)>,
    components: Vec<(&'a str, &'a str)>,
    tags: Vec<(&'a str, &'a str)>,
    products: Vec<(&'a str, &'a str)>,
    /// The closed audiences that this build is for.
    audiences: Vec<(&'a str, &'a str)>,
}

fn manifest<'g>(given: &Given<'g>) -> Manifest<'g> {
    let (site, index) = (given.site, given.late.search());
    let pieces = index.pieces.iter().enumerate().rev();
    let day = |record: Option<&Record>| record.map_or(String::new(), |record| day(site, *record));
    let pieces = pieces.map(|(number, range)| {
        let records = index.piece(number);
        (number, range.len(), day(records.first()), day(records.last()))
    });
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let kinds = terms_of(given.lists, |selection| matches!(selection, Selection::Type(_)));
    let products = site.products.iter().filter(|product| !product.config.id.is_empty());
    Manifest {
        records: index.records.len(),
        pieces: pieces.collect(),
        types: kinds.into_iter().map(|(id, _)| (id, type_label(&site.config, id, &words))).collect(),
        components: terms_of(given.lists, |selection| matches!(selection, Selection::Component(_))),
        tags: terms_of(given.lists, |selection| matches!(selection, Selection::Tag(_))),
        products: products.map(|product| (product.config.id.as_str(), product.config.name.as_str())).collect(),
        audiences: site.viewpoint.audiences.iter().map(|name| (name.as_str(), name.as_str())).collect(),
    }
}

/// The last part of the address and the title of each such list, in their order; of very many, the longest ones.
fn terms_of<'l>(lists: &'l [List], is_such: fn(&Selection) -> bool) -> Vec<(&'l str, &'l str)> {
    let mut such: Vec<(usize, &List)> = lists.iter().enumerate().filter(|(_, list)| is_such(&list.selection)).collect();
    if such.len() > MOST_TERMS {
        such.sort_by_key(|(at, list)| (std::cmp::Reverse(list.items.len()), *at));
        such.truncate(MOST_TERMS);
        such.sort_by_key(|(at, _)| *at);
    }
    let id = |address: &'l str| address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    such.into_iter().map(|(_, list)| (id(&list.address), list.title.as_str())).collect()
}

/// A stretch of the index.
#[derive(Serialize)]
struct Piece {
    /// As results show them: address without base, title, date, version, product, noun, types, components, tags,
    /// audiences, summary. Several of a kind are told apart by blanks.
    records: Vec<[String; 11]>,
    /// Every word in them, in order, with blanks between.
    words: String,
    /// For each word where it stands, with blanks between, for which see [`push_number`].
    hits: String,
}

fn piece(site: &Site, records: &[Record]) -> Piece {
    let shown: Vec<Shown<'_>> = records.iter().map(|record| shown(site, *record)).collect();
    let folded: Vec<[String; 2]> = shown.iter().map(Shown::folded).collect();
    let mut found: HashMap<&str, Hits> = HashMap::with_capacity(64 * records.len());
    for (at, (record, [title, names])) in records.iter().zip(&folded).enumerate() {
        let mut add = |term, weight| found.entry(term).or_default().add(at, weight);
        // What weighs more comes first.
        terms_of_folded(title, |term| add(term, Weight::Title));
        terms_of_folded(names, |term| add(term, Weight::Summary));
        for words in search::words(site, *record) {
            words.split(' ').filter(|word| !word.is_empty()).for_each(|word| add(word, Weight::Text));
        }
    }
    let mut found: Vec<(&str, Hits)> = found.into_iter().collect();
    found.sort_unstable_by_key(|(word, _)| *word);
    let (words, hits): (Vec<&str>, Vec<&str>) = found.iter().map(|(word, hits)| (*word, hits.written.as_str())).unzip();
    let (words, hits) = (words.join(" "), hits.join(" "));
    Piece { records: shown.into_iter().map(Shown::row).collect(), words, hits }
}

/// Where a word stands.
#[derive(Default)]
struct Hits {
    written: String,
    /// The record it was found in last.
    last: Option<usize>,
}

impl Hits {
    /// The word stands in the record `at`; only the first weight in a record counts.
    fn add(&mut self, at: usize, weight: Weight) {
        if self.last != Some(at) {
            push_number(&mut self.written, (at - self.last.unwrap_or(0)) * 3 + weight as usize);
            self.last = Some(at);
        }
    }
}

/// In what of a record a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Text,
    Summary,
    Title,
}

/// A number in digits of base 45, the lowest first; all but the last are 45 higher. A digit is a character from `#`
/// on, without the backslash, so JSON needs no escapes.
fn push_number(out: &mut String, mut number: usize) {
    let mut push = |digit: usize| {
        let code = b'#' + u8::try_from(digit).expect("a digit is less than 90");
        out.push(char::from(if code < b'\\' { code } else { code + 1 }));
    };
    while number >= 45 {
        push(number % 45 + 45);
        number /= 45;
    }
    push(number);
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::build::{built, text_of};

    fn json_of(output: &crate::build::Output, name: &str) -> Value {
        let text = text_of(output, &format!("data/search/{name}.json"));
        serde_json::from_str(&text.unwrap_or_else(|| panic!("no {name}"))).unwrap()
    }

    /// Where `word` stands, by record and weight, as `search.js` reads it.
    fn hits(piece: &Value, word: &str) -> Vec<(usize, usize)> {
        let list = |key: &str| piece[key].as_str().unwrap().split(' ').map(str::to_owned).collect::<Vec<_>>();
        let Some(at) = list("words").iter().position(|known| known == word) else { return Vec::new() };
        let (mut found, mut record, mut number, mut scale) = (Vec::new(), 0, 0, 1);
        for byte in list("hits")[at].bytes() {
            let digit = usize::from(byte - b'#') - usize::from(byte > b'\\');
            number += digit % 45 * scale;
            scale *= 45;
            if digit < 45 {
                record += number / 3;
                found.push((record, number % 3));
                (number, scale) = (0, 1);
            }
        }
        found
    }

    const FILES: [(&str, &str); 7] = [
        (
            "tidings.toml",
            "title = \"Sample\"\nbase_url = \"https://example.com\"\n[authors.ada]\nname = \"Ada Lovelace\"\n",
        ),
        (
            "changelog/1.0.0.md",
            "+++\ndate = 2026-01-05\ntitle = \"Robin\"\n+++\nNotes.\n\n## Fixed\n\n- The map loads.\n- CVE-2026-1234: a leak\n",
        ),
        (
            "changelog/2026-03-01-map.md",
            "+++\ntitle = \"A Größere map\"\ntags = [\"Field work\"]\n+++\nIt is large. `--dry-run` shows <b>it</b>.\n",
        ),
        (
            "changelog/2026-02-01-text.md",
            "+++\ntitle = \"Text\"\nmigration = \"Turn the handle.\"\nauthors = [\"ada\", \"Bo Li\"]\nissues = [12]\n+++\nAbout the map.\n",
        ),
        ("changelog/unreleased/waits.md", "Soon here.\n"),
        ("changelog/2026-02-02-hidden.md", "+++\ntitle = \"Hidden\"\ndraft = true\n+++\nunspeakable\n"),
        ("roadmap/later.md", "+++\ntitle = \"Later\"\nstatus = \"planned\"\n+++\nA globe.\n"),
    ];

    #[test]
    fn everything_that_shows_is_found_newest_first() {
        let output = built(&FILES);
        let piece = json_of(&output, "0");
        let addresses: Vec<&str> =
            piece["records"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
        assert_eq!(
            addresses,
            [
                "/roadmap/later/",
                "/unreleased/#unreleased-waits",
                "/entries/map/",
                "/entries/text/",
                "/releases/1.0.0/",
                "/releases/1.0.0/#change-1",
                "/releases/1.0.0/#change-2",
            ]
        );
        for (word, found) in [
            ("map", vec![(2, 2), (3, 1), (5, 2)]),
            ("grossere", vec![(2, 2)]),
            ("field", vec![(2, 1)]),
            ("dry", vec![(2, 0)]),
            ("handle", vec![(3, 0)]),
            ("robin", vec![(4, 2)]),
            ("1.0.0", vec![(4, 2), (5, 1), (6, 1)]),
            ("cve", vec![(6, 2)]),
            ("globe", vec![(0, 1)]),
            ("lovelace", vec![(3, 1)]),
            ("li", vec![(3, 1)]),
            ("#12", vec![(3, 1)]),
            ("unspeakable", vec![]),
        ] {
            assert_eq!(hits(&piece, word), found, "{word}");
        }
        assert_eq!(piece["records"][2][8], "field-work");
        assert_eq!(json_of(&output, "0-0")[2], "It is large. --dry-run shows it.");
        assert_eq!(json_of(&output, "0-0")[3], "About the map. Turn the handle. · Ada Lovelace, Bo Li · #12");
        assert_eq!(json_of(&output, "index")["pieces"], serde_json::json!([[0, 7, "", "2026-01-05"]]));
    }

    #[test]
    fn nothing_of_what_is_withheld_is_in_any_file() {
        let output = built(&FILES);
        for path in output.paths().filter(|path| path.as_str().starts_with("data/search/")) {
            let text = text_of(&output, path.as_str()).unwrap().to_lowercase();
            assert!(!text.contains("unspeakable") && !text.contains("hidden"), "{path}");
        }
    }

    #[test]
    fn large_sites_have_bounded_pieces_and_every_text_in_one_file() {
        let text = |number: usize| {
            let words: Vec<String> = (0..200).map(|word| format!("word{}", number * 31 + word * 7)).collect();
            format!("+++\ntitle = \"Entry {number}\"\n+++\n{}\n", words.join(" "))
        };
        let files: Vec<(String, String)> = (0..300)
            .map(|number| (format!("changelog/2026-01-{:02}-e{number}.md", number % 28 + 1), text(number)))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let output = built(&files);
        let manifest = json_of(&output, "index");
        let pieces = manifest["pieces"].as_array().unwrap();
        assert!(pieces.len() > 2, "{manifest}");
        let mut records = 0;
        for piece in pieces {
            let (number, count) = (piece[0].as_u64().unwrap(), piece[1].as_u64().unwrap() as usize);
            assert!(text_of(&output, &format!("data/search/{number}.json")).unwrap().len() < 200 << 10);
            let texts = (0..count.div_ceil(TEXTS)).map(|part| json_of(&output, &format!("{number}-{part}")));
            assert_eq!(texts.map(|texts| texts.as_array().unwrap().len()).sum::<usize>(), count);
            records += count;
        }
        assert_eq!(records, 300);
        let newest = text_of(&output, &format!("data/search/{}.json", pieces[0][0])).unwrap();
        assert!(newest.len() < 60 << 10, "{}", newest.len());
    }

    #[test]
    fn numbers_need_no_escapes() {
        let mut all = String::new();
        (0..5000).for_each(|number| push_number(&mut all, number));
        assert!(all.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')));
    }
}
