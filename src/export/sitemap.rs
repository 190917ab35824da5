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

/// How many files a sitemap of so many pages has: `sitemap.xml` alone, or, for more than one may hold, that as an index
/// of `sitemap-1.xml` and so on.
pub fn sitemap_files(pages: usize) -> usize {
    if pages <= LIMIT { 1 } else { 1 + pages.div_ceil(LIMIT) }
}

/// The name of the file with this number, from 0.
pub fn sitemap_name(file: usize) -> String {
    if file == 0 { "sitemap.xml".to_owned() } else { format!("sitemap-{file}.xml") }
}

/// What is in the file with this number.
pub fn sitemap(base_url: &str, pages: &[SitemapPage], file: usize) -> Vec<u8> {
    match file.checked_sub(1) {
        Some(part) => urls(base_url, pages.chunks(LIMIT).nth(part).unwrap_or_default()),
        None if pages.len() <= LIMIT => urls(base_url, pages),
        None => {
            let parts = (1..).zip(pages.chunks(LIMIT)).map(|(number, part)| SitemapPage {
                address: format!("/{}", sitemap_name(number)),
                modified: part.iter().filter_map(|page| page.modified).max(),
            });
            document("sitemapindex", "sitemap", base_url, &parts.collect::<Vec<_>>())
        }
    }
}

fn urls(base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    document("urlset", "url", base_url, pages)
}

fn document(root: &str, element: &str, base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    let mut out = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    let base = escape(base_url);
    for page in pages {
        let location = escape(&clean(&page.address));
        let modified = page.modified.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
        out.push_str(&format!("<{element}><loc>{base}{location}</loc>{modified}"));
        out.push_str(&format!("</{element}>\n"));
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
        let file = sitemap("https://host/sub", &[page, odd], 0);
        assert_eq!(locations(&file), ["https://host/sub/", "https://host/sub/a&b/<x>/"]);
        let text = String::from_utf8(file).unwrap();
        assert!(text.contains("<lastmod>2026-05-04T10:00:00Z</lastmod>"), "{text}");
    }

    #[test]
    fn over_fifty_thousand_pages_there_is_an_index() {
        let file = |pages: &[SitemapPage], number| locations(&sitemap("https://host", pages, number));
        assert_eq!((sitemap_files(50_000), file(&pages(50_000), 0).len()), (1, 50_000));
        let many = pages(50_001);
        assert_eq!(file(&many, 0), ["https://host/sitemap-1.xml", "https://host/sitemap-2.xml"]);
        assert_eq!((sitemap_files(50_001), sitemap_name(2).as_str()), (3, "sitemap-2.xml"));
        assert_eq!((file(&many, 1).len(), file(&many, 2).len()), (50_000, 1));
    }
}
