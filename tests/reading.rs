//! Texts that are hard to read: encodings, line ends, odd values, sizes, depths.

use std::time::Instant;

use crate::site::{CONFIG, HANGS, NOW, Ran, Site, entry, files, run};

/// A build of one entry with this body.
fn build_body(body: &str) -> Ran {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", body));
    site.build()
}

#[test]
fn bytes_that_are_not_utf8_are_told_by_line_and_column() {
    let site = Site::new();
    site.write("changelog/x.md", b"---\ntitle: A\n---\n\nab caf\xe9\n");
    site.build().ends_with(1).says("changelog/x.md:5:7").says("0xE9").says("UTF-8");
    site.write("changelog/x.md", b"\xff\xfe#\0 \0A\0");
    site.build().ends_with(1).says("changelog/x.md").says("UTF-16");
}

#[test]
fn marks_and_line_ends_of_other_systems_change_nothing() {
    let text = "---\ntitle: Ends of lines\ndate: 2026-01-01\n---\n\n# One\n\n- a\n- b\n\n```sh\nls\n```\n\nlast";
    let built = |bytes: &[u8]| {
        let site = Site::new();
        site.write("changelog/a.md", bytes);
        site.built()
    };
    let clean = built(text.as_bytes());
    for (name, other) in [
        ("a byte-order mark", format!("\u{feff}{text}")),
        ("CRLF", text.replace('\n', "\r\n")),
        ("CR", text.replace('\n', "\r")),
        ("a final newline", format!("{text}\n")),
        ("CRLF and a byte-order mark", format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"))),
    ] {
        assert!(built(other.as_bytes()) == clean, "{name}");
    }
}

#[test]
fn control_characters_are_left_out_with_a_warning_and_xml_stays_well_formed() {
    let site = Site::new();
    let body = "nul \0 bell \u{7} vertical \u{b} escape \u{1b}[31m lone \u{202e} not a character \u{fffe} ]]> & < 🎉";
    site.write("changelog/a.md", format!("---\ntitle: \"A\u{202e}\\u0007\"\ndate: 2026-01-01\n---\n{body}\n"));
    let ran = site.build();
    ran.says("changelog/a.md:2:").says("changelog/a.md:5:");
    site.write("changelog/a.md", format!("---\ntitle: A\u{202e}\ndate: 2026-01-01\ntags: [\"b\u{b}\"]\n---\n{body}\n"));
    site.build().is_fine();
    for (path, bytes) in files(&site.out()) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let bad = |c: &char| (c.is_control() && !"\n\t".contains(*c)) || matches!(c, '\u{202e}' | '\u{fffe}');
        assert_eq!(text.chars().find(bad), None, "{path}");
        if path.ends_with(".xml") {
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

#[test]
fn a_version_never_goes_through_a_number() {
    for front in
        ["+++\nversion = \"1.10\"\ndate = 2026-01-01\n+++\n", "---\nversion: \"1.10\"\ndate: 2026-01-01\n---\n"]
    {
        let site = Site::new();
        site.write("changelog/a.md", format!("{front}- text\n"));
        site.built();
        assert!(site.page("releases/1.10/index.html").contains("1.10"));
    }
    for front in ["+++\nversion = 1.10\ndate = 2026-01-01\n+++\n", "---\nversion: 1.10\ndate: 2026-01-01\n---\n"] {
        let site = Site::new();
        site.write("changelog/a.md", format!("{front}- text\n"));
        let ran = site.build();
        match ran.code {
            0 => assert!(site.pages().iter().any(|page| page == "releases/1.10/index.html"), "{:?}", site.pages()),
            _ => assert!(ran.stderr.contains("quote"), "{}", ran.stderr),
        }
    }
}

#[test]
fn front_matter_that_explodes_is_refused_at_once() {
    let bomb: String =
        (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))).collect();
    let merges: String = (1..3000).map(|n| format!("m{n}: &m{n} {{<<: *m{}}}\n", n - 1)).collect();
    for (name, front) in [
        ("laughs", format!("a0: &a0 [x, x, x]\n{bomb}")),
        ("brackets", format!("a: {}", "[".repeat(64 << 10))),
        ("braces", format!("a: {}", "{a: ".repeat(16 << 10))),
        ("merges", format!("m0: &m0 {{a: 1}}\n{merges}")),
        ("a long line", format!("titel: {}", "x".repeat(100 << 10))),
        ("much of it", "key: value\n".repeat(900 << 10)),
    ] {
        let site = Site::new();
        site.write("changelog/a.md", format!("---\n{front}\n---\ntext\n"));
        let started = Instant::now();
        let ran = site.build();
        ran.ends_with(1).says("changelog/a.md");
        assert!(started.elapsed() < HANGS, "{name}: {:?}", started.elapsed());
        assert!(ran.stderr.len() < 8 << 10, "{name}: a message of {} bytes", ran.stderr.len());
    }
    let site = Site::new();
    site.write("changelog/a.md", format!("+++\na = {}\n+++\n", "[".repeat(60 << 10)));
    site.build().ends_with(1).says("changelog/a.md");
}

#[test]
fn a_file_over_the_limit_is_refused_by_its_size_and_a_higher_limit_lets_it_in() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", &"word ".repeat(1 << 20)));
    site.build().ends_with(1).says("changelog/a.md").says("more than 4").says("[limits]");
    site.write("tidings.toml", format!("{}\n[limits]\nentry = 8388608\n", CONFIG));
    site.build().is_fine();
    let ran = build_body(&"x".repeat(1 << 20));
    ran.is_fine();
    let ran = build_body(&"a\n".repeat(500_000));
    ran.is_fine();
}

#[test]
fn deep_nesting_ends_in_a_page_or_an_error() {
    let n = 100_000;
    for (name, body) in [
        ("div", "<div>".repeat(n)),
        ("quote", ">".repeat(n)),
        ("list", (0..2000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect()),
        ("bracket", "[".repeat(n)),
        ("link", "[a](".repeat(n)),
        ("emphasis", "*a _b ".repeat(n)),
        ("footnotes", "[^".repeat(n)),
        ("table", format!("|{}\n|{}\n", "a|".repeat(2000), "-|".repeat(2000))),
    ] {
        let started = Instant::now();
        let ran = build_body(&body);
        assert!(matches!(ran.code, 0 | 1), "{name}: {ran:?}");
        assert!(started.elapsed() < HANGS, "{name}: {:?}", started.elapsed());
    }
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    site.write("templates/entry.html", "{% if true %}".repeat(50_000));
    let ran = site.build();
    ran.ends_with(1).says("templates/entry.html");
}

#[test]
fn small_and_odd_sites_are_whole() {
    let dated = |n: usize| format!("---\ntitle: Entry {n}\ndate: 2026-01-01\n---\ntext\n");
    type Fill = fn(&Site, &dyn Fn(usize) -> String);
    let fills: [(&str, Fill); 4] = [
        ("nothing", |_, _| {}),
        ("one entry", |site, dated| {
            site.write("changelog/a.md", dated(1));
        }),
        ("only drafts", |site, _| {
            site.write("changelog/a.md", "---\ntitle: D\ndate: 2026-01-01\ndraft: true\n---\n");
        }),
        ("one date", |site, dated| {
            (0..70).for_each(|n| {
                site.write(&format!("changelog/e{n}.md"), dated(n));
            })
        }),
    ];
    for (name, fill) in fills {
        let site = Site::new();
        fill(&site, &dated);
        let pages = site.built();
        for feed in ["atom.xml", "rss.xml"] {
            let text = String::from_utf8(pages[feed].clone()).unwrap();
            feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {feed}: {error}"));
        }
        serde_json::from_slice::<serde_json::Value>(&pages["feed.json"]).unwrap();
        for page in ["index.html", "roadmap/index.html", "feeds/index.html", "404.html", "sitemap.xml"] {
            assert!(pages.contains_key(page), "{name}: {page} is missing");
        }
    }
}

#[test]
fn impossible_dates_are_refused_and_possible_ones_mean_one_moment() {
    for date in [
        "2023-02-29",
        "2026-02-29",
        "2026-00-10",
        "2026-13-01",
        "2026-04-31",
        "2026-01-01T24:00:01Z",
        "2026-01-01T12:60:00Z",
        "0000-01-01",
        "0000-01-01",
        "99999-01-01",
        "1969-12-31",
        "2026-01-01T12:00:00+25:00",
        "yesterday",
        "01/02/2026",
        "2026\u{2014}05\u{2014}04",
        "202l-01-06",
    ] {
        let site = Site::new();
        site.write("changelog/a.md", format!("---\ntitle: A\ndate: \"{date}\"\n---\n"));
        let ran = site.build();
        assert_eq!(ran.code, 1, "{date}: {}", ran.stderr);
        ran.says("changelog/a.md:3:");
    }
    for (date, moment) in [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        ("2026-03-01T02:00:00+14:00", "2026-02-28T12:00:00Z"),
        ("2026-03-01T00:30:00-05:00", "2026-03-01T05:30:00Z"),
        ("1970-01-01", "1970-01-01"),
    ] {
        for zone in ["UTC", "Asia/Kathmandu", "America/Los_Angeles"] {
            let site = Site::new();
            site.write("changelog/a.md", format!("---\ntitle: A\nslug: a\ndate: {date}\n---\n"));
            let ran = run(site.command().args(["--now", NOW]).env("TZ", zone));
            ran.is_fine();
            let page = site.page("entries/a/index.html");
            assert!(page.contains(moment), "{date} in {zone} is {moment}");
        }
    }
}
