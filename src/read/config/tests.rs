//! What `tidings.toml` may say: every key has its effect, and every mistake is told at its place.

use proptest::prelude::*;

use super::{PLACEHOLDER, config};
use crate::base::{SitePath, Source};
use crate::model::{
    Author, Bump, ChangeType, Component, Config, FeedFormat, FeedList, Feeds, Limits, Markdown, NavLink, OptionValue,
    Outputs, ProductConfig, Redirect, Releasing, RoadmapConfig, Status, StatusRole, VersionFile,
};
use crate::read::fields_tests::told;

fn read(text: &str) -> (Option<Config>, Vec<String>) {
    let source = Source::new(SitePath::new("tidings.toml").unwrap(), text);
    let report = config(&source);
    (report.value, told(&report.diagnostics))
}

const LEAST: &str = "title = \"Ü\"\nbase_url = \"https://example.com/sub/\"\n";

#[test]
fn title_and_base_url_are_enough() {
    assert_eq!(read(LEAST), (Some(Config::new("Ü", "https://example.com/sub")), vec![]));
}

#[test]
fn every_key_has_its_effect() {
    let (config, told) = read(
        r#"
title = "Acme"
base_url = "https://example.com/"
description = """What
changed"""
language = "pt-BR"
theme = "own"
repository = "https://github.com/acme/acme.git"
per_page = 5
audiences = ["internal", "public"]
theme_options = { colour = "red" }

[[navigation]]
title = "Docs"
url = "/docs/"

[[types]]
id = "new-things"
bump = "none"
aliases = ["New"]

[products.web]
name = "Web app"
description = "In the browser"
repository = "https://example.com/web/"
tag = "web-{version}"
[products.cli]

[components.api]
description = "The API"
[authors."Ada L"]
name = "Ada Lovelace"
url = "https://example.com/ada"

[roadmap]
disclaimer = "Plans change."
reviewed = 2026-05-04
[[roadmap.statuses]]
id = "next-up"
role = "active"
[[roadmap.statuses]]
id = "shipped"
title = "Done"

[release]
changelog = "../CHANGELOG.md"
files = { "../Cargo.toml" = "package.version", "a.md" = ["acme@{version}", "x"] }
[release.products.web]
changelog = "WEB.md"

[feeds]
limit = 3
formats = ["json", "atom"]
lists = "home"
archive = false
authority = "example.com,2026-05"
author = "The team"

[outputs]
search = false

[markdown]
unsafe_html = true
highlight = false
smart_punctuation = true

[limits]
entry = 10
front_matter = 20
title = 30

[[redirects]]
from = "old/"
to = "https://example.com/new/"

[extra]
answer = 42
deep = { ratio = 1.5, list = [true] }
"#,
    );
    assert_eq!(told, Vec::<String>::new());
    let text = |text: &str| text.to_owned();
    let status = |id: &str, title: &str, role| Status { id: text(id), title: text(title), role };
    let product = |id: &str, name: &str, description: &str, repository: Option<&str>, tag: &str| ProductConfig {
        id: text(id),
        name: text(name),
        description: text(description),
        repository: repository.map(text),
        tag: text(tag),
        package: None,
    };
    let deep =
        [(text("ratio"), OptionValue::Float(1.5)), (text("list"), OptionValue::List(vec![OptionValue::Bool(true)]))];
    let expected = Config {
        description: text("What changed"),
        language: text("pt-BR"),
        theme: text("own"),
        repository: Some(text("https://github.com/acme/acme")),
        per_page: 5,
        audiences: vec![text("internal")],
        theme_options: [(text("colour"), OptionValue::Text(text("red")))].into(),
        navigation: vec![NavLink { title: text("Docs"), url: text("/docs/") }],
        types: vec![ChangeType {
            id: text("new-things"),
            title: text("New things"),
            aliases: vec![text("New")],
            bump: Bump::None,
        }],
        products: vec![
            product("web", "Web app", "In the browser", Some("https://example.com/web"), "web-{version}"),
            product("cli", "Cli", "", None, "v{version}"),
        ],
        components: vec![Component { id: text("api"), name: text("api"), description: text("The API") }],
        authors: vec![Author {
            id: text("Ada L"),
            name: text("Ada Lovelace"),
            url: Some(text("https://example.com/ada")),
        }],
        roadmap: RoadmapConfig {
            statuses: vec![
                status("next-up", "Next up", StatusRole::Active),
                status("shipped", "Done", StatusRole::Shipped),
            ],
            disclaimer: Some(text("Plans change.")),
            reviewed: Some(jiff::civil::date(2026, 5, 4)),
        },
        release: Releasing {
            changelog: Some(text("../CHANGELOG.md")),
            files: [("../Cargo.toml", "package.version"), ("a.md", "acme@{version}"), ("a.md", "x")]
                .map(|(path, mark)| VersionFile { path: text(path), mark: text(mark) })
                .into(),
            products: vec![(text("web"), Releasing { changelog: Some(text("WEB.md")), ..Releasing::default() })],
        },
        feeds: Feeds {
            limit: 3,
            formats: vec![FeedFormat::Json, FeedFormat::Atom],
            lists: vec![FeedList::Home],
            archive: false,
            authority: text("example.com,2026-05"),
            author: Some(text("The team")),
        },
        outputs: Outputs { search: false, ..Outputs::default() },
        markdown: Markdown { unsafe_html: true, highlight: false, smart_punctuation: true },
        limits: Limits { entry: 10, front_matter: 20, title: 30 },
        redirects: vec![Redirect {
            from: text("/old/"),
            to: text("https://example.com/new/"),
            place: config.as_ref().unwrap().redirects[0].place.clone(),
        }],
        extra: [(text("answer"), OptionValue::Integer(42)), (text("deep"), OptionValue::Table(deep.into()))].into(),
        ..Config::new("Acme", "https://example.com")
    };
    assert_eq!(config, Some(expected));
}

#[test]
fn what_must_be_there_is_asked_for() {
    let (config, told) = read("description = \"x\"\n");
    assert_eq!(config, Some(Config { description: "x".to_owned(), ..Config::new("", PLACEHOLDER) }));
    assert_eq!(
        told,
        [
            "0:0 missing-key `title` is missing (write `title = \"Acme changelog\"`)",
            "0:0 missing-key `base_url` is missing (write `base_url = \"https://example.com/changes\"`)",
        ]
    );
}

#[test]
fn a_misspelt_key_is_not_missing_too() {
    let (_, told) = read("titel = \"Ü\"\nbase-url = \"https://example.com\"\n");
    let said = [
        "1:1 unknown-key unknown key `titel` (did you mean `title`?)",
        "2:1 unknown-key unknown key `base-url` (did you mean `base_url`?)",
    ];
    assert_eq!(told, said);
}

#[test]
fn what_is_not_toml_is_no_configuration() {
    let (config, told) = read("title = \"Ü\"\nlanguage = en\n");
    assert_eq!(config, None);
    assert_eq!(told, ["2:12 toml-syntax a text must be quoted (put it in quotes: \"…\")"]);
}

#[test]
fn a_faulty_base_url_says_why() {
    for (url, reason) in [
        ("/changes", "does not start with https:// or http://"),
        ("example.com", "does not start with https:// or http://"),
        ("ftp://example.com", "does not start with https:// or http://"),
        ("https://", "is not an address: empty host"),
        ("https://example.com/a b", "has a space in it"),
        ("https://example.com/?a=1", "has a query or a fragment"),
        ("https://example.com/#a", "has a query or a fragment"),
        ("https://me:secret@example.com/", "has a user name or a password"),
    ] {
        let (_, told) = read(&format!("title = \"Ü\"\nbase_url = \"{url}\"\n"));
        let help = "write only scheme, host and path, such as https://example.com/changes";
        assert_eq!(told, [format!("2:12 invalid-url `base_url` {reason} ({help})")], "{url}");
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    for (text, said) in [
        ("tilte = 1", "3:1 unknown-key unknown key `tilte` (did you mean `title`?)"),
        ("lang = \"de\"", "3:1 unknown-key unknown key `lang` (did you mean `language`?)"),
        ("per_page = 0", "3:12 out-of-range `per_page`: expected a whole number from 1 to 1000, found 0"),
        ("per_page = \"5\"", "3:12 wrong-type `per_page`: expected a whole number from 1 to 1000, found a text"),
        ("feeds = 1", "3:9 wrong-type `feeds`: expected a table, found a number (write `[feeds]` above its keys)"),
        (
            "[feeds]\nformats = [\"atom\", \"rsss\"]",
            "4:20 unknown-value `feeds.formats` cannot be `rsss` (did you mean `rss`?)",
        ),
        (
            "[markdown]\nunsafe = true",
            "4:1 unknown-key unknown key `unsafe` in `markdown` (the keys are `unsafe_html`, `highlight`, `smart_punctuation`)",
        ),
        (
            "[markdown]\nhighlight = \"no\"",
            "4:13 wrong-type `markdown.highlight`: expected true or false, found a text (write `false` without quotes)",
        ),
        (
            "[[navigation]]\ntitle = \"Ü\"",
            "3:1 missing-key `navigation.url` is missing (write it such as `navigation = [{ title = \"Docs\", url = \"/docs/\" }]`)",
        ),
        (
            "[[navigation]]\ntitle = \"Ü\"\nurl = \"javascript:x\"",
            "5:7 invalid-url `navigation.url`: `javascript:x` has the scheme `javascript:`, which is not for links (an address starts with https://, http://, mailto: or, inside the site, with /)",
        ),
        (
            "[products.roadmap]",
            "3:11 reserved-name a product cannot be called `roadmap`: the site has pages at /roadmap/ (choose another id; `name` is what readers see)",
        ),
        (
            "[products.Web]",
            "3:11 invalid-slug `products`: `Web` has other characters than small letters, digits and hyphens (write `web`)",
        ),
        (
            "[products]\nname = \"x\"",
            "4:8 wrong-type `products.name`: expected a table, found a text (write `[products.name]` above its keys)",
        ),
        (
            "[products.web]\ntag = \"v\"",
            "4:7 invalid-tag `products.web.tag` has no `{version}` (write it such as `v{version}` or `app-{version}`)",
        ),
        (
            "[products.web]\nrepo = \"v\"",
            "4:1 unknown-key unknown key `repo` in `products.web` (the keys are `name`, `description`, `repository`, `tag`, `package`)",
        ),
        ("[products.web]\n[products.web]", "4:11 duplicate-key the key `web` is here twice"),
        ("[[types]]\nid = \"a\"\n[[types]]\nid = \"a\"", "6:6 duplicate-id `types.id`: `a` is there twice"),
        ("audiences = [\"a\", \"a\"]", "3:19 duplicate-id `audiences`: `a` is there twice"),
        (
            "[[roadmap.statuses]]\nid = \"done\"",
            "4:6 missing-status no status has the role `shipped` (items whose entry is released go there; write `role = \"shipped\"` at one of them)",
        ),
        (
            "theme = \"../x\"",
            "3:9 invalid-path `theme`: `../x` is not the name of a theme (a theme is the name of a folder in themes/, or `default`)",
        ),
        (
            "language = \"e n\"",
            "3:12 invalid-language `language`: `e n` is not a language tag (write it such as en, de or pt-BR)",
        ),
        (
            "[feeds]\nauthority = \"example.com\"",
            "4:13 invalid-authority `feeds.authority`: `example.com` is no authority of tag URIs (write a host that is yours and a year in which it was, such as `example.com,2026`)",
        ),
        (
            "[[redirects]]\nfrom = \"../x\"\nto = \"/\"",
            "4:8 invalid-path `redirects.from`: the path `../x` has a part that is `.` or `..` (write it from the site's root, such as /old/page/)",
        ),
        (
            "[roadmap]\nreviewed = \"2026-02-30\"",
            "4:12 invalid-date `roadmap.reviewed`: there is no day 2026-02-30 (write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z)",
        ),
    ] {
        assert_eq!(read(&format!("{LEAST}{text}\n")).1, [said], "{text}");
    }
}

#[test]
fn the_first_of_two_equal_ids_is_named_too() {
    let text = format!("{LEAST}[[types]]\nid = \"a\"\n[[types]]\nid = \"a\"\n");
    let report = config(&Source::new(SitePath::new("tidings.toml").unwrap(), text));
    assert_eq!(report.diagnostics[0].related[0].line, 4);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(\\PC{0,20}\n|[a-z_]{1,12} = \\PC{0,9}\n|\\[{1,2}[a-z.]{1,9}\\]{1,2}\n){0,8}") {
        let _ = read(&text);
    }
}
