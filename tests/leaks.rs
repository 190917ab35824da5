//! What is withheld is in no file of the output, whichever family of files there is.

use std::collections::BTreeMap;

use crate::site::{NOW, Site, files, holding};

const CONFIG: &str = "title = \"Acme\"\nbase_url = \"https://acme.example\"\n\
                      audiences = [\"pilot\"]\n[languages.de]\n[products.app]\nname = \"App\"\n[products.server]\nname = \"Server\"\n";

/// Where something can be withheld, with `FRONT` for what withholds it and `WORD` for what nobody may read. One word,
/// so that an index of words would hold it, too.
const WITHHELD: [(&str, &str); 7] = [
    (
        "changelog/app/2.0.0/WORD-story.md",
        "+++\ntitle = \"WORD title\"\nFRONT\ntype = \"deprecated\"\nbreaking = true\nmigration = \"WORD steps\"\n\
         tags = [\"WORD tag\"]\ncomponents = [\"WORD component\"]\nauthors = [\"WORD author\"]\nflag = \"WORD\"\n\
         summary = \"WORD summary\"\nlinks = [\"https://example.com/WORD\"]\n[[deprecates]]\nwhat = \"WORD thing\"\n\
         removed_in = \"2.1\"\nreplacement = \"WORD other\"\n[[security]]\nid = \"CVE-2026-1000\"\ncredit = [\"WORD\"]\n\
         affected = [\"< 2.0 WORD\"]\n+++\nWORD text.\n\n## WORD heading\n\n```\nWORD code\n```\n",
    ),
    ("changelog/app/2.0.0/WORD-story.de.md", "+++\ntitle = \"WORD Titel\"\n+++\nWORD Text.\n"),
    (
        "changelog/app/3.VERSION.0/release.md",
        "+++\ntitle = \"WORD name\"\nFRONT\nlts = true\nsupport_until = 2030-01-01\nsummary = \"WORD summary\"\n+++\n\
         WORD notes.\n\n## Security\n\n- CVE-2026-1001: WORD hole\n\n## Removed\n\n- WORD bullet\n\n## Migration\n\n1. WORD\n",
    ),
    // What is in a release waits with it.
    ("changelog/app/3.VERSION.0/WORD-inside.md", "+++\ntype = \"added\"\n+++\nWORD inside.\n"),
    ("changelog/server/unreleased/WORD-next.md", "+++\ntype = \"added\"\nFRONT\n+++\nWORD soon.\n"),
    ("changelog/server/2026-04-04-WORD-post.md", "+++\ntitle = \"WORD post\"\nFRONT\n+++\nWORD post.\n"),
    (
        "roadmap/WORD-item.md",
        "+++\ntitle = \"WORD plan\"\nFRONT\ntarget = \"2026-Q4\"\ntheme = \"WORD theme\"\ntags = [\"WORD goal\"]\n\
         owner = [\"WORD owner\"]\nupdates = [{ date = 2026-02-01, target = \"2026-Q3\", note = \"WORD note\" }]\n+++\n\
         - [ ] WORD task\n",
    ),
];

/// What withholds, under which word, and the flags that let it out.
const WAYS: [(&str, &str, &[&str]); 4] = [
    ("quetzaldraft", "draft = true", &["--drafts"]),
    ("quetzalpilot", "audience = [\"pilot\"]", &["--audience", "pilot"]),
    ("quetzalfuture", "publish_at = 2027-01-01", &["--future"]),
    ("quetzalexpired", "expires = 2026-05-01", &["--now", "2026-04-20T00:00:00Z"]),
];

/// Files of every family, with notes to oneself in all places where there can be some.
const PUBLIC: [(&str, &str); 6] = [
    (
        "changelog/app/1.0.0.md",
        "+++\ndate = 2025-01-01\nsupport_until = 2025-06-01\n+++\n- One <!-- quetzalnote -->\n- Two\n",
    ),
    (
        "changelog/app/2.0.0/release.md",
        "+++\n# quetzalnote\ndate = 2026-04-01\nlts = true\n+++\nNotes.\n\n[//]: # (quetzalnote)\n\n## Security\n\n\
         - CVE-2026-2000: a hole <!-- quetzalnote -->\n\n## Migration\n\n1. Do <!-- quetzalnote --> it\n\n<!--\nquetzalnote\n-->\n",
    ),
    (
        "changelog/app/2.0.0/shown.md",
        "---\n# quetzalnote\ntitle: Shown\ntype: added\ndeprecates: [{what: Old, removed_in: '3.0'}]\nmigration: |\n  Turn it. \
         <!-- quetzalnote -->\n---\nText <i><!-- quetzalnote -->here</i>.\n\n<div>\n<!-- quetzalnote\n\n-->\n</div>\n\n\
         <script>quetzalnote</script>\n\n<style>quetzalnote</style>\n\n<p onclick=\"quetzalnote\" data-x=\"> quetzalnote\">x</p>\n\n\
         [quetzalnote]: https://example.com\n",
    ),
    ("changelog/app/2.0.0/shown.de.md", "---\ntitle: Gezeigt\n---\nText. <!-- quetzalnote -->\n"),
    ("changelog/server/1.0.0.md", "- One\n"),
    (
        "roadmap/shown.md",
        "+++\ntitle = \"Shown\"\ntarget = \"2026-Q4\"\nblocked_by = [\"quetzaldraft-item\"]\n+++\n- [ ] a <!-- quetzalnote -->\n\n<!-- quetzalnote -->\n",
    ),
];

fn site() -> Site {
    let site = Site::new();
    site.write("tidings.toml", CONFIG);
    for (path, text) in PUBLIC {
        site.write(path, text);
    }
    for (at, (word, front, _)) in WAYS.iter().enumerate() {
        // Releases and plans do not expire.
        let expires = |path: &str| path.starts_with("changelog/") && !path.contains("3.VERSION");
        for (path, text) in WITHHELD.into_iter().filter(|(path, _)| *word != "quetzalexpired" || expires(path)) {
            let fill =
                |text: &str| text.replace("WORD", word).replace("FRONT", front).replace("VERSION", &at.to_string());
            site.write(&fill(path), fill(text));
        }
    }
    site
}

fn built(site: &Site, flags: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let now: &[&str] = if flags.contains(&"--now") { &[] } else { &["--now", NOW] };
    let ran = site.build_with(&[now, flags].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    files(&site.out())
}

#[test]
fn what_is_withheld_is_in_no_file() {
    let all = built(&site(), &[]);
    assert_eq!(holding(&all, "quetzal"), Vec::<&str>::new());
    for family in
        ["security.json", "support.json", "roadmap.ics", "llms.txt", "app/latest.txt", "deprecations/index.md"]
    {
        assert!(all.contains_key(family), "{family} is not there to be looked at: {:#?}", all.keys());
    }
}

/// Were the flag not there, the test above would look for nothing.
#[test]
fn what_a_flag_lets_out_is_in_files_of_every_family() {
    for (word, _, flags) in WAYS {
        let all = built(&site(), flags);
        let found = holding(&all, word);
        for family in
            ["index.html", "index.md", "api/", "data/search/", "data/compare/", "roadmap.ics", "llms.txt", "atom.xml"]
        {
            let is_there = family != "roadmap.ics" || word != "quetzalexpired";
            assert_eq!(found.iter().any(|path| path.contains(family)), is_there, "{word} in {family}: {found:#?}");
        }
        assert_eq!(holding(&all, "quetzalnote"), Vec::<&str>::new());
        for (other, ..) in WAYS.iter().filter(|(other, ..)| *other != word) {
            assert_eq!(holding(&all, other), Vec::<&str>::new(), "{flags:?}");
        }
    }
}
