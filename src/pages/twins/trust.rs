//! The twins of the pages of trust: advisories, what ends, and what is supported.

use super::document::Document;
use crate::base::markdown::{escaped, link, with_code};
use crate::facts::support::Line;
use crate::pages::nouns::product_link;
use crate::pages::view::{AdvisoryView, ChangeLineView, FarewellView, LinkView, PagesView};
use crate::pages::{Page, deprecations as deprecation_pages, security as security_pages};

/// Every advisory, newest first.
pub fn security(document: &mut Document<'_>, page: &Page) {
    let context = document.context;
    let view = security_pages::told(context, page);
    document.head(&security_pages::title(context, page), &document.word("security.description"));
    if let Some(osv) = &view.osv {
        document.out.item(&document.ready_link(&document.word("security.osv"), osv));
    }
    around(document, &view.pages);
    if view.total == 0 {
        document.out.paragraph(&escaped(&document.word("security.empty")));
    }
    view.advisories.iter().for_each(|it| advisory(document, it));
    others(document, "security.others", &view.others, view.all.as_ref());
}

fn advisory(document: &mut Document<'_>, advisory: &AdvisoryView) {
    document.heading(2, &advisory.title);
    let id = advisory.id.as_ref().map(|id| link(id, advisory.url.as_deref().unwrap_or_default()));
    let mut parts: Vec<String> = id.into_iter().collect();
    parts.extend(advisory.aliases.iter().map(|it| link(&it.title, &it.url)));
    parts.extend(advisory.severity.as_ref().map(|it| escaped(&document.word(&format!("severity.{it}")))));
    parts.extend(advisory.published.clone());
    document.out.paragraph(&parts.join(" · "));
    document.out.paragraph(&escaped(&advisory.summary));
    for affected in &advisory.affected {
        let product = affected.product.as_ref().map(|it| format!("{} ", document.ready_link(&it.title, &it.url)));
        let versions = match affected.versions.is_empty() {
            true => document.word("security.not_stated"),
            false => affected.versions.join("; "),
        };
        let affects = format!("{}{}", product.unwrap_or_default(), escaped(&versions));
        document.fact(&document.word("security.affected"), &affects);
        let fixed = match affected.fixed.is_empty() {
            true => escaped(&document.word("security.no_fix")),
            false => links(document, &affected.fixed),
        };
        document.fact(&document.word("security.fixed"), &fixed);
    }
    document.text_fact("CVSS", advisory.cvss.as_deref());
    document.text_fact(&document.word("security.credit"), Some(&advisory.credit.join(", ")));
    document.text_fact(&document.word("facts.updated"), advisory.updated.as_deref());
    document.fact(&document.word("security.told_in"), &links(document, &advisory.told_in));
}

/// What ends when, a line each.
pub fn deprecations(document: &mut Document<'_>, page: &Page) {
    let context = document.context;
    let view = deprecation_pages::told(context, page);
    document.head(&deprecation_pages::title(context, page), &document.word("deprecations.description"));
    around(document, &view.pages);
    view.farewells.iter().for_each(|it| farewell(document, it));
    others(document, "deprecations.others", &view.others, view.all.as_ref());
}

fn farewell(document: &mut Document<'_>, farewell: &FarewellView) {
    let strings = &document.context.strings;
    let with = |key: &str, version: &str| strings.text(key, &[("version", version)]);
    let mut what = format!("**{}**", with_code(&farewell.what));
    if let Some(product) = &farewell.product {
        what.push_str(&format!(" ({})", escaped(&product.title)));
    }
    let announced = document.ready_link(&farewell.announced_in.title, &farewell.announced_in.url);
    let announced: Vec<String> = std::iter::once(announced).chain(farewell.announced.clone()).collect();
    let version = match (&farewell.removed_by, &farewell.removed_in) {
        (Some(release), _) => Some(with("deprecations.gone_since", &release.version)),
        (None, Some(version)) => Some(with("deprecations.with", version)),
        (None, None) => None,
    };
    let mut ends: Vec<String> = version.into_iter().chain(farewell.sunset.clone()).collect();
    if ends.is_empty() {
        ends.push(document.word("deprecations.undated"));
    }
    let mut parts = vec![what];
    if farewell.is_gone {
        parts.push(escaped(&document.word("deprecations.gone")));
    }
    let labelled = [
        ("deprecations.announced", announced.join(", ")),
        ("deprecations.ends", escaped(&ends.join(", "))),
        ("deprecations.replacement", farewell.replacement.as_deref().map_or(String::new(), with_code)),
    ];
    parts.extend(labelled.iter().filter_map(|(key, value)| document.labelled(&document.word(key), value)));
    document.out.item(&parts.join(" · "));
}

/// The lines of versions, product by product.
pub fn support(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("nav.support"), &document.word("support.description"));
    if context.site.config.outputs.api {
        document.out.item(&document.page_link(&document.word("support.json"), "/support.json"));
    }
    let products = context.support().lines.iter().enumerate().filter(|(_, lines)| !lines.is_empty());
    for (product, lines) in products {
        if let Some(link) = product_link(context, product) {
            document.heading(2, &link.title);
        }
        lines.iter().for_each(|it| line(document, it));
    }
}

fn line(document: &mut Document<'_>, line: &Line) {
    let newest = &document.context.site.releases[line.newest];
    let mut parts = vec![format!("**{}**", escaped(&line.name))];
    parts.extend(line.lts.then(|| escaped(&document.word("badge.lts"))));
    parts.push(escaped(&document.word(&format!("support.{}", line.state.name()))));
    let until = line.until.map_or_else(|| document.word("support.unstated"), |date| date.iso_day());
    let labelled = [
        ("support.since", line.since.map_or(String::new(), |date| date.iso_day())),
        ("facts.support_until", escaped(&until)),
        ("support.newest", document.page_link(newest.version.as_str(), &newest.address)),
    ];
    parts.extend(labelled.iter().filter_map(|(key, value)| document.labelled(&document.word(key), value)));
    document.out.item(&parts.join(" · "));
}

/// The pages before and after this one.
fn around(document: &mut Document<'_>, pages: &PagesView) {
    for (key, address) in [("pages.newer", &pages.newer), ("pages.older", &pages.older)] {
        if let Some(address) = address {
            document.out.item(&document.ready_link(&document.word(key), address));
        }
    }
}

/// Changes in passing, with the way to all of them.
fn others(document: &mut Document<'_>, title: &str, lines: &[ChangeLineView], all: Option<&LinkView>) {
    if lines.is_empty() {
        return;
    }
    document.heading(2, &document.word(title));
    for line in lines {
        let place: Vec<&str> = [&line.product, &line.version].into_iter().flatten().map(String::as_str).collect();
        let mut text = line.date.as_ref().map_or(String::new(), |date| format!("{date} "));
        text.push_str(&document.ready_link(&line.text, &line.url));
        if !place.is_empty() {
            text.push_str(&format!(" ({})", escaped(&place.join(" "))));
        }
        document.out.item(&text);
    }
    if let Some(all) = all {
        let title = document.context.strings.text("list.all_of", &[("name", &all.title)]);
        document.out.paragraph(&document.ready_link(&title, &all.url));
    }
}

/// Links on one line.
fn links(document: &Document<'_>, links: &[LinkView]) -> String {
    links.iter().map(|it| document.ready_link(&it.title, &it.url)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    const FILES: [(&str, &str); 5] = [
        ("tidings.toml", "title = \"Acme\"\nbase_url = \"https://example.com/sub\"\nper_page = 1\n"),
        (
            "changelog/2.0.0/hole.md",
            "+++\ntitle = \"A [hole](x)\"\ndate = 2026-05-04\ntype = \"security\"\nsummary = \"It *leaks*.\"\n[[security]]\n\
             id = \"CVE-2026-1234\"\nseverity = \"high\"\naffected = [\"< 2.0.0\"]\nfixed = [\"2.0.0\"]\ncredit = [\"Ada_\"]\n\
             +++\nText.\n",
        ),
        (
            "changelog/2.0.0/old.md",
            "+++\ntype = \"deprecated\"\n[[deprecates]]\nwhat = \"`/v1`\"\nremoved_in = \"3.0\"\nsunset = 2027-01-31\n\
             replacement = \"<v2>\"\n[[deprecates]]\nwhat = \"XML\"\n+++\nThe old API.\n",
        ),
        ("changelog/2.0.0/release.md", "+++\ndate = 2026-05-04\nlts = true\nsupport_until = 2028-05-04\n+++\n"),
        (
            "changelog/1.0.0.md",
            "# 1.0.0 - 2026-01-01\n\n## Security\n\n- Keys are longer.\n\n## Deprecated\n\n- Windows 7.\n",
        ),
    ];

    #[test]
    fn twins_say_what_the_pages_of_trust_say() {
        let output = built(&FILES);
        for (path, expected) in [
            (
                "security/index.md",
                "# Security

> What is known about the security of each version, and which version has the fix.

- [https://example.com/sub/security/](https://example.com/sub/security/)
- [Every advisory in the OSV format (JSON)](https://example.com/sub/security.json)

## A \\[hole\\](x)

[CVE-2026-1234](https://www.cve.org/CVERecord?id=CVE-2026-1234) · High · 2026-05-04

It \\*leaks\\*.

- Affected: \\< 2.0.0
- Fixed in: [2.0.0](https://example.com/sub/releases/2.0.0/index.md)
- Found by: Ada\\_
- Told in: [A \\[hole\\](x)](https://example.com/sub/entries/hole/index.md)

## Other changes about security

- 2026-01-01 [Keys are longer.](https://example.com/sub/releases/1.0.0/index.md) (1.0.0)

[Everything of the type “Security”](https://example.com/sub/types/security/index.md)
",
            ),
            (
                "deprecations/index.md",
                "# Deprecations

> What ends, when it ends, and what replaces it.

- [https://example.com/sub/deprecations/](https://example.com/sub/deprecations/)
- [Older](https://example.com/sub/deprecations/page/2/index.md)
- **`/v1`** · Announced in: [2.0.0](https://example.com/sub/releases/2.0.0/index.md), 2026-05-04 · Ends: with 3.0, 2027-01-31 · Replaced by: \\<v2>

## Other deprecated changes

- 2026-01-01 [Windows 7.](https://example.com/sub/releases/1.0.0/index.md) (1.0.0)

[Everything of the type “Deprecated”](https://example.com/sub/types/deprecated/index.md)
",
            ),
            (
                "support/index.md",
                "# Support

> Which versions are supported, and until when.

- [https://example.com/sub/support/](https://example.com/sub/support/)
- [The same as JSON](https://example.com/sub/support.json)
- **2.x** · LTS · Supported · Since: 2026-05-04 · Supported until: 2028-05-04 · Newest release: [2.0.0](https://example.com/sub/releases/2.0.0/index.md)
- **1.x** · Not stated · Since: 2026-01-01 · Supported until: Not stated · Newest release: [1.0.0](https://example.com/sub/releases/1.0.0/index.md)
",
            ),
        ] {
            assert_eq!(text_of(&output, path).as_deref(), Some(expected), "{path}");
        }
        let second = text_of(&output, "deprecations/page/2/index.md").unwrap();
        assert!(second.contains("[Newer](https://example.com/sub/deprecations/index.md)"), "{second}");
        assert!(second.contains("- **XML** · ") && second.contains("Ends: not decided"), "{second}");
        assert!(!second.contains("Windows"), "{second}");
    }

    #[test]
    fn what_stands_between_backticks_is_code_on_pages_and_text_in_data() {
        let output = built(&FILES);
        for (path, said) in [
            ("deprecations/index.html", "<code>/v1</code>"),
            ("deprecations/index.html", "<td>&lt;v2&gt;</td>"),
            ("releases/2.0.0/index.html", "Deprecated: <code>/v1</code>"),
            ("releases/2.0.0/index.md", "**Deprecated: `/v1`**"),
            ("api/entries.json", "\"what\":\"`/v1`\""),
        ] {
            let text = text_of(&output, path).unwrap();
            assert!(text.contains(said), "{path} lacks {said}:\n{text}");
        }
    }
}
