//! A new site that builds at once and shows what goes where.

use url::Url;

use crate::base::{Change, Date, SitePath};
use crate::read::site_address;

/// What the new site is to be.
#[derive(Debug, Clone)]
pub struct Wish {
    pub title: String,
    pub base_url: String,
    pub today: Date,
    /// Whether a `.gitignore` is wanted.
    pub gitignore: bool,
}

/// The files of the new site.
///
/// # Errors
/// What is wrong with the wish's `base_url`, to stand behind it.
pub fn site(wish: &Wish) -> Result<Vec<Change>, String> {
    let base_url = site_address(&wish.base_url)?;
    let url = Url::parse(&base_url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let today = wish.today.iso_day();
    let mut files = vec![
        ("tidings.toml", config(wish, &base_url, host)),
        ("changelog/0.1.0/release.md", release(&today)),
        ("changelog/0.1.0/a-changelog-people-read.md", TITLED.to_owned()),
        ("changelog/0.1.0/feeds.md", SMALL.to_owned()),
        ("changelog/unreleased/roadmap.md", WAITING.to_owned()),
        ("roadmap/roadmap.md", STARTED.to_owned()),
        ("roadmap/search.md", PLANNED.to_owned()),
    ];
    if wish.gitignore {
        files.push((".gitignore", "/public\n".to_owned()));
    }
    let create = |(path, text): (&str, String)| Change::Create {
        path: SitePath::new(path).expect("the paths above are plain"),
        bytes: text.into_bytes(),
    };
    Ok(files.into_iter().map(create).collect())
}

fn config(wish: &Wish, base_url: &str, host: &str) -> String {
    // TOML and JSON write such a text alike, save for the delete character, which no title has.
    let quoted = |text: &str| serde_json::Value::from(text.replace('\u{7f}', "")).to_string();
    format!(
        "\
# The site. Only title and base_url are required; everything else has a default.
title = {title}
base_url = {base_url}
description = \"What changed, and what comes next.\"

# Links #123, commits and comparisons to the code.
# repository = \"https://github.com/acme/acme\"

[feeds]
{authority}",
        title = quoted(&wish.title),
        base_url = quoted(base_url),
        authority = authority(host, wish.today.year()),
    )
}

/// The line that fixes what feed ids begin with. It waits for the site's own address where there is none yet: nobody
/// may make ids in the name of a domain that is not theirs (RFC 4151, section 2.1).
fn authority(host: &str, year: i16) -> String {
    match is_placeholder(host) {
        false => format!(
            "\
# Part of every feed id. It stays as it is for good, even when the site moves:
# feed readers would show every item anew.
authority = \"{host},{year}\"
"
        ),
        true => format!(
            "\
# Part of every feed id. Write your own domain here when base_url is the site's real address, and leave it so
# for good: with other ids, feed readers would show every item anew.
# authority = \"acme.example,{year}\"
"
        ),
    }
}

/// Whether the host is one that is nobody's: those for examples and tests (RFC 2606, RFC 6761), and one's own machine.
pub fn is_placeholder(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_below = |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let names = ["example.com", "example.org", "example.net", "test", "invalid", "localhost"];
    names.into_iter().any(is_below) || host.starts_with("127.") || host == "[::1]"
}

fn release(today: &str) -> String {
    format!(
        "\
+++
date = {today}
summary = \"The first version.\"
+++
This file holds facts about the release, and these notes. Each change is a file beside it.
"
    )
}

const TITLED: &str = "\
+++
title = \"A changelog that people read\"
type = \"added\"
summary = \"Every change is a file of its own, written with the change itself.\"
+++
An entry with a title has a page of its own. Write what changed **for the reader**, and why it matters to them.

```toml
+++
title = \"A changelog that people read\"
type = \"added\"
+++
```
";

const SMALL: &str = "\
+++
type = \"added\"
+++
Feeds for every list: an entry without a title is one line of its release.
";

const WAITING: &str = "\
+++
title = \"A public roadmap\"
type = \"added\"
roadmap = [\"roadmap\"]
+++
This entry waits for its version. When it is released, the roadmap item that it names is shipped by itself.
";

const STARTED: &str = "\
+++
title = \"A public roadmap\"
status = \"in-progress\"
+++
What is being worked on. A list of tasks gives the progress:

- [x] Write down what is planned
- [ ] Show it to somebody
";

const PLANNED: &str = "\
+++
title = \"Search\"
status = \"planned\"
target = \"later\"
+++
What comes next, in words that a user understands.
";

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(title: &str, base_url: &str) -> Wish {
        let today = Date::parse("2026-05-04").unwrap();
        Wish { title: title.to_owned(), base_url: base_url.to_owned(), today, gitignore: true }
    }

    fn text_of(changes: &[Change], name: &str) -> String {
        let change = changes.iter().find(|it| it.path().as_str() == name).unwrap_or_else(|| panic!("no {name}"));
        String::from_utf8(change.bytes().to_vec()).unwrap()
    }

    #[test]
    fn the_configuration_holds_any_title() {
        for title in ["Acme", "\"quoted\" \\ back", "two\nlines", "\u{1}\u{7f}é"] {
            let config = text_of(&site(&wish(title, "https://acme.example:8080/sub/")).unwrap(), "tidings.toml");
            let table: toml::Table = config.parse().unwrap();
            assert_eq!(table["title"].as_str(), Some(title.replace('\u{7f}', "").as_str()));
            assert_eq!(table["base_url"].as_str(), Some("https://acme.example:8080/sub"));
            assert_eq!(table["feeds"]["authority"].as_str(), Some("acme.example,2026"));
        }
    }

    #[test]
    fn no_ids_are_made_in_the_name_of_an_example() {
        for (base_url, is_written) in [
            ("https://example.com", false),
            ("https://news.example.org/x", false),
            ("http://localhost:1111", false),
            ("https://notexample.com", true),
            ("https://acme.dev", true),
        ] {
            let config = text_of(&site(&wish("Acme", base_url)).unwrap(), "tidings.toml");
            let table: toml::Table = config.parse().unwrap();
            assert_eq!(table["feeds"].get("authority").is_some(), is_written, "{config}");
        }
    }

    #[test]
    fn only_an_address_of_a_site_is_taken() {
        for (bad, fault) in [
            ("acme.example", "does not start with https:// or http://"),
            ("https://", "is not an address: empty host"),
            ("https://acme.example/?a=1", "has a query or a fragment"),
        ] {
            assert_eq!(site(&wish("Acme", bad)).unwrap_err(), fault, "{bad}");
        }
    }
}
