//! What becomes of files once they are put together: who speaks for whom, what shows where, what leads where.

use crate::site::{CONFIG, NOW, Site, entry, files, holding};

#[test]
fn a_folder_is_hidden_with_its_release() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[products.app]\nname = \"App\"\n"));
    site.write("changelog/3.0/release.md", "---\nversion: 3.0.0\ndraft: true\n---\n");
    site.write("changelog/3.0/a.md", "canary-draft");
    site.write("changelog/2.4.0/release.md", "---\nproduct: app\ndate: 2026-01-01\npublish_at: 2027-01-01\n---\n");
    site.write("changelog/2.4.0/a.md", "canary-scheduled");
    site.write("changelog/1.0/release.md", "---\nversion: 1.0.0\nproduct: app\ndate: 2026-01-01\n---\n");
    site.write("changelog/1.0/a.md", "Shown in its place.");
    assert_eq!(holding(&site.built(), "canary"), Vec::<&str>::new());
    assert!(site.page("app/releases/1.0.0/index.html").contains("Shown in its place."));
    assert!(!site.pages().iter().any(|path| path.starts_with("releases/1.0/")), "{:?}", site.pages());
}

#[test]
fn closed_audiences_are_named_to_nobody_else() {
    let site = Site::new();
    site.write("tidings.toml", format!("audiences = [\"acme-pilot\"]\n{CONFIG}"));
    site.write("changelog/a.md", "---\ntitle: A\ndate: 2026-01-01\naudience: [public, acme-pilot]\n---\nHello.\n");
    assert_eq!(holding(&site.built(), "acme-pilot"), Vec::<&str>::new());
    site.build_with(&["--audience", "acme-pilot"]).is_fine();
    assert!(site.page("entries/a/index.html").contains("acme-pilot"));
}

#[test]
fn previews_say_that_they_are_not_for_publishing() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    site.built();
    assert!(!site.page("index.html").contains("noindex"));
    site.build_with(&["--drafts"]).is_fine();
    assert!(site.page("index.html").contains("noindex") && site.page("index.html").contains("not public"));
    assert_eq!(site.page("robots.txt"), "User-agent: *\nDisallow: /\n");
}

/// A site of which the public sees one release with one change, and nothing of the roadmap.
fn with_much_withheld() -> Site {
    let site = Site::new();
    site.write("tidings.toml", format!("audiences = [\"internal\", \"pilot\"]\n{CONFIG}"));
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-01\n---\n");
    site.write("changelog/1.0.0/open.md", "For all.\n");
    site.write("changelog/1.0.0/bullet.md", "---\ndraft: true\n---\nA bullet.\n");
    site.write("changelog/2.0.0/release.md", "---\ndate: 2026-12-01\n---\n");
    site.write("changelog/2.0.0/inner.md", "---\ntitle: Inner\naudience: [internal, pilot]\n---\nSo.\n");
    site.write("changelog/2.0.0/plain.md", "Plain.\n");
    site.write("changelog/3.0.0/only.md", "---\ndraft: true\ndate: 2026-02-02\n---\nA release by itself.\n");
    site.write(
        "changelog/dated.md",
        "---\ntitle: D\ndate: 2026-05-01\npublish_at: 2026-07-01T09:30:00Z\n---\nLater.\n",
    );
    site.write("changelog/unreleased/waits.md", "---\naudience: [internal]\n---\nWaits.\n");
    site.write("roadmap/idea.md", "---\ntitle: Idea\ndraft: true\n---\nAn idea.\n");
    site.write("roadmap/part.md", "---\ntitle: Part\nparent: idea\npublish_at: 2026-12-01\n---\nOf it.\n");
    site
}

/// The words of a page's ribbons, in their order.
fn ribbons(page: &str) -> Vec<String> {
    let from = page.split("badge-withheld\">").skip(1);
    from.filter_map(|rest| rest.split_once('<')).map(|(text, _)| text.to_owned()).collect()
}

#[test]
fn what_only_a_preview_shows_says_why_where_it_stands() {
    let site = with_much_withheld();
    let flags = ["--drafts", "--future", "--audience", "internal", "--now", NOW];
    site.build_with(&flags).is_fine();
    let (winter, inner) = ("Scheduled for Dec 1, 2026", "Only for internal");
    let moment = "Scheduled for Jul 1, 2026, 09:30 UTC";
    for (path, expected) in [
        ("releases/1.0.0/index.html", &["Draft"][..]),
        ("releases/2.0.0/index.html", &[winter, inner]),
        ("releases/3.0.0/index.html", &["Draft"]),
        ("releases/index.html", &["Draft", winter]),
        ("entries/inner/index.html", &[winter, inner]),
        ("entries/dated/index.html", &[moment]),
        ("unreleased/index.html", &[inner]),
        ("index.html", &[winter, inner, moment, "Draft", "Draft"]),
        ("archive/2026/index.html", &[winter, moment, "Draft"]),
        ("roadmap/index.html", &["Draft", winter]),
        ("roadmap/idea/index.html", &["Draft", winter]),
        ("roadmap/part/index.html", &[winter]),
    ] {
        assert_eq!(ribbons(&site.page(path)), expected, "{path}");
    }
    assert_eq!(
        holding(&files(&site.out()), "pilot"),
        Vec::<&str>::new(),
        "of audiences, only those asked for are named"
    );
}

#[test]
fn what_the_public_sees_has_no_ribbon() {
    let site = with_much_withheld();
    let published = site.built();
    assert_eq!(holding(&published, "<span class=\"badge badge-withheld"), Vec::<&str>::new());
    assert!(published.contains_key("releases/1.0.0/index.html"));
    site.build_with(&["--drafts", "--future", "--audience", "internal", "--now", "2026-12-01T00:00:00Z"]).is_fine();
    assert_eq!(ribbons(&site.page("entries/dated/index.html")), Vec::<&str>::new(), "its moment has come");
    assert_eq!(ribbons(&site.page("roadmap/part/index.html")), Vec::<&str>::new());
}

#[test]
fn an_entry_with_sections_shows_all_that_it_holds() {
    let site = Site::new();
    let multi = "---\nsecurity: { id: CVE-2026-1, severity: high }\ndeprecates: the old door\n\
                 cta: { label: Try it, url: https://x.example/ }\n---\nAn introduction.\n\n## Added\n- One\n\n\
                 ## Fixed\n- Two\n\n## Migration\nTurn the key.\n";
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-01\n---\n");
    site.write("changelog/1.0.0/multi.md", multi);
    site.write("changelog/1.0.0/told.md", "---\ntitle: The story\n---\n## Added\n- Three\n");
    site.built();
    let page = site.page("releases/1.0.0/index.html");
    for shown in ["An introduction.", "CVE-2026-1", "the old door", "Try it", "Turn the key.", "Two", "entries/told/"] {
        assert_eq!(page.matches(shown).count().min(1), 1, "{shown} is missing");
    }
    assert_eq!(page.matches("Turn the key.").count(), 1, "what to do is told once");
}

#[test]
fn links_and_old_addresses_of_bullets_lead_to_them() {
    let site = Site::new();
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-01\n---\n");
    site.write("changelog/1.0.0/bullet.md", "---\naliases: [/old/]\n---\nA bullet.\n");
    site.write("changelog/unreleased/waiting.md", "Waits.\n");
    site.write("changelog/a.md", entry("A", "[one](1.0.0/bullet.md), [two](unreleased/waiting.md)"));
    site.built();
    let page = site.page("entries/a/index.html");
    for (address, path, id) in [
        ("/releases/1.0.0/#bullet", "releases/1.0.0/index.html", "bullet"),
        ("/unreleased/#unreleased-waiting", "unreleased/index.html", "unreleased-waiting"),
    ] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}: {page}");
        assert!(site.page(path).contains(&format!("id=\"{id}\"")), "{path} has no #{id}");
    }
    assert!(site.page("old/index.html").contains("/releases/1.0.0/#bullet"));
}

#[test]
fn a_list_has_its_own_feeds_whatever_it_is_called() {
    let site = Site::new();
    site.write("tidings.toml", format!("{CONFIG}[products.homepage]\nname = \"Homepage\"\n"));
    site.write("changelog/homepage/2026-01-01-a.md", "---\ntitle: A\ntags: [landing-page]\n---\nx\n");
    site.built();
    assert!(site.page("homepage/index.html").contains("href=\"/homepage/atom.xml\""));
    assert!(site.page("tags/landing-page/index.html").contains("href=\"/tags/landing-page/atom.xml\""));
}

#[test]
fn a_file_where_a_folder_must_be_is_told_and_a_folder_where_a_file_must_be() {
    for mine in ["static/feeds", "static/atom.xml/mine.txt"] {
        let site = Site::new();
        site.write("changelog/a.md", entry("A", "text")).write(mine, "mine");
        site.build().ends_with(1).says("duplicate-address").says(mine);
    }
}

#[test]
fn pinned_entries_lead_lists_and_not_feeds() {
    let site = Site::new();
    site.write("changelog/2026-01-01-old.md", "---\ntitle: Old and pinned\npinned: true\n---\nx\n");
    site.write("changelog/2026-02-01-new.md", "---\ntitle: New\n---\nx\n");
    site.built();
    let at = |text: &str, words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}"));
    let (home, feed) = (site.page("index.html"), site.page("atom.xml"));
    assert!(at(&home, "entries/old/") < at(&home, "entries/new/"));
    assert!(at(&feed, "entries/new/") < at(&feed, "entries/old/"));
}

#[test]
fn a_parent_is_as_far_as_its_children() {
    let site = Site::new();
    let child = |status: &str| format!("---\ntitle: C\nstatus: {status}\nparent: whole\n---\n");
    site.write("roadmap/whole.md", "---\ntitle: Whole\nstatus: planned\n---\n");
    for (name, status) in [("a", "shipped"), ("b", "planned"), ("c", "declined")] {
        site.write(&format!("roadmap/{name}.md"), child(status));
    }
    site.built();
    assert!(site.page("roadmap/whole/index.html").contains("1 of 2 done"));
}

#[test]
fn folders_that_were_meant_otherwise_are_told() {
    for (path, told) in [("changelog/unrelesed/a.md", "`unreleased`"), ("changelog/web/2.3.0.md", "[products.web]")] {
        let site = Site::new();
        site.write(path, "- A change.\n");
        site.build().ends_with(1).says(told).says(path);
    }
}

#[test]
fn a_key_that_says_another_thing_than_the_folder_is_told() {
    let site = Site::new();
    site.write("changelog/1.0.0/a.md", "---\nversion: 2.0.0\ndate: 2026-01-01\n---\nA change.\n");
    site.build().is_fine().says("place-disagrees").says("changelog/1.0.0/a.md:2:10");
    assert!(files(&site.out()).contains_key("releases/2.0.0/index.html"));
}

#[test]
fn components_have_lists_also_where_none_is_declared() {
    let site = Site::new();
    site.write("changelog/a.md", "---\ntitle: A\ndate: 2026-01-01\ncomponents: [Data Sync, maps]\n---\nx\n");
    site.write("changelog/b.md", "---\ntitle: B\ndate: 2026-01-02\ncomponents: [data sync, '!!!']\n---\nx\n");
    site.built();
    let list = site.page("components/data-sync/index.html");
    assert!(list.contains("entries/a/") && list.contains("entries/b/") && list.contains("Data Sync"), "{list}");
    assert!(site.page("entries/b/index.html").contains("href=\"/components/data-sync/\""));
    assert!(site.page("components/index.html").contains("/components/maps/"));
    assert!(site.pages().contains(&"components/maps/atom.xml".to_owned()));
}

#[test]
fn code_in_titles_is_code_where_there_can_be_code_and_text_elsewhere() {
    let site = Site::new();
    site.write("changelog/1.0.0/fold.md", "+++\ntitle = \"`fold <T>` is *fast*\"\nroadmap = [\"a\"]\n+++\nText.\n");
    site.write("changelog/2026-01-02-b.md", "+++\ntitle = \"Now `b`\"\n+++\nText.\n");
    let leak = "+++\ntitle = \"Leak in `c`\"\ntype = \"security\"\n[[security]]\nid = \"CVE-2026-1\"\n+++\nText.\n";
    site.write("changelog/2026-01-03-c.md", leak);
    site.write(
        "roadmap/a.md",
        "+++\ntitle = \"The `A` plan\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\n+++\nText.\n",
    );
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-01\ntitle: The `R`\n---\n");
    site.built();
    let shows = |path: &str, html: &str| {
        let page = site.page(path);
        assert!(page.contains(html), "{path}: {html} in {page}");
    };
    let title = "<code>fold &lt;T&gt;</code> is *fast*";
    for page in ["index.html", "releases/1.0.0/index.html", "roadmap/a/index.html"] {
        shows(page, &format!(">{title}</a>"));
    }
    shows("entries/fold/index.html", &format!("<h1>{title}</h1>"));
    shows("entries/fold/index.html", "<title>fold &lt;T&gt; is *fast* ");
    shows("entries/fold/index.html", "\"headline\":\"fold ");
    shows("releases/1.0.0/index.html", "<title>1.0.0: The R ");
    shows("roadmap/a/index.html", "<h1>The <code>A</code> plan</h1>");
    shows("roadmap/index.html", ">The <code>A</code> plan</a>");
    shows("roadmap/timeline/index.html", ">The A plan</tspan>");
    shows("security/index.html", "Leak in <code>c</code>");
    shows("security/index.html", "\"title\":\"Leak in c\"");
    for feed in ["feed.json", "atom.xml", "rss.xml"] {
        shows(feed, "Now b");
    }
    shows("feed.json", "<code>fold &lt;T&gt;</code> is *fast*</a>");
    shows("roadmap.ics", "SUMMARY:The A plan");
    shows("security.json", "\"Leak in c\"");
    shows("llms.txt", "[Leak in `c`](");
    shows("roadmap/index.md", "[The `A` plan](");
    shows("roadmap/a/index.md", "# The `A` plan");
    shows("entries/fold/index.md", "# `fold <T>` is \\*fast\\*");
    let search = site.pages().into_iter().filter(|page| page.starts_with("data/search/")).map(|page| site.page(&page));
    let search: String = search.collect();
    assert!(search.contains("The A plan") && !search.contains('`'), "{search}");
}

#[test]
fn a_year_with_much_in_it_is_read_page_by_page() {
    let site = Site::new();
    for number in 0..230 {
        let date = format!("2026-{:02}-{:02}", 12 - number / 28, 28 - number % 28);
        let text = format!("---\ntitle: Title {number:03}\ndate: {date}\n---\nx\n");
        site.write(&format!("changelog/t{number:03}.md"), text);
    }
    site.write("changelog/old.md", "---\ntitle: Old\ndate: 2025-03-01\n---\nx\n");
    site.build_with(&["--now", "2027-01-01T00:00:00Z"]).is_fine();
    let titles = |path: &str| -> Vec<String> {
        let page = site.page(path);
        page.match_indices("Title ").map(|(at, _)| page[at..at + 9].to_owned()).collect()
    };
    let pages = ["archive/2026/", "archive/2026/page/2/", "archive/2026/page/3/"];
    let all: Vec<String> = pages.iter().flat_map(|page| titles(&format!("{page}index.html"))).collect();
    assert_eq!(all.len(), 230);
    assert_eq!((all[0].as_str(), all[229].as_str()), ("Title 000", "Title 229"));
    assert!(pages.iter().all(|page| titles(&format!("{page}index.md")).len() <= 100));
    let second = site.page("archive/2026/page/2/index.html");
    assert!(second.contains("href=\"/archive/2026/\" rel=\"prev\""), "{second}");
    assert!(second.contains("/archive/2026/page/3/") && second.contains("<title>2026, page 2 "), "{second}");
    assert!(
        site.page("archive/2026/page/3/index.md")
            .contains("[Newer](https://acme.example/archive/2026/page/2/index.md)")
    );
    let sitemap = site.page("sitemap.xml");
    assert!(pages.iter().all(|page| sitemap.contains(&format!("https://acme.example/{page}</loc>"))), "{sitemap}");
    let small = site.page("archive/2025/index.html");
    assert!(!small.contains("class=\"pages\"") && !small.contains("Page 1"), "{small}");
    assert!(!site.pages().iter().any(|path| path.starts_with("archive/2025/page/")));
}
