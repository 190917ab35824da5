//! What twins of each kind of page say, and what no twin ever says.

use crate::build::{built, text_of};

const SITE: &[(&str, &str)] = &[
    (
        "tidings.toml",
        "title = \"Acme\"\nbase_url = \"https://example.com/sub\"\ndescription = \"What is *new*.\"\n\
         repository = \"https://github.com/acme/acme\"\naudiences = [\"pilot\"]\n[roadmap]\nreviewed = 2026-11-01\n",
    ),
    (
        "changelog/2.0.0/release.md",
        "+++\ndate = 2026-11-02\ntitle = \"Robin\"\n+++\nWe *rewrote* it. See [the story](search.md).\n",
    ),
    (
        "changelog/2.0.0/search.md",
        "+++\ntitle = \"Search [finds](javascript:alert(1)) <b>more</b>\"\ntype = \"added\"\ntags = [\"Big news\"]\n\
         issues = [12]\nauthors = [\"Ada\"]\n+++\nFaster now.[^1] <!-- SECRET --> See #7.\n\n[^1]: By half.\n\n\
         [//]: # (SECRET)\n\n> [!TIP]\n> Try `a|b`.\n\n```rust\nfn main() {}\n```\n\n<script>SECRET</script>\n",
    ),
    (
        "changelog/2.0.0/api.md",
        "+++\ntype = \"removed\"\nbreaking = true\nmigration = \"Call `/v2`.\"\n+++\nThe old API is gone.\n",
    ),
    ("changelog/1.0.0.md", "# 1.0.0 - 2026-01-01\n\n## Added\n\n- One\n- Two\n"),
    ("changelog/2026-05-04-hello.md", "+++\ntitle = \"Hello\"\n+++\nWe are here.\n"),
    ("changelog/unreleased/next.md", "+++\ntype = \"fixed\"\n+++\nSomething small.\n"),
    ("changelog/2026-06-01-closed.md", "+++\ntitle = \"SECRET\"\naudience = [\"pilot\"]\n+++\nSECRET\n"),
    ("changelog/2026-06-02-draft.md", "+++\ntitle = \"SECRET\"\ndraft = true\n+++\nSECRET\n"),
    (
        "roadmap/maps.md",
        "+++\ntitle = \"Maps\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\n+++\nOffline maps.\n\n- [x] a\n- [ ] b\n",
    ),
];

fn twin(path: &str) -> String {
    text_of(&built(SITE), path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn the_twin_of_an_entry_has_facts_and_its_text() {
    assert_eq!(
        twin("entries/search/index.md"),
        "# Search \\[finds\\](javascript:alert(1)) \\<b>more\\</b>

- [https://example.com/sub/entries/search/](https://example.com/sub/entries/search/)
- Date: 2026-11-02
- Types of change: Added
- Version: [2.0.0](https://example.com/sub/releases/2.0.0/index.md)
- Tags: Big news
- Author: Ada
- See also: [#12](https://github.com/acme/acme/issues/12)

Faster now.[^fn-1] See [#7](https://github.com/acme/acme/issues/7).

> [!TIP]
> Try `a|b`.

```rust
fn main() {}
```

[^fn-1]: By half.
"
    );
}

#[test]
fn the_twin_of_a_release_has_its_changes_by_type() {
    assert_eq!(
        twin("releases/2.0.0/index.md"),
        "# 2.0.0 (Robin)

- [https://example.com/sub/releases/2.0.0/](https://example.com/sub/releases/2.0.0/)
- Version: 2.0.0
- Released: 2026-11-02
- Release before: [1.0.0](https://example.com/sub/releases/1.0.0/index.md)
- Contributor: Ada
- JSON: [/api/releases/2.0.0.json](https://example.com/sub/api/releases/2.0.0.json)

We *rewrote* it. See [the story](https://example.com/sub/entries/search/).

## Breaking change

- The old API is gone.

  **What to do**

  Call `/v2`.

## Added

### [Search \\[finds\\](javascript:alert(1)) \\<b>more\\</b>](https://example.com/sub/entries/search/index.md)

Faster now.[^search-fn-1] See [#7](https://github.com/acme/acme/issues/7).

> [!TIP]
> Try `a|b`.

```rust
fn main() {}
```

[^search-fn-1]: By half.

See also: [#12](https://github.com/acme/acme/issues/12)
"
    );
}

#[test]
fn the_twin_of_a_list_links_twins() {
    assert_eq!(
        twin("index.md"),
        "# Acme

> What is \\*new\\*.

- [https://example.com/sub/](https://example.com/sub/)
- [Unreleased](https://example.com/sub/unreleased/index.md)

## [2.0.0 (Robin)](https://example.com/sub/releases/2.0.0/index.md)

2026-11-02 · We rewrote it.

- **Breaking:** The old API is gone.
- [Search \\[finds\\](javascript:alert(1)) \\<b>more\\</b>](https://example.com/sub/entries/search/index.md): Faster now.

## [Hello](https://example.com/sub/entries/hello/index.md)

2026-05-04 · We are here.

## [1.0.0](https://example.com/sub/releases/1.0.0/index.md)

2026-01-01

- One
- Two
"
    );
}

/// A search has nothing to say before somebody asks, and an address where nothing is has no twin.
#[test]
fn every_kind_of_page_has_a_writer() {
    let kinds = crate::pages::KINDS.iter().map(|kind| kind.name);
    let without: Vec<&str> = kinds.filter(|kind| !super::WRITERS.iter().any(|(known, _)| known == kind)).collect();
    assert_eq!(without, ["search"]);
    let mut writers: Vec<&str> = super::WRITERS.iter().map(|(kind, _)| *kind).collect();
    writers.sort_unstable();
    assert!(writers.windows(2).all(|pair| pair[0] != pair[1]), "{writers:?}");
}

#[test]
fn every_kind_of_page_has_its_twin() {
    for (path, line) in [
        ("tags/index.md", "- [Big news](https://example.com/sub/tags/big-news/index.md) (1 item)"),
        ("types/added/index.md", "- One"),
        ("releases/index.md", "- [2.0.0 (Robin)](https://example.com/sub/releases/2.0.0/index.md) · 2026-11-02"),
        ("unreleased/index.md", "- Something small."),
        ("archive/index.md", "- [2026](https://example.com/sub/archive/2026/index.md) (3 items)"),
        ("archive/2026/index.md", "- 2026-05-04 [Hello](https://example.com/sub/entries/hello/index.md): We are here."),
        ("roadmap/index.md", "- [Maps](https://example.com/sub/roadmap/maps/index.md) (Q1 2027, 50 %): Offline maps."),
        ("roadmap/index.md", "Last reviewed 2026-11-01"),
        ("roadmap/maps/index.md", "- Target: Q1 2027"),
        ("roadmap/maps/index.md", "- [x] a"),
        ("feeds/index.md", "Carries"),
    ] {
        let twin = twin(path);
        let found = twin.lines().any(|known| known == line) || line == "Carries" && twin.contains("[Atom](https://");
        assert!(found, "{path} lacks {line:?}:\n{twin}");
    }
    let output = built(SITE);
    for path in output.paths().filter(|path| path.as_str().ends_with("index.html")) {
        let page = text_of(&output, path.as_str()).unwrap();
        let folder = path.as_str().strip_suffix("index.html").unwrap();
        let is_redirect = page.contains("http-equiv=\"refresh\"");
        assert_eq!(output.contains(&format!("{folder}index.md")), !is_redirect, "{path}");
        let link = format!("<link rel=\"alternate\" type=\"text/markdown\" href=\"/sub/{folder}index.md\">");
        assert_eq!(page.contains(&link), !is_redirect, "{path}");
    }
    assert!(!output.contains("404.md"));
}

/// Comments, drafts, closed audiences and scripts are on no page, so they are in no twin either; what is markup in a
/// twin was markup in the text of its author, and leads nowhere that is not safe.
#[test]
fn no_twin_says_more_than_its_page() {
    let output = built(SITE);
    let twins: Vec<_> = output.paths().filter(|path| path.as_str().ends_with(".md")).collect();
    assert!(twins.len() > 15, "{twins:?}");
    for path in twins {
        let twin = text_of(&output, path.as_str()).unwrap();
        assert!(!twin.contains("SECRET"), "{path}:\n{twin}");
        for event in pulldown_cmark::Parser::new_ext(&twin, pulldown_cmark::Options::ENABLE_GFM) {
            match event {
                pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
                    panic!("{path} has raw HTML: {html}")
                }
                pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                    assert!(dest_url.starts_with("https://"), "{path} leads to {dest_url}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn twins_can_be_switched_off() {
    let config = "title = \"Acme\"\nbase_url = \"https://example.com\"\n[outputs]\ntwins = false\n";
    let output = built(&[("tidings.toml", config), ("changelog/1.0.0.md", "- One\n")]);
    assert_eq!(output.paths().find(|path| path.as_str().ends_with(".md")), None);
    assert!(!text_of(&output, "index.html").unwrap().contains("text/markdown"));
}

#[test]
fn a_list_says_which_releases_are_not_the_ones_to_use_and_names_advisories() {
    let output = built(&[
        ("changelog/0.9.0.md", "+++\nsupport_until = 2001-01-31\n+++\n- One\n"),
        ("changelog/1.0.0.md", "- One\n"),
        ("changelog/1.1.0.md", "+++\nyanked = { reason = \"It *eats* data.\", use = \"1.2.0\" }\n+++\n- Two\n"),
        ("changelog/1.3.0-rc.1.md", "- Early\n"),
        (
            "changelog/1.2.0/hole.md",
            "+++\ntype = \"security\"\n[[security]]\nid = \"CVE-2026-1\"\nseverity = \"high\"\naffected = [\"< 1.2\"]\n+++\nA hole.\n",
        ),
        (
            "changelog/2026-05-04-story.md",
            "+++\ntitle = \"Story\"\nsummary = \"How.\"\n[[security]]\nid = \"CVE-2026-1\"\n+++\nText.\n",
        ),
    ]);
    let home = text_of(&output, "index.md").unwrap();
    let advisory = "[CVE-2026-1](https://www.cve.org/CVERecord?id=CVE-2026-1)";
    for said in [
        "**This release was withdrawn: do not use it.** It \\*eats\\* data. Use 1.2.0 instead.",
        "**Support for this release ended on 2001-01-31.** Use 1.2.0 instead.",
        "**This is a pre-release. It may still change before the final release.** For everyday use there is 1.2.0.",
        &format!("- A hole. ({advisory}, High)"),
        advisory,
    ] {
        assert!(home.lines().any(|line| line == said), "{said}\n{home}");
    }
    for (path, said) in [
        ("since/1.0.0/index.md", "**You are exposed to CVE-2026-1 until 1.2.0.** (High)".to_owned()),
        ("since/1.0.0/index.md", "Withdrawn, do not stop there: 1.1.0.".to_owned()),
        ("since/1.1.0/index.md", "1.1.0 was withdrawn.".to_owned()),
        ("since/1.1.0/index.md", format!("; {advisory}, High)")),
        ("releases/1.1.0/index.md", "**This release was withdrawn: do not use it.** It \\*eats\\* data.".to_owned()),
    ] {
        let twin = text_of(&output, path).unwrap();
        assert!(twin.contains(&said), "{path}: {said}\n{twin}");
    }
}

#[test]
fn the_twin_of_a_release_names_who_made_it() {
    let output = built(&[
        ("tidings.toml", "title = \"Acme\"\nbase_url = \"https://example.com\"\n[authors.ada]\nname = \"Ada L.\"\n"),
        ("changelog/1.0.0/a.md", "+++\nauthors = [\"ada\", \"Bob\"]\n+++\nOne.\n"),
        ("changelog/1.0.0/b.md", "+++\nauthors = [\"ada\"]\n+++\nTwo.\n"),
    ]);
    let twin = text_of(&output, "releases/1.0.0/index.md").unwrap();
    assert!(twin.contains("- Contributors: Ada L., Bob\n"), "{twin}");
    assert!(
        twin.contains("- JSON: [/api/releases/1.0.0.json](https://example.com/api/releases/1.0.0.json)\n"),
        "{twin}"
    );
}

#[test]
fn targets_are_told_in_words() {
    let item = |title: &str, target: &str| format!("+++\ntitle = \"{title}\"\ntarget = \"{target}\"\n+++\nText.\n");
    let (quarter, half, later, version) =
        (item("A", "2027-Q1"), item("B", "2027-H2"), item("C", "later"), item("D", "3.0"));
    let output = built(&[
        ("changelog/1.0.0.md", "- One\n"),
        ("roadmap/a.md", &quarter),
        ("roadmap/b.md", &half),
        ("roadmap/c.md", &later),
        ("roadmap/d.md", &version),
    ]);
    let twin = text_of(&output, "roadmap/quarters/index.md").unwrap();
    let headings: Vec<&str> = twin.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings, ["Q1 2027", "H2 2027", "Version 3.0", "Later"]);
    assert!(text_of(&output, "roadmap/c/index.md").unwrap().contains(": Later\n"));
}

#[test]
fn a_change_that_only_html_can_show_stays_in_the_twin() {
    let output = built(&[
        ("tidings.toml", "title = \"A\"\nbase_url = \"https://a.example\"\n[markdown]\nunsafe_html = true\n"),
        ("changelog/1.0.0.md", "## Added\n\n- One\n- <iframe src=\"https://x.example\"></iframe>\n"),
    ]);
    let twin = text_of(&output, "releases/1.0.0/index.md").unwrap();
    let page = "[https://a.example/releases/1.0.0/](https://a.example/releases/1.0.0/)";
    assert!(twin.ends_with(&format!("## Added\n\n- One\n- {page}\n")), "{twin}");
}
