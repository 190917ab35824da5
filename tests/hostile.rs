//! Input that wants to break something, or that must not leave the house.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cases::{golden, transcript};
use crate::site::{Ran, Site, files, holding};

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

fn never_seen() -> Site {
    Site::copy_of(&sites().join("never-seen"))
}

/// Every text of an entry in its front matter and body.
fn entry(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2026-01-01\n+++\n\n{body}\n")
}

/// A build of one entry with this body.
fn build_body(body: &str) -> (Site, Ran) {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", body));
    let ran = site.build();
    (site, ran)
}

// The site that was written from the contract alone.

#[test]
fn the_never_seen_site_has_the_pages_that_the_contract_promises() {
    let site = never_seen();
    let pages = site.built();
    for path in [
        "index.html",
        "lamp/index.html",
        "bridge/index.html",
        "lamp/releases/2.0.0/index.html",
        "lamp/releases/1.10.1/index.html",
        "lamp/releases/1.10.0/index.html",
        "lamp/releases/1.9.0/index.html",
        "entries/sunset/index.html",
        "entries/html/index.html",
        "archive/2026/index.html",
        "types/added/index.html",
        "tags/radio/index.html",
        "tags/field-notes/index.html",
        "roadmap/index.html",
        "roadmap/follow-the-sun/index.html",
        "feeds/index.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        "old/bridges/index.html",
        "CHECK.txt",
        "atom.xml",
        "rss.xml",
        "feed.json",
        "lamp/atom.xml",
        "roadmap/atom.xml",
    ] {
        assert!(pages.contains_key(path), "{path} is missing; there are {:#?}", pages.keys());
    }
}

#[test]
fn the_never_seen_site_lies_below_its_base_path() {
    let site = never_seen();
    for (path, bytes) in site.built() {
        if !path.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for attribute in ["href=\"/", "src=\"/"] {
            for (at, _) in text.match_indices(attribute) {
                let address = &text[at + attribute.len() - 1..];
                assert!(address.starts_with("/news/"), "{path}: {}", address.chars().take(60).collect::<String>());
            }
        }
    }
    assert!(site.page("index.html").contains("https://docs.lumen.example/news/"));
}

#[test]
fn a_released_entry_ships_its_roadmap_item() {
    let site = never_seen();
    site.built();
    let item = site.page("roadmap/follow-the-sun/index.html");
    assert!(item.contains("/news/entries/sunset/") && item.contains("2.0.0"), "{item}");
    assert!(site.page("entries/sunset/index.html").contains("/news/roadmap/follow-the-sun/"));
}

#[test]
fn versions_order_by_number_and_a_yanked_one_names_its_heir() {
    let site = never_seen();
    site.built();
    let list = site.page("lamp/index.html");
    let at = |version: &str| list.find(&format!("/news/lamp/releases/{version}/")).expect(version);
    assert!(at("2.0.0") < at("1.10.1") && at("1.10.1") < at("1.10.0") && at("1.10.0") < at("1.9.0"));
    let yanked = site.page("lamp/releases/1.10.0/index.html");
    assert!(yanked.contains("Lamps forgot their names.") && yanked.contains("/news/lamp/releases/1.10.1/"));
}

/// The canaries of `tests/sites/never-seen` and what lets each out.
const CANARIES: [(&str, &[&str]); 5] = [
    ("canary-draft", &["--drafts"]),
    ("canary-scheduled", &["--future"]),
    ("canary-future", &["--future"]),
    ("canary-expired", &["--now", "2026-04-20T00:00:00Z"]),
    ("canary-partners", &["--audience", "partners"]),
];

#[test]
fn what_is_not_public_is_in_no_output() {
    let site = never_seen();
    let pages = site.built();
    for (canary, _) in CANARIES {
        assert_eq!(holding(&pages, canary), Vec::<&str>::new(), "{canary} leaked");
    }
}

#[test]
fn only_its_own_flag_lets_out_what_is_not_public() {
    for (canary, flags) in CANARIES {
        let site = never_seen();
        let now: &[&str] = if flags.contains(&"--now") { &[] } else { &["--now", crate::site::NOW] };
        site.build_with(&[now, flags].concat()).is_fine();
        let pages = files(&site.out());
        assert!(!holding(&pages, canary).is_empty(), "{canary} does not show with {flags:?}");
        for (other, others) in CANARIES.iter().filter(|(_, others)| others[0] != flags[0]) {
            let shown = holding(&pages, other);
            assert!(shown.is_empty(), "{other} (for {others:?}) shows with {flags:?}: {shown:?}");
        }
    }
}

#[test]
fn what_becomes_private_is_gone_after_the_next_build() {
    let state = |front: &str| {
        format!("---\ntitle: Canary-state in the title\nslug: canary-state\ndate: 2026-05-05\ntags: [canary-state]\n{front}---\nCanary-state.\n")
    };
    for (front, flags) in [
        ("draft: true\n", vec![]),
        ("audience: [partners]\n", vec![]),
        ("publish_at: 2027-01-01\n", vec![]),
        ("expires: 2026-06-01\n", vec![]),
        ("", vec!["--now", "2026-05-01T00:00:00Z"]),
    ] {
        let site = never_seen();
        site.write("changelog/bridge/state.md", state(""));
        assert!(holding(&site.built(), "canary-state").len() > 3, "it shows at first");
        site.write("changelog/bridge/state.md", state(front));
        let flags = if flags.is_empty() { vec!["--now", crate::site::NOW] } else { flags };
        site.build_with(&flags).is_fine();
        assert_eq!(holding(&files(&site.out()), "canary-state"), Vec::<&str>::new(), "after {front:?} {flags:?}");
    }
    let site = never_seen();
    site.write("changelog/bridge/state.md", state(""));
    site.built();
    site.remove("changelog/bridge/state.md");
    assert_eq!(holding(&site.built(), "canary-state"), Vec::<&str>::new(), "after its file is gone");
}

#[test]
fn every_mistake_of_the_never_seen_site_is_told_at_its_place() {
    let site = never_seen();
    site.built();
    let before = files(&site.out());
    for (path, bytes) in files(&sites().join("never-seen-mistakes")) {
        if path != "expected.txt" {
            site.write(&path, bytes);
        }
    }
    let ran = site.build();
    ran.ends_with(1);
    if let Some(fault) = golden(&sites().join("never-seen-mistakes/expected.txt"), &transcript(&ran, &site)) {
        panic!("{fault}");
    }
    assert!(files(&site.out()) == before, "a failed build leaves the old site as it was");
}

#[test]
fn errors_of_entries_and_templates_are_told_together_and_the_old_site_stays() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    site.built();
    let before = files(&site.out());
    site.write("changelog/one.md", "+++\ntitle = 1\n+++\n").write("changelog/two.md", "---\ntitle: [\n---\n");
    site.write("changelog/three.md", "+++\ntitle = \"never closed\n");
    site.write("templates/entry.html", "{% extends \"base.html\" %}{% block content %}{{ entry.titel }}{% endblock %}");
    let ran = site.build();
    ran.ends_with(1).says("changelog/one.md").says("changelog/two.md").says("changelog/three.md");
    ran.says("templates/entry.html");
    assert!(files(&site.out()) == before);
}

// B: reading.

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
    for front in ["+++\nversion = \"1.10\"\ndate = 2026-01-01\n+++\n", "---\nversion: \"1.10\"\ndate: 2026-01-01\n---\n"] {
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
    let bomb: String = (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))).collect();
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
        assert!(started.elapsed() < Duration::from_secs(2), "{name}: {:?}", started.elapsed());
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
    site.build().ends_with(1).says("changelog/a.md").says("4 MiB").says("limits");
    site.write("tidings.toml", format!("{}\n[limits]\nentry = 8388608\n", crate::site::CONFIG));
    site.build().is_fine();
    let (_, ran) = build_body(&"x".repeat(1 << 20));
    ran.is_fine();
    let (_, ran) = build_body(&"a\n".repeat(500_000));
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
        let (_, ran) = build_body(&body);
        assert!(matches!(ran.code, 0 | 1), "{name}: {ran:?}");
        assert!(started.elapsed() < Duration::from_secs(20), "{name}: {:?}", started.elapsed());
    }
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    site.write("templates/entry.html", "{% if true %}".repeat(50_000));
    let ran = site.build();
    ran.ends_with(1).says("templates/entry.html");
}

#[test]
fn two_things_at_one_address_are_refused_and_both_named() {
    let dated = |slug: &str| format!("---\ntitle: T\ndate: 2026-01-01\nslug: {slug}\n---\n");
    for (name, one, two) in [
        ("slugs", dated("same"), dated("same")),
        ("ids", dated("one\nid: same"), dated("two\nid: same")),
        ("aliases", dated("one\naliases: [/old/]"), dated("two\naliases: [/old/]")),
        ("an alias and a page", dated("one"), dated("two\naliases: [/entries/one/]")),
        ("an alias and the home page", dated("one"), dated("two\naliases: [/]")),
    ] {
        let site = Site::new();
        site.write("changelog/one.md", one).write("changelog/two.md", two);
        let ran = site.build();
        assert_eq!(ran.code, 1, "{name}: {}", ran.stderr);
        ran.says("changelog/two.md");
    }
    for (one, two) in [("a b", "a-b"), ("Case", "case"), ("caf\u{e9}", "cafe\u{301}")] {
        let site = Site::new();
        let path = |name: &str| format!("changelog/{name}.md");
        site.write(&path(one), "---\ntitle: One\ndate: 2026-01-01\n---\n");
        site.write(&path(two), "---\ntitle: Two\ndate: 2026-01-01\n---\n");
        site.build().ends_with(1).says(&path(one)).says(&path(two));
    }
    let site = Site::new();
    site.write("changelog/1.0.0.md", "---\ndate: 2026-01-01\n---\n- a\n");
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-02\n---\n");
    site.build().ends_with(1).says("changelog/1.0.0.md").says("changelog/1.0.0/release.md");
}

#[test]
fn no_name_leads_out_of_the_output_folder() {
    let names = [
        "..", "../x", "../../etc/x", "a/../../x", "a\\\\..\\\\x", "%2e%2e/x", "%2e%2e%2fx", "C:", "C:/x", "CON", "nul.txt",
        "x\\u0000", ".", "...", "a/./b", "//evil.example/x",
    ];
    for name in names.map(str::to_owned).into_iter().chain(["x".repeat(300)]) {
        for key in ["slug", "aliases", "id", "image"] {
            let value = if key == "aliases" { format!("[\"{name}\"]") } else { format!("\"{name}\"") };
            let site = Site::new();
            site.write("changelog/a.md", format!("---\ntitle: A\ndate: 2026-01-01\n{key}: {value}\n---\n"));
            let ran = site.build();
            assert!(matches!(ran.code, 0 | 1), "{key}: {name}: {ran:?}");
            let around = site.root().parent().unwrap().to_owned();
            let strangers: Vec<String> = files(&around)
                .into_keys()
                .filter(|path| !path.starts_with("out/") && !["site/tidings.toml", "site/changelog/a.md"].contains(&path.as_str()))
                .collect();
            assert_eq!(strangers, Vec::<String>::new(), "{key}: {name}");
            if key == "slug" {
                ran.ends_with(1).says("changelog/a.md").says("slug");
            }
        }
    }
    for theme in ["..", "../themes", "/etc", "a/../.."] {
        let site = Site::new();
        site.write("tidings.toml", format!("{}theme = \"{theme}\"\n", crate::site::CONFIG));
        site.build().ends_with(1).says("tidings.toml").says("theme");
    }
    for include in ["../../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd"] {
        let site = Site::new();
        site.write("changelog/a.md", entry("A", "text"));
        site.write("templates/entry.html", format!("{{% include \"{include}\" %}}"));
        site.build().ends_with(1).says("templates/entry.html");
    }
}

#[test]
fn impossible_dates_are_refused_and_possible_ones_mean_one_moment() {
    for date in [
        "2023-02-29", "2026-02-29", "2026-00-10", "2026-13-01", "2026-04-31", "2026-01-01T24:00:01Z", "2026-01-01T12:60:00Z", "0000-01-01", "0000-01-01",
        "99999-01-01", "1969-12-31", "2026-01-01T12:00:00+25:00", "yesterday", "01/02/2026", "2026\u{2014}05\u{2014}04", "202l-01-06",
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
            let ran = crate::site::run(site.command().args(["--now", crate::site::NOW]).env("TZ", zone));
            ran.is_fine();
            let page = site.page("entries/a/index.html");
            assert!(page.contains(moment), "{date} in {zone} is {moment}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_inside_are_followed_and_links_outside_refused() {
    use std::os::unix::fs::symlink;
    let with = |link: &dyn Fn(&Path)| {
        let site = Site::new();
        site.write("changelog/real.md", entry("Real", "text")).write("shared/inside.md", entry("Inside", "text"));
        link(&site.root().join("changelog"));
        let started = Instant::now();
        let ran = site.build();
        assert!(started.elapsed() < Duration::from_secs(5));
        (site, ran)
    };
    let (site, ran) = with(&|folder| symlink("../shared/inside.md", folder.join("linked.md")).unwrap());
    ran.is_fine();
    assert!(site.pages().contains(&"entries/linked/index.html".to_owned()), "{:?}", site.pages());
    for (name, target) in [("passwd.md", "/etc/passwd"), ("dangling.md", "nowhere.md"), ("self.md", "self.md"), ("loop", "."), ("up", "../..")] {
        let (site, ran) = with(&|folder| symlink(target, folder.join(name)).unwrap());
        ran.ends_with(1).says(name);
        assert!(!site.out().exists() || holding(&files(&site.out()), "root:x:0").is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_entries_does_not_hang_the_build() {
    let site = Site::new();
    site.write("changelog/real.md", entry("Real", "text"));
    let made = std::process::Command::new("mkfifo").arg(site.root().join("changelog/pipe.md")).status().unwrap();
    assert!(made.success());
    let started = Instant::now();
    site.build().is_fine().says("pipe.md");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn litter_of_editors_is_passed_over_and_strangers_are_told() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    for litter in ["a.md~", ".a.md.swp", "#a.md#", ".#a.md", "4913", "a.md.tmp", ".DS_Store", "Thumbs.db"] {
        site.write(&format!("changelog/{litter}"), "canary-litter");
    }
    let ran = site.build();
    ran.is_fine().is_silent_on("changelog/");
    assert_eq!(holding(&files(&site.out()), "canary-litter"), Vec::<&str>::new());

    site.write("changelog/notes.docx", "x").write("changelog/1.0.0/deep/er/entry.md", entry("Lost", "text"));
    let ran = site.build();
    ran.is_fine().says("changelog/notes.docx").says("changelog/1.0.0/deep/er/entry.md");
    site.build_with(&["--strict", "--now", crate::site::NOW]).ends_with(1);
}

#[test]
fn small_and_odd_sites_are_whole() {
    let dated = |n: usize| format!("---\ntitle: Entry {n}\ndate: 2026-01-01\n---\ntext\n");
    type Fill = fn(&Site, &dyn Fn(usize) -> String);
    let fills: [(&str, Fill); 4] = [
        ("nothing", |_, _| {}),
        ("one entry", |site, dated| drop(site.write("changelog/a.md", dated(1)))),
        ("only drafts", |site, _| drop(site.write("changelog/a.md", "---\ntitle: D\ndraft: true\n---\n"))),
        ("one date", |site, dated| (0..70).for_each(|n| drop(site.write(&format!("changelog/e{n}.md"), dated(n))))),
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

// D: what leaves the house.

#[test]
fn no_payload_survives_in_any_output() {
    let site = Site::copy_of(&sites().join("hostile"));
    for (path, bytes) in site.built() {
        if !path.ends_with(".html") {
            continue;
        }
        let page = String::from_utf8(bytes).unwrap();
        for tag in tags(&page) {
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
            let bare = !tag.contains("src=") && !tag.contains("application/ld+json");
            assert!(!(name == "script" && bare), "{path}: <{tag}>");
            let banned = ["iframe", "object", "embed", "base", "form", "style", "math", "template", "marquee", "plaintext", "xmp"];
            assert!(!banned.contains(&name.as_str()), "{path}: <{tag}>");
            assert_eq!(handler(&tag), None, "{path}: <{tag}>");
        }
    }
}

#[test]
fn no_payload_survives_in_the_content_of_feeds() {
    let site = Site::copy_of(&sites().join("hostile"));
    site.built();
    let json: serde_json::Value = serde_json::from_str(&site.page("feed.json")).unwrap();
    let contents = json["items"].as_array().unwrap().iter().map(|item| item["content_html"].as_str().unwrap().to_owned());
    let atom = feed_rs::parser::parse(site.page("atom.xml").as_bytes()).unwrap();
    let entries = atom.entries.into_iter().filter_map(|entry| entry.content?.body);
    let rss = feed_rs::parser::parse(site.page("rss.xml").as_bytes()).unwrap();
    let items = rss.entries.into_iter().filter_map(|entry| entry.content?.body);
    let all: Vec<String> = contents.chain(entries).chain(items).collect();
    assert!(all.len() >= 6, "{} contents", all.len());
    for content in all {
        for tag in tags(&content) {
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
            assert!(!["script", "iframe", "object", "embed", "style", "svg", "math", "form", "base", "meta"].contains(&name.as_str()), "<{tag}>");
            assert_eq!(handler(&tag), None, "<{tag}>");
            assert!(!tag.contains("=\"/"), "a feed has absolute addresses: <{tag}>");
        }
    }
}

/// What stands between `<` and `>`, quotes respected, for each start tag.
fn tags(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut quote = None;
        let end = rest.char_indices().find(|(_, c)| {
            match (quote, c) {
                (Some(open), c) if open == *c => quote = None,
                (None, '"' | '\'') => quote = Some(*c),
                (None, '>') => return true,
                _ => {}
            }
            false
        });
        found.push(rest[..end.map_or(rest.len(), |(at, _)| at)].to_owned());
    }
    found
}

/// An event handler, or an address that runs, among the attributes of a start tag.
fn handler(tag: &str) -> Option<String> {
    let mut outside = String::new();
    let mut values = Vec::new();
    for (n, piece) in tag.split('"').enumerate() {
        if n % 2 == 0 { outside.push_str(piece) } else { values.push(piece.to_lowercase()) }
    }
    let names = outside.split([' ', '\n', '=']).map(str::to_lowercase);
    let event = names.skip(1).find(|name| name.len() > 3 && name.starts_with("on"));
    let runs = |value: &String| ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.trim().starts_with(scheme));
    event.or_else(|| values.into_iter().find(runs))
}

#[test]
fn feed_ids_outlive_edits_moves_and_a_new_address() {
    let config = |base: &str, theme: &str| {
        format!("title = \"Acme\"\nbase_url = \"{base}\"\n{theme}\n[feeds]\nauthority = \"acme.example,2026\"\n")
    };
    let release = "+++\ndate = 2026-01-01\nid = \"acme-1\"\n+++\n- text\n";
    let story = |title: &str, body: &str| format!("+++\ntitle = \"{title}\"\ndate = 2026-02-01\nid = \"story-1\"\n+++\n{body}\n");
    let site = Site::new();
    site.write("tidings.toml", config("https://acme.example/", ""));
    site.write("changelog/1.0.0.md", release).write("changelog/2026-02-01-story.md", story("Story", "text"));
    site.built();
    let feed = |site: &Site| -> Vec<(String, String)> {
        let json: serde_json::Value = serde_json::from_str(&site.page("feed.json")).unwrap();
        let items = json["items"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut rows: Vec<_> = items
            .map(|item| {
                let changed = if item["date_modified"].is_null() { &item["date_published"] } else { &item["date_modified"] };
                (text(&item["id"]), text(changed))
            })
            .collect();
        rows.sort();
        rows
    };
    let before = feed(&site);
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|(id, _)| id.starts_with("tag:acme.example,2026:")), "{before:?}");

    site.built();
    assert_eq!(feed(&site), before, "a rebuild changes nothing");
    site.build_with(&["--now", "2026-12-01T00:00:00Z"]).is_fine();
    assert_eq!(feed(&site), before, "nor does a later one");
    site.rename("changelog/2026-02-01-story.md", "changelog/2026-02-01-renamed.md");
    site.built();
    assert_eq!(feed(&site), before, "nor does another file name");
    site.write("changelog/2026-02-01-renamed.md", story("Another title", "other text"));
    site.built();
    let ids = |rows: Vec<(String, String)>| rows.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(feed(&site)), ids(before.clone()), "nor do a new title and an edit");
    site.write("tidings.toml", config("https://news.example/moved/", "language = \"de\""));
    site.built();
    assert_eq!(ids(feed(&site)), ids(before), "nor does a move of the site");
}

#[test]
fn feeds_carry_what_is_hard_to_carry() {
    let site = Site::new();
    let body = "]]> &amp; < > \" ' 𝄞 🎉 עברית \u{2067}rtl\u{2069} &lt;b&gt; `<![CDATA[`";
    for n in 0..300 {
        site.write(&format!("changelog/e{n}.md"), format!("---\ntitle: \"<b>{n}</b> & ]]> 🎉 “q”\"\ndate: 2026-01-{:02}\n---\n{body}\n", n % 28 + 1));
    }
    let pages = site.built();
    for (path, bytes) in &pages {
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with(".xml") {
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    let atom = feed_rs::parser::parse(&*pages["atom.xml"]).unwrap();
    let rss = feed_rs::parser::parse(&*pages["rss.xml"]).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&pages["feed.json"]).unwrap();
    let first = json["items"][0]["title"].as_str().unwrap();
    assert!(first.contains("]]> 🎉 “q”"), "{first}");
    assert_eq!(atom.entries.len(), 30);
    assert_eq!(atom.entries[0].title.as_ref().unwrap().content, rss.entries[0].title.as_ref().unwrap().content);
    let ids = |feed: &feed_rs::model::Feed| feed.entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&atom), ids(&rss));
}

#[test]
fn nothing_of_the_machine_is_in_the_output() {
    let site = never_seen();
    let root = site.root();
    let secret = "canary-secret-of-the-environment";
    crate::site::run(site.command().args(["--now", crate::site::NOW]).env("TIDINGS_TOKEN", secret).env("API_KEY", secret)).is_fine();
    let pages = files(&site.out());
    for word in [secret, &*root.to_string_lossy(), &*std::env::var("HOME").map(|home| home + "/").unwrap_or("/home/".to_owned())] {
        assert_eq!(holding(&pages, word), Vec::<&str>::new(), "{word}");
    }
}
