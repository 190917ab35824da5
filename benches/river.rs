//! How long the parts of a build take: reading one file, rendering one page, building all of it.
//!
//! `cargo bench` runs them; the site is made here, so that nothing but the code changes the figures.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tidings::base::{Content, SitePath, Tree};
use tidings::build::{Memo, Output, Wish, build};
use tidings::model::{Config, Viewpoint};
use tidings::read::markdown::Highlights;
use tidings::read::{document, placement};

/// An entry of about 1.5 KB: prose, a list, a table, code.
fn entry(number: usize) -> String {
    let kinds = ["added", "changed", "fixed", "security", "removed"];
    let (kind, tag) = (kinds[number % kinds.len()], number % 12);
    format!(
        "+++\ntitle = \"Change {number} of the export job\"\ntype = \"{kind}\"\ntags = [\"topic {tag}\"]\n\
         authors = [\"Ada Moreno\"]\nissues = [{number}]\n+++\n\n\
         The export job now **streams** large results, see [the guide](https://docs.example/{number}) and #{number}.\n\n\
         ## What is new\n\n- Retries after `{number}` ms\n- Keeps the order of *pending* rows\n- Reports progress\n\n\
         | setting | before | now |\n| --- | --- | --- |\n| `retry_limit` | {number} | 7 |\n\n\
         ```rust\npub fn retry_{number}(limit: usize) -> Result<usize, Error> {{\n    for attempt in 0..limit {{\n        \
         if send(attempt)?.is_ok() {{\n            return Ok(attempt);\n        }}\n    }}\n    Err(Error::Timeout)\n}}\n```\n\n\
         {}\n",
        "Rows that fail are written to the log and tried again when the connection is back. ".repeat(6),
    )
}

/// A release's notes of about 6 KB, full of links and references.
fn notes() -> String {
    let line = |number: usize| {
        format!(
            "- The [export job](../entries/export-{number}.md#retries) keeps its `limit` ([guide](https://docs.example/{number}), \
             #{number}, 0a1b2c{number:02}d)\n"
        )
    };
    let section = |title: &str| format!("## {title}\n\n{}\n", (10..26).map(line).collect::<String>());
    format!(
        "---\ndate: 2026-05-04\n---\n\nWhat is new.\n\n{}{}{}",
        section("Added"),
        section("Changed"),
        section("Fixed")
    )
}

/// A site with so many dated entries, twenty releases and a roadmap.
fn site(entries: usize) -> Tree {
    let mut tree = Tree::new();
    let mut add = |path: &str, text: String| tree.insert(SitePath::new(path).expect("a path"), text.into_bytes());
    add("tidings.toml", "title = \"Bench\"\nbase_url = \"https://bench.example\"\n".to_owned());
    for number in 0..entries {
        let (year, month, day) = (2016 + number % 10, 1 + number % 12, 1 + number % 28);
        add(&format!("changelog/{year}-{month:02}-{day:02}-change-{number}.md"), entry(number));
    }
    for minor in 0..20 {
        add(
            &format!("changelog/1.{minor}.0.md"),
            format!("---\ndate: 2026-01-{:02}\n---\n\n## Added\n\n- A thing\n", minor + 1),
        );
        add(
            &format!("roadmap/item-{minor}.md"),
            format!("---\ntitle: Item {minor}\nstatus: planned\n---\n\n- [ ] Step\n"),
        );
    }
    tree
}

fn wish() -> Wish {
    let now = "2026-06-01T00:00:00Z".parse().expect("a moment");
    Wish {
        viewpoint: Viewpoint { now, drafts: false, future: false, audiences: Vec::new() },
        base_url: None,
        origin: None,
    }
}

fn built(tree: &Tree, memo: &Memo) -> Output {
    build(tree, &wish(), memo).value.expect("the site is sound")
}

fn render_all(output: &Output) -> usize {
    use rayon::prelude::*;
    (0..output.len()).into_par_iter().map(|index| output.render(index).expect("it renders").len()).sum()
}

/// What somebody who edits an entry looks at.
fn render_seen(output: &Output) -> usize {
    let seen = ["index.html", "entries/edited/index.html"].into_iter().filter_map(|path| output.find(path));
    seen.map(|index| output.render(index).expect("it renders").len()).sum()
}

fn parse(criterion: &mut Criterion) {
    let config = Config::new("Bench", "https://bench.example");
    let mut group = criterion.benchmark_group("parse");
    for (name, path, text) in
        [("entry", "changelog/2026-05-04-change.md", entry(7)), ("notes", "changelog/1.4.0.md", notes())]
    {
        let path = SitePath::new(path).expect("a path");
        let placed = placement::place(&path, &config).expect("a file of the changelog");
        group.throughput(Throughput::Bytes(text.len() as u64));
        let content = Content::Bytes(text.into_bytes().into());
        group.bench_function(name, |bench| {
            bench.iter(|| document::read(black_box(&path), &content, placed.clone(), &config, &Highlights::default()));
        });
    }
    group.finish();
}

fn render(criterion: &mut Criterion) {
    let output = built(&site(1_000), &Memo::none());
    let mut group = criterion.benchmark_group("render");
    for path in
        ["index.html", "entries/change-7/index.html", "archive/2026/index.html", "roadmap/index.html", "atom.xml"]
    {
        let index = output.find(path).expect("the page is there");
        group.bench_function(path, |bench| bench.iter(|| output.render(black_box(index))));
    }
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    for entries in [100, 1_000, 10_000] {
        let tree = site(entries);
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_with_input(BenchmarkId::new("fresh", entries), &tree, |bench, tree| {
            bench.iter(|| render_all(&built(tree, &Memo::none())));
        });
        let memo = Memo::remembering();
        built(&tree, &memo);
        group.bench_with_input(BenchmarkId::new("after one edit", entries), &tree, |bench, tree| {
            let mut number = entries;
            let edited = || {
                number += 1;
                let mut tree = tree.clone();
                tree.insert(
                    SitePath::new("changelog/2026-05-04-edited.md").expect("a path"),
                    entry(number).into_bytes(),
                );
                tree
            };
            bench.iter_batched(edited, |tree| render_seen(&built(&tree, &memo)), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, parse, render, whole);
criterion_main!(benches);
