//! `sitemap.xml`: every page that search engines may list (sitemaps.org, protocol 0.9).

use super::clean::{clean, escape};
use crate::base::Date;

/// The most addresses that one file may hold.
const LIMIT: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapPage {
    /// Without base: `/releases/2.4.0/`.
    pub address: String,
    /// When its content last changed.
    pub modified: Option<Date>,
}

/// File names and contents: `sitemap.xml` alone, or, for more than 50,000 pages, as an index of
/// `sitemap-1.xml` and so on.
pub fn sitemap(base_url: &str, pages: &[SitemapPage]) -> Vec<(String, Vec<u8>)> {
    if pages.len() <= LIMIT {
        return vec![("sitemap.xml".to_owned(), urls(base_url, pages))];
    }
    let mut files: Vec<(String, Vec<u8>)> = vec![("sitemap.xml".to_owned(), Vec::new())];
    let mut index = Vec::new();
    for (at, part) in pages.chunks(LIMIT).enumerate() {
        let name = format!("sitemap-{}.xml", at + 1);
        let modified = part.iter().filter_map(|page| page.modified).max();
        index.push(SitemapPage { address: format!("/{name}"), modified });
        files.push((name, urls(base_url, part)));
    }
    files[0].1 = document("sitemapindex", "sitemap", base_url, &index);
    files
}

fn urls(base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    document("urlset", "url", base_url, pages)
}

fn document(root: &str, element: &str, base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    let mut out = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for page in pages {
        let location = escape(&clean(&page.address));
        let modified = page.modified.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
        out.push_str(&format!("<{element}><loc>{}{location}</loc>{modified}</{element}>\n", escape(base_url)));
    }
    out.push_str(&format!("</{root}>\n"));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(count: usize) -> Vec<SitemapPage> {
        let modified = Some(Date::parse("2026-05-04").unwrap());
        (0..count).map(|n| SitemapPage { address: format!("/entries/{n}/"), modified }).collect()
    }

    fn locations(xml: &[u8]) -> Vec<String> {
        let document = roxmltree::Document::parse(std::str::from_utf8(xml).unwrap()).unwrap();
        let found = document.descendants().filter(|node| node.has_tag_name((NAMESPACE, "loc")));
        found.map(|node| node.text().unwrap().to_owned()).collect()
    }

    #[test]
    fn pages_stand_with_base_and_date() {
        let odd = SitemapPage { address: "/a&b/<x>\u{1}/".to_owned(), modified: None };
        let page =
            SitemapPage { address: "/".to_owned(), modified: Some(Date::parse("2026-05-04T10:00:00Z").unwrap()) };
        let files = sitemap("https://host/sub", &[page, odd]);
        assert_eq!(locations(&files[0].1), ["https://host/sub/", "https://host/sub/a&b/<x>/"]);
        let text = String::from_utf8(files[0].1.clone()).unwrap();
        assert!(text.contains("<lastmod>2026-05-04T10:00:00Z</lastmod>"), "{text}");
    }

    #[test]
    fn over_fifty_thousand_pages_there_is_an_index() {
        let files = sitemap("https://host", &pages(50_000));
        assert_eq!((files.len(), locations(&files[0].1).len()), (1, 50_000));
        let files = sitemap("https://host", &pages(50_001));
        assert_eq!(locations(&files[0].1), ["https://host/sitemap-1.xml", "https://host/sitemap-2.xml"]);
        assert_eq!((files[1].0.as_str(), locations(&files[2].1).len()), ("sitemap-1.xml", 1));
    }
}
