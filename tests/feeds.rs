//! Feeds as their readers see them: ids that stay, content that survives the way.

use crate::site::Site;

#[test]
fn feed_ids_outlive_edits_moves_and_a_new_address() {
    let config = |base: &str, theme: &str| {
        format!("title = \"Acme\"\nbase_url = \"{base}\"\n{theme}\n[feeds]\nauthority = \"acme.example,2026\"\n")
    };
    let release = "+++\ndate = 2026-01-01\nid = \"acme-1\"\n+++\n- text\n";
    let story = |title: &str, body: &str| {
        format!("+++\ntitle = \"{title}\"\ndate = 2026-02-01\nid = \"story-1\"\n+++\n{body}\n")
    };
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
                let changed =
                    if item["date_modified"].is_null() { &item["date_published"] } else { &item["date_modified"] };
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
        site.write(
            &format!("changelog/e{n}.md"),
            format!("---\ntitle: \"<b>{n}</b> & ]]> 🎉 “q”\"\ndate: 2026-01-{:02}\n---\n{body}\n", n % 28 + 1),
        );
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
