//! Markdown as writers of entries would write it, and what must come out.

use std::sync::LazyLock;

use super::*;
use crate::base::SitePath;
use crate::model::{Address, Bump, Edition, Fill, LinkTarget, Words};

/// Each word is its own key.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(str::to_owned));

static ROOT: LazyLock<Edition> = LazyLock::new(Edition::default);

fn fill() -> Fill<'static> {
    Fill { base: "/b", edition: &ROOT, id_prefix: "p-", level: 3, words: &WORDS }
}

static OPTIONS: LazyLock<Markdown> = LazyLock::new(|| Markdown { highlight: false, ..Markdown::default() });

static HIGHLIGHTS: LazyLock<Highlights> = LazyLock::new(Highlights::default);

static TYPES: LazyLock<Vec<ChangeType>> = LazyLock::new(ChangeType::defaults);

fn dialect() -> Dialect<'static> {
    Dialect {
        options: &OPTIONS,
        highlights: &HIGHLIGHTS,
        types: &TYPES,
        repository: Some("https://github.com/acme/acme"),
        sections: true,
        title_from_heading: true,
        is_release: false,
        words: true,
    }
}

fn source(text: &str) -> Source {
    Source::new(SitePath::new("changelog/a.md").unwrap(), text)
}

fn read_with(text: &str, dialect: &Dialect<'_>) -> Reported<Body> {
    read(&source(text), 0, dialect)
}

fn body_of(text: &str) -> Body {
    let read = read_with(text, &dialect());
    assert_eq!(read.diagnostics, [], "{text}");
    read.value
}

#[test]
fn html_that_vanishes_without_a_trace_is_told() {
    for (text, lines) in [
        ("- <iframe src=\"https://x\"></iframe>\n- Fine\n- <script>x</script>\n", &[1, 3][..]),
        ("## Added\n\n- Fine\n- <form><input></form>\n", &[4]),
        ("Text.\n\n- a\n  - <embed src=x>\n", &[4]),
        ("<object data=x></object>\n", &[1]),
        ("- <b>bold</b>\n- <img src=\"https://x/y.png\">\n- <!-- later -->\n- <iframe></iframe> and text\n", &[]),
        ("<!-- nothing -->\n", &[]),
        ("Text.\n\n<iframe></iframe>\n", &[]),
    ] {
        let told = read_with(text, &dialect()).diagnostics;
        let told = told.iter().filter(|it| it.code == "lost-html");
        let found: Vec<usize> = told.filter_map(|it| it.place.as_ref()).map(|place| place.line).collect();
        assert_eq!(found, lines, "{text}");
    }
}

/// The resolved addresses of a body's links: what was written.
fn addresses(body: &Body) -> Vec<Address> {
    let shown = |target: &LinkTarget| match target {
        LinkTarget::Root(path) => path.clone(),
        LinkTarget::Relative { path, fragment } => format!("{path}{fragment}"),
        LinkTarget::Fragment(id) => format!("#{id}"),
    };
    body.links.iter().map(|link| shown(&link.target).into()).collect()
}

fn filled(body: &Body, html: &Html) -> String {
    html.fill(&addresses(body), fill())
}

fn html_of(text: &str) -> String {
    let body = body_of(text);
    filled(&body, &body.html)
}

#[test]
fn blocks_and_inlines_become_html() {
    for (markdown, html) in [
        ("One\ntwo  \nthree", "<p>One\ntwo<br>\nthree</p>\n"),
        ("*a* **b** ~~c~~ `d<`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>\n"),
        ("    code <", "<pre tabindex=\"0\"><code>code &lt;</code></pre>\n"),
        ("```rust title=\"a\"\nx\n```", "<pre tabindex=\"0\"><code class=\"language-rust\">x\n</code></pre>\n"),
        ("{{ a }} {% b %}", "<p>{{ a }} {% b %}</p>\n"),
        ("a <!-- b --> c", "<p>a  c</p>\n"),
        ("\"a\" -- b...", "<p>\"a\" -- b...</p>\n"),
        ("", ""),
    ] {
        assert_eq!(html_of(markdown), html, "{markdown}");
    }
    let smart = Markdown { smart_punctuation: true, ..OPTIONS.clone() };
    let body = read_with("\"a\" -- b...", &Dialect { options: &smart, ..dialect() }).value;
    assert_eq!(filled(&body, &body.html), "<p>“a” – b…</p>\n");
}

#[test]
fn tables_scroll_and_align_by_class() {
    let html = "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"markdown.table\"><table>\n\
                <thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n\
                <tbody>\n<tr><td>1</td><td class=\"align-right\">2</td></tr>\n</tbody>\n</table></div>\n";
    assert_eq!(html_of("| a | b |\n|---|--:|\n| 1 | 2 |"), html);
}

#[test]
fn headings_begin_at_the_level_of_the_page_and_have_ids() {
    let body =
        body_of("text\n\n## Über *all*\n\n#### Deep\n\n## Über all\n\n## Own {#own .big onclick=x}\n\n## —\n\n## fn-1");
    let html = "<p>text</p>\n<h3 id=\"p-uber-all\">Über <em>all</em></h3>\n<h4 id=\"p-deep\">Deep</h4>\n\
                <h3 id=\"p-uber-all-2\">Über all</h3>\n<h3 id=\"p-own\" class=\"big\">Own</h3>\n\
                <h3 id=\"p-section\">—</h3>\n<h3 id=\"p-h-fn-1\">fn-1</h3>\n";
    assert_eq!(filled(&body, &body.html), html);
    assert_eq!(*body.anchors, ["deep", "h-fn-1", "own", "section", "uber-all", "uber-all-2"]);
    let html = body.html.fill(&[], Fill { level: 6, ..fill() });
    assert!(html.contains("<h6 id=\"p-deep\">Deep</h6>"), "{html}");
}

#[test]
fn headings_leave_the_ids_of_pages_alone() {
    let text = "Text.\n\n## Main\n\n## Change 2\n\n## H main\n\n## A {#downloads}\n\n## B {#added}\n\n\
                ## Added\n\n- a\n\n## Migration\n\n### Fixed\n\nx <b id=\"breaking\">y</b>";
    let body = body_of(text);
    let anchors = ["added", "h-added", "h-breaking", "h-change-2", "h-downloads", "h-fixed", "h-main", "h-main-2"];
    assert_eq!(*body.anchors, anchors);
    let html = filled(&body, &body.html);
    assert!(html.contains("id=\"p-added\">Added<") && html.contains("id=\"p-h-added\">B<"), "{html}");
    let plain = Dialect { sections: false, ..dialect() };
    assert_eq!(*read_with("Text.\n\n## Changes\n\n## Change-over", &plain).value.anchors, ["change-over", "changes"]);
}

#[test]
fn the_first_heading_is_the_title() {
    for (markdown, title) in [
        ("# One *two* `three` #12\n\ntext", Some("One two three #12")),
        ("<!-- note -->\n\n## One\n\ntext", Some("One")),
        ("text\n\n# One", None),
        ("## Added\n\n- a", None),
        ("#\n\ntext", None),
    ] {
        let body = body_of(markdown);
        assert_eq!(body.title.as_deref(), title, "{markdown}");
        assert_eq!(
            filled(&body, &body.html).contains("One"),
            title.is_none() && markdown.contains("One"),
            "{markdown}"
        );
    }
    let without = Dialect { title_from_heading: false, ..dialect() };
    let body = read_with("# One", &without).value;
    assert_eq!((body.title, body.anchors), (None, Box::from(["one".to_owned()])));
}

#[test]
fn one_heading_of_a_version_in_a_release_is_read_and_not_shown() {
    let release = Dialect { is_release: true, ..dialect() };
    for (markdown, versions, title, html) in [
        ("## [1.1.0] - 2020-02-01 [YANKED]\n\n### Notes", "1.1.0 on 2020-02-01 yanked", None, "Notes"),
        ("# Changelog\n\nText.\n\n## 1.1.0\n\n### Notes", "1.1.0", None, "Text. Notes"),
        ("# Changelog\n\nText.", "", None, "Text."),
        ("# Winter\n\n## v1.1.0\n\nText.", "1.1.0", Some("Winter"), "Text."),
        ("# v1.1\n\n## 1.1.0 - 2020-02-01\n\nText.", "1.1 on 2020-02-01", None, "Text."),
        ("    ## 1.0.0\n\n> ## 2.0.0", "", None, "## 1.0.0 2.0.0"),
        ("## 1.1.0\n\n## 1.0.0", "1.1.0, 1.0.0", None, "1.1.0 1.0.0"),
    ] {
        let body = read_with(markdown, &release).value;
        let told = body.versions.iter().map(|heading| {
            let date = heading.date.map_or(String::new(), |date| format!(" on {date}"));
            format!("{}{date}{}", heading.version, if heading.yanked { " yanked" } else { "" })
        });
        let shown = text_of(&filled(&body, &body.html));
        assert_eq!(
            (told.collect::<Vec<_>>().join(", ").as_str(), body.title.as_deref()),
            (versions, title),
            "{markdown}"
        );
        assert_eq!(shown, html, "{markdown}");
    }
    assert_eq!(body_of("# 1.1.0").versions, []);
}

/// The words between the tags of `html`.
fn text_of(html: &str) -> String {
    let html = format!("<>{html}");
    let texts = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn sections_of_types_are_changes() {
    let markdown = "# 2.0\n\nIntro. More.\n\n## ✨ New:\n\n- First *one*. And more.\n- Second\n\n  with a block\n\n\
                    ### Group\n\n1. Third\n\n## Fixed\n\nOne bug.\n\nAnother bug.\n\n```\ncode\n```\n\n\
                    ## Breaking changes\n\n- Gone\n\n### Removed\n\n- Away\n\n## Notes\n\nOutro.\n";
    let body = body_of(markdown);
    let changes: Vec<(&str, String, &str, bool)> = body
        .changes
        .iter()
        .map(|change| (change.kind.as_str(), filled(&body, &change.html), change.summary.as_str(), change.breaking))
        .collect();
    let code = "<p>Another bug.</p>\n<pre tabindex=\"0\"><code>code\n</code></pre>\n";
    let wanted = [
        ("added", "<p>First <em>one</em>. And more.</p>\n", "First one.", false),
        ("added", "<p>Second</p>\n<p>with a block</p>\n", "Second", false),
        ("added", "<h3 id=\"p-group\">Group</h3>\nThird", "Third", false),
        ("fixed", "<p>One bug.</p>\n", "One bug.", false),
        ("fixed", code, "Another bug.", false),
        ("changed", "Gone", "Gone", true),
        ("removed", "Away", "Away", true),
    ];
    assert_eq!(changes, wanted.map(|(kind, html, summary, breaking)| (kind, html.to_owned(), summary, breaking)));
    let intro = "<p>Intro. More.</p>\n<h3 id=\"p-notes\">Notes</h3>\n<p>Outro.</p>\n";
    assert_eq!(filled(&body, &body.intro), intro);
    assert_eq!((body.title.as_deref(), body.summary.as_str()), (Some("2.0"), "Intro."));
    let html = filled(&body, &body.html);
    for part in ["Intro", "New:", "Third", "Group", "Another bug", "Away", "Outro"] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn what_leads_a_section_in_is_one_of_its_changes() {
    let body = body_of("Intro.\n\n## Added\n\nTwo things, *both* new.\n\nMore.\n\n- First\n\nBehind it.\n\n- Second");
    let changes: Vec<(&str, String)> =
        body.changes.iter().map(|change| (change.kind.as_str(), text_of(&filled(&body, &change.html)))).collect();
    let wanted = [("added", "Two things, both new. More."), ("added", "First Behind it."), ("added", "Second")];
    assert_eq!(changes, wanted.map(|(kind, text)| (kind, text.to_owned())));
    assert_eq!(filled(&body, &body.intro), "<p>Intro.</p>\n");
}

#[test]
fn nothing_in_a_section_is_lost() {
    let details = "<details>\n<summary>More</summary>\n\n- x\n- y\n\n</details>";
    for (section, changes) in [
        ("### CLI\n\nText.\n\n- a\n- b\n\n### API\n\n- c", &["CLI Text. a", "b", "API c"][..]),
        ("- a\n\n### CLI\n\n#### Deep\n\n- b", &["a", "CLI Deep b"]),
        ("- a\n\n### CLI", &["a CLI"]),
        ("- a\n\n### CLI\n\n```\ncode\n```", &["a CLI code"]),
        ("### CLI", &["CLI"]),
        ("### Dark\n\nOne.\n\nTwo.\n\n### Light\n\nThree.", &["Dark One.", "Two.", "Light Three."]),
        ("- a\n\n### CLI\n\nText.", &["a", "CLI Text."]),
        (&format!("- a\n\n{details}\n\n- b"), &["a More x y", "b"]),
        (details, &["More x y"]),
        (&format!("### CLI\n\n{details}\n\n- b"), &["CLI More x y b"]),
        ("<p>Raw</p>", &["Raw"]),
        ("One.\n\n<p>Raw</p>\n\nTwo.", &["One. Raw", "Two."]),
        ("<div>\n\n- a\n- b\n\n</div>", &["a", "b"]),
        ("- a\n\n---\n\n- b", &["a", "b"]),
    ] {
        let body = body_of(&format!("Intro.\n\n## Added\n\n{section}\n\n## Fixed\n\n- z"));
        let told: Vec<String> = body.changes.iter().map(|change| text_of(&filled(&body, &change.html))).collect();
        assert_eq!(
            told.split_last().map(|(_, told)| told),
            Some(&changes.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()[..]),
            "{section}"
        );
    }
    let body = body_of("Intro.\n\n## Added\n\n### CLI\n\n- **Breaking:** Gone.\n- Here.");
    let told: Vec<_> = body.changes.iter().map(|change| (change.breaking, change.summary.as_str())).collect();
    assert_eq!(told, [(true, "Gone."), (false, "Here.")]);
}

#[test]
fn a_heading_that_is_nearly_a_section_is_told_and_no_title() {
    for (markdown, at, help) in [
        ("## Addded\n\n- a", 1, "did you mean `Added`?"),
        ("# Title\n\n## Added\n\n- a\n\n### Fxied\n\n- b", 7, "did you mean `Fixed`?"),
        ("text\n\n## 🐛 Bug fixs:\n\n- a", 3, "did you mean `Bug fixes`?"),
        ("text\n\n## Braking changes\n\n- a", 3, "did you mean `Breaking changes`?"),
    ] {
        let read = read_with(markdown, &dialect());
        let said: Vec<_> = read.diagnostics.iter().map(|it| (it.code, it.place.as_ref().unwrap().line)).collect();
        assert_eq!(said, [("unknown-section", at)], "{markdown}");
        assert_eq!(read.diagnostics[0].help.as_deref(), Some(help), "{markdown}");
        assert_ne!(read.value.title.as_deref(), Some("Addded"));
    }
    let roadmap = Dialect { sections: false, ..dialect() };
    assert_eq!(read_with("text\n\n## Addded", &roadmap).diagnostics, []);
    assert_eq!(body_of("# Fixtures\n\n## Migration\n\n### Addded").title.as_deref(), Some("Fixtures"));
}

#[test]
fn steps_are_no_summary() {
    let roadmap = Dialect { sections: false, ..dialect() };
    for (markdown, summary) in
        [("- [x] One\n- [ ] Two", ""), ("# T\n\n1. One\n\nText.", ""), ("Text.\n\n- One", "Text.")]
    {
        assert_eq!(read_with(markdown, &roadmap).value.summary, summary, "{markdown}");
    }
    assert_eq!(body_of("- One").summary, "One");
}

#[test]
fn without_sections_headings_are_headings() {
    let plain = Dialect { sections: false, ..dialect() };
    let body = read_with("text\n\n## Added\n\n- a\n\n## Migration\n\nb", &plain).value;
    assert_eq!((body.changes.len(), &body.migration), (0, &None));
    assert_eq!(body.html, body.intro);
    assert!(filled(&body, &body.html).contains("Migration"));
    let marked = read_with("**Breaking:** CVE-2026-1 is no more.", &plain).value;
    assert!(!marked.breaking && filled(&marked, &marked.html).contains("<strong>Breaking:</strong> CVE"));
}

#[test]
fn an_own_type_comes_before_the_known_headings() {
    let mut own = ChangeType::defaults();
    own.push(ChangeType {
        id: "breaking".into(),
        title: "Breaking changes".into(),
        aliases: vec![],
        bump: Bump::Major,
    });
    let body = read_with("## Breaking changes\n\n- a", &Dialect { types: &own, ..dialect() }).value;
    assert_eq!((body.changes[0].kind.as_str(), body.changes[0].breaking), ("breaking", false));
}

#[test]
fn markers_and_advisories_open_changes() {
    let body = body_of("## Security\n\n- **Breaking:** CVE-2026-1234: Gone. More.\n- RUSTSEC-2026-0001 fixed");
    let first = &body.changes[0];
    assert!(first.breaking && !body.breaking && !body.changes[1].breaking);
    assert_eq!(first.advisories, ["CVE-2026-1234"]);
    assert_eq!(body.changes[1].advisories, ["RUSTSEC-2026-0001"]);
    assert_eq!(first.summary, "CVE-2026-1234: Gone.");
    let link = "<a href=\"https://www.cve.org/CVERecord?id=CVE-2026-1234\">CVE-2026-1234</a>: Gone. More.";
    assert_eq!(filled(&body, &first.html), link);
    assert!(filled(&body, &body.html).contains("<strong>Breaking:</strong>"));
    let single = body_of("**BREAKING:** The API is gone.");
    assert!(single.breaking);
    assert_eq!(single.summary, "The API is gone.");
    assert_eq!(filled(&single, &single.html), "<p>The API is gone.</p>\n");
    assert_eq!(body_of("GHSA-aaaa-bbbb-cccc: x").advisories, ["GHSA-aaaa-bbbb-cccc"]);
}

#[test]
fn migration_sections_stand_apart() {
    let body = body_of(
        "Intro\n\n## Upgrading\n\nDo this.\n\n### Step 2\n\nThat.\n\n## Added\n\n- a\n\n## Migration guide\n\nAlso.",
    );
    let migration = "<p>Do this.</p>\n<h3 id=\"p-step-2\">Step 2</h3>\n<p>That.</p>\n<p>Also.</p>\n";
    assert_eq!(filled(&body, body.migration.as_ref().unwrap()), migration);
    for html in [&body.html, &body.intro] {
        let html = filled(&body, html);
        assert!(!html.contains("Do this") && !html.contains("Upgrading") && html.contains("Intro"), "{html}");
    }
    assert!(body.has_anchor("step-2") && !body.has_anchor("step"));
}

#[test]
fn alerts_say_what_they_are() {
    for (markdown, name) in [
        ("> [!NOTE]\n> Text", "note"),
        ("> [!tip]\n> Text", "tip"),
        ("> [!Important]\n> Text", "important"),
        ("> [!WARNING]\n> Text", "warning"),
        ("> [!caution]\n> Text", "caution"),
        ("> [!BREAKING]\n> Text", "breaking"),
        ("> [!security]\n> Text", "security"),
        ("> [!DEPRECATED]\n>\n> Text", "deprecated"),
    ] {
        let html = format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">markdown.{name}</p>\n<p>Text</p>\n</div>\n"
        );
        assert_eq!(html_of(markdown), html, "{markdown}");
    }
    assert!(html_of("> [!ODD]\n> Text").starts_with("<blockquote>"));
}

#[test]
fn an_alert_at_the_start_tells_that_something_breaks() {
    let body = body_of("> [!BREAKING]\n> It is gone.\n\nText");
    assert!(body.breaking && filled(&body, &body.html).contains("alert-breaking"));
    let body = body_of("Text\n\n## Changed\n\n- > [!BREAKING]\n  > It is gone.\n- Renamed\n");
    let changes: Vec<bool> = body.changes.iter().map(|change| change.breaking).collect();
    assert_eq!((body.breaking, changes), (false, vec![true, false]));
    for markdown in ["> [!NOTE]\n> x", "Text\n\n> [!BREAKING]\n> x", "> Breaking"] {
        assert!(!body_of(markdown).breaking, "{markdown}");
    }
}

#[test]
fn footnotes_stand_at_the_end_of_what_refers_to_them() {
    let html = html_of("a[^x] b[^y] c[^x]\n\n[^x]: Note *x*\n[^y]: Note y[^z]\n[^z]: Deep\n");
    let wanted = "<p>a<sup class=\"footnote-ref\"><a href=\"#p-fn-1\" id=\"p-fnref-1\" role=\"doc-noteref\">1</a></sup> \
        b<sup class=\"footnote-ref\"><a href=\"#p-fn-2\" id=\"p-fnref-2\" role=\"doc-noteref\">2</a></sup> \
        c<sup class=\"footnote-ref\"><a href=\"#p-fn-1\" id=\"p-fnref-1-2\" role=\"doc-noteref\">1</a></sup></p>\n";
    assert!(html.starts_with(wanted), "{html}");
    assert!(
        html.contains("<li id=\"p-fn-1\"><p>Note <em>x</em> <a href=\"#p-fnref-1\" class=\"footnote-back\""),
        "{html}"
    );
    assert!(html.contains("<li id=\"p-fn-3\"><p>Deep "), "{html}");
    assert!(html.contains("aria-label=\"markdown.back1-2\""), "{html}");
    let body = body_of("## Added\n\n- a[^1]\n- b\n- c[^1]\n\n[^1]: Note\n");
    let html: Vec<String> = body.changes.iter().map(|change| filled(&body, &change.html)).collect();
    assert!(html[0].contains("id=\"p-fn-c1-1\"") && html[0].contains("Note"), "{html:?}");
    assert!(!html[1].contains("fn") && html[2].contains("id=\"p-fn-c3-1\""), "{html:?}");
}

#[test]
fn notes_that_nothing_refers_to_are_told() {
    let text = "a[^x]\n\n## Added\n\n- b\n\n[^x]: X[^y]\n[^y]: Y\n[^z]: Z[^w]\n[^w]: W[^z]\n[^x]: again\n";
    let read = read_with(text, &dialect());
    let said = read.diagnostics.iter().map(|it| (it.code, it.place.as_ref().unwrap().line, it.help.as_deref()));
    let wanted = [
        ("unused-footnote", 9, Some("write [^z] where it belongs")),
        ("unused-footnote", 10, Some("write [^w] where it belongs")),
        ("unused-footnote", 11, Some("give it a name of its own")),
    ];
    assert_eq!(said.collect::<Vec<_>>(), wanted);
}

#[test]
fn tasks_are_labelled_and_counted() {
    let body = body_of("- [x] a\n- [ ] b\n  - [X] c\n\n1. [ ] d");
    assert_eq!(body.tasks, Tasks { done: 2, total: 4 });
    let html = filled(&body, &body.html);
    assert!(
        html.contains(
            "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"markdown.done\"> a</li>"
        ),
        "{html}"
    );
    assert!(html.contains("<input type=\"checkbox\" disabled aria-label=\"markdown.open\"> b"), "{html}");
}

#[test]
fn links_into_the_site_are_left_to_be_resolved() {
    let body = body_of("[a](../2.3.0.md#fixed) [b](/img/x.png) [c](#d)\n\n![e *f*](shot%20one.png \"T\")");
    let html = "<p><a href=\"../2.3.0.md#fixed\">a</a> <a href=\"/b/img/x.png\">b</a> <a href=\"#p-d\">c</a></p>\n\
                <p><img src=\"shot%20one.png\" alt=\"e f\" title=\"T\" loading=\"lazy\" decoding=\"async\"></p>\n";
    assert_eq!(filled(&body, &body.html), html);
    assert_eq!(body.links[0].target, LinkTarget::Relative { path: "../2.3.0.md".into(), fragment: "#fixed".into() });
    assert!(body.links[3].is_image);
    let image = &body.links[3].place;
    assert_eq!((image.line, image.column, image.text.as_str()), (3, 1, "![e *f*](shot%20one.png \"T\")"));
}

#[test]
fn references_are_linked_but_never_in_code_or_links() {
    let issue = "<a href=\"https://github.com/acme/acme/issues/1\">#1</a>";
    for (markdown, html) in [
        ("see #1", format!("<p>see {issue}</p>\n")),
        ("see **#1**", format!("<p>see <strong>{issue}</strong></p>\n")),
        ("`#1`", "<p><code>#1</code></p>\n".to_owned()),
        ("[see #1](https://a.example)", "<p><a href=\"https://a.example\">see #1</a></p>\n".to_owned()),
        ("    #1", "<pre tabindex=\"0\"><code>#1</code></pre>\n".to_owned()),
        ("@user", "<p>@user</p>\n".to_owned()),
        (
            "at https://a.example/b_c?d=1&e=2.",
            "<p>at <a href=\"https://a.example/b_c?d=1&amp;e=2\">https://a.example/b_c?d=1&amp;e=2</a>.</p>\n"
                .to_owned(),
        ),
        ("<a@b.example>", "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>\n".to_owned()),
    ] {
        assert_eq!(html_of(markdown), html, "{markdown}");
    }
    assert!(html_of("text\n\n## About #1").contains(&format!("id=\"p-about-1\">About {issue}<")));
}

#[test]
fn unsafe_addresses_leave_their_text_and_a_warning() {
    let read = read_with("a [b *c*](javascript:x) ![d](data:image/png;base64,x)\n\n[e]()", &dialect());
    let html = filled(&read.value, &read.value.html);
    assert_eq!(html, "<p>a b <em>c</em> d</p>\n<p>e</p>\n");
    let said: Vec<(&str, usize, usize)> = read
        .diagnostics
        .iter()
        .map(|diagnostic| {
            (diagnostic.code, diagnostic.place.as_ref().unwrap().line, diagnostic.place.as_ref().unwrap().column)
        })
        .collect();
    assert_eq!(said, [("unsafe-link", 1, 3), ("unsafe-link", 1, 25), ("empty-link", 3, 1)]);
}

#[test]
fn raw_html_shows_and_does_nothing() {
    for (markdown, html) in [
        ("a <kbd>b</kbd> <b onclick=x>c", "<p>a <kbd>b</kbd> <b>c</b></p>\n"),
        (
            "<details open>\n<summary>S</summary>\n\n**a** #1\n\n</details>",
            "<details open=\"\">\n<summary>S</summary>\n<p><strong>a</strong> \
             <a href=\"https://github.com/acme/acme/issues/1\">#1</a></p>\n</details>",
        ),
        ("<h2>a</h2>", "<h4>a</h4>"),
        (
            "<b>a</b>\n\n> [!TIP]\n> b",
            "<p><b>a</b></p>\n<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">markdown.tip</p>\n<p>b</p>\n</div>",
        ),
        ("text <u>x</u>\n\n## a", "<p>text <u>x</u></p>\n<h3 id=\"p-a\">a</h3>\n"),
        ("<i id=\"x\"></i><i id=\"x\"></i>", "<p><i id=\"p-x\"></i><i id=\"p-x-2\"></i></p>\n"),
        (
            "<img src=\"a b.png\" alt=\"x\"> <a href='c.md#d'>e</a>",
            "<p><img src=\"a%20b.png\" alt=\"x\"> <a href=\"c.md#d\">e</a></p>\n",
        ),
        ("<div style=\"x\" class=\"ok\">\na\n</div>", "<div class=\"ok\">\na\n</div>"),
        (
            "- <b>a\n- [x] b",
            "<ul>\n<li><b>a</b></li>\n<li class=\"task\"><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"markdown.done\"> b</li>\n</ul>\n",
        ),
    ] {
        assert_eq!(html_of(markdown).trim_end(), html.trim_end(), "{markdown}");
    }
    let body = body_of("x\n\n<img src=\"shot.png\">");
    assert_eq!((body.links.len(), body.links[0].is_image, body.links[0].place.line), (1, true, 3));
    assert_eq!((body.links[0].place.column, body.links[0].place.width), (11, 8));
}

#[test]
fn addresses_in_raw_html_have_their_place() {
    for (text, place) in [
        ("---\ntitle: x y\n---\n\n<img src=x>", (5, 10, 1)),
        ("---\na: src=x\n---\n`src=x` <b title=x>a</b> <img alt=\"src=x\" SRC = 'x'>", (4, 50, 1)),
        ("---\na: b.png?c&d\n---\n\n> <img\n> src=\"b.png?c&amp;d\">", (6, 8, 13)),
        ("---\na: b\n---\ntext <img src=\"&#98;\"> text", (4, 6, 17)),
    ] {
        let read = read(&source(text), text.rfind("---\n").unwrap() + 4, &dialect());
        let found: Vec<_> =
            read.value.links.iter().map(|link| (link.place.line, link.place.column, link.place.width)).collect();
        assert_eq!(found, [place], "{text}");
    }
}

#[test]
fn trusted_html_stays_as_written() {
    let trusted = Markdown { unsafe_html: true, ..OPTIONS.clone() };
    let trusted = Dialect { options: &trusted, ..dialect() };
    let body = read_with("<h1 onclick=\"x\">a</h1>\n<script>b</script>\n\n[c](d.md)", &trusted).value;
    assert_eq!(
        filled(&body, &body.html),
        "<h1 onclick=\"x\">a</h1>\n<script>b</script>\n<p><a href=\"d.md\">c</a></p>\n"
    );
}

#[test]
fn excerpts_end_where_the_author_says() {
    let body = body_of("One. Two.\n\n<!-- truncate -->\n\nThree.");
    assert_eq!(body.summary, "One. Two.");
    assert_eq!(filled(&body, &body.html), "<p>One. Two.</p>\n<p>Three.</p>\n");
}

#[test]
fn reading_starts_behind_the_front_matter() {
    let text = "+++\ntitle = \"é\"\n+++\n[a](b.md)";
    let read = read(&source(text), text.find('[').unwrap(), &dialect());
    assert_eq!((read.value.links[0].place.line, read.value.links[0].place.column), (4, 1));
}

#[test]
fn values_of_front_matter_have_no_title_and_their_place() {
    let file = source("+++\nmigration = \"\"\"\n# Do\n[a](b.md)\"\"\"\n+++\n");
    let read = read_value(&file, "# Do\n[a](b.md)", &dialect());
    assert_eq!(read.value.title, None);
    assert_eq!((read.value.links[0].place.line, read.value.links[0].place.text.as_str()), (4, "[a](b.md)"));
}

#[test]
fn a_panic_becomes_a_diagnostic() {
    let read = guarded(&source("x"), || panic!("a bug"));
    assert_eq!(read.diagnostics[0].code, "internal-error");
    assert!(read.diagnostics[0].message.contains("changelog/a.md"));
}

#[test]
fn nesting_is_bounded_and_told() {
    let quotes = read_with(&(">".repeat(100_000) + " x"), &dialect());
    assert_eq!(quotes.diagnostics[0].code, "deep-markdown");
    let divs = read_with(&"<div>\n\n".repeat(20_000), &dialect());
    assert_eq!(divs.diagnostics[0].code, "deep-html");
    assert!(divs.has_errors());
}
