//! `sitemap.xml`: every page that search engines may list (sitemaps.org, protocol 0.9).

use super::clean::{clean, escape};
use crate::base::Date;

/// The most addresses that one file may hold.
const LIMIT: usize = 50_000;

/// How many addresses that may be together when pages are there in several languages and each names the others: a
/// file may have 50 MB.
const LIMIT_OF_SEVERAL: usize = 10_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapPage {
    /// Without base: `/releases/2.4.0/`.
    pub address: String,
    /// When its content last changed.
    pub modified: Option<Date>,
    /// The tags of the languages that it can be read in, and where; without base. Empty when the site has only one.
    pub languages: Vec<(String, String)>,
}

/// How many files a sitemap of so many pages has: `sitemap.xml` alone, or, for more than one may hold, that as an index
/// of `sitemap-1.xml` and so on. `editions` is how many languages the site has.
pub fn sitemap_files(pages: usize, editions: usize) -> usize {
    let limit = limit(editions > 1);
    if pages <= limit { 1 } else { 1 + pages.div_ceil(limit) }
}

fn limit(is_of_several: bool) -> usize {
    if is_of_several { LIMIT_OF_SEVERAL } else { LIMIT }
}

/// The name of the file with this number, from 0.
pub fn sitemap_name(file: usize) -> String {
    if file == 0 { "sitemap.xml".to_owned() } else { format!("sitemap-{file}.xml") }
}

/// What is in the file with this number.
pub fn sitemap(base_url: &str, pages: &[SitemapPage], editions: usize, file: usize) -> Vec<u8> {
    let limit = limit(editions > 1);
    match file.checked_sub(1) {
        Some(part) => urls(base_url, pages.chunks(limit).nth(part).unwrap_or_default()),
        None if pages.len() <= limit => urls(base_url, pages),
        None => {
            let parts = (1..).zip(pages.chunks(limit)).map(|(number, part)| SitemapPage {
                address: format!("/{}", sitemap_name(number)),
                modified: part.iter().filter_map(|page| page.modified).max(),
                languages: Vec::new(),
            });
            document("sitemapindex", "sitemap", base_url, &parts.collect::<Vec<_>>())
        }
    }
}

fn urls(base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    document("urlset", "url", base_url, pages)
}

fn document(root: &str, element: &str, base_url: &str, pages: &[SitemapPage]) -> Vec<u8> {
    let is_of_several = pages.iter().any(|page| !page.languages.is_empty());
    let namespace = if is_of_several { " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"" } else { "" };
    let mut out = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{NAMESPACE}\"{namespace}>\n");
    let base = escape(base_url);
    for page in pages {
        let location = escape(&clean(&page.address));
        let modified = page.modified.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
        out.push_str(&format!("<{element}><loc>{base}{location}</loc>{modified}"));
        for (tag, address) in &page.languages {
            let address = escape(&clean(address));
            let tag = escape(tag);
            out.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{base}{address}\"/>"));
        }
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
        (0..count).map(|n| SitemapPage { address: format!("/entries/{n}/"), modified, languages: Vec::new() }).collect()
    }

    fn locations(xml: &[u8]) -> Vec<String> {
        let document = roxmltree::Document::parse(std::str::from_utf8(xml).unwrap()).unwrap();
        let found = document.descendants().filter(|node| node.has_tag_name((NAMESPACE, "loc")));
        found.map(|node| node.text().unwrap().to_owned()).collect()
    }

    #[test]
    fn pages_stand_with_base_and_date() {
        let odd = SitemapPage { address: "/a&b/<x>\u{1}/".to_owned(), modified: None, languages: Vec::new() };
        let page = SitemapPage {
            address: "/".to_owned(),
            modified: Some(Date::parse("2026-05-04T10:00:00Z").unwrap()),
            languages: Vec::new(),
        };
        let file = sitemap("https://host/sub", &[page, odd], 1, 0);
        assert_eq!(locations(&file), ["https://host/sub/", "https://host/sub/a&b/<x>/"]);
        let text = String::from_utf8(file).unwrap();
        assert!(text.contains("<lastmod>2026-05-04T10:00:00Z</lastmod>"), "{text}");
    }

    #[test]
    fn over_fifty_thousand_pages_there_is_an_index() {
        let file = |pages: &[SitemapPage], number| locations(&sitemap("https://host", pages, 1, number));
        assert_eq!((sitemap_files(50_000, 1), file(&pages(50_000), 0).len()), (1, 50_000));
        let many = pages(50_001);
        assert_eq!(file(&many, 0), ["https://host/sitemap-1.xml", "https://host/sitemap-2.xml"]);
        assert_eq!((sitemap_files(50_001, 1), sitemap_name(2).as_str()), (3, "sitemap-2.xml"));
        assert_eq!((file(&many, 1).len(), file(&many, 2).len()), (50_000, 1));
    }

    #[test]
    fn pages_in_several_languages_name_each_other() {
        let languages: Vec<_> =
            [("en", "/a/"), ("de", "/de/a/"), ("x-default", "/a/")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let page =
            |address: &str| SitemapPage { address: address.to_owned(), modified: None, languages: languages.clone() };
        let text = String::from_utf8(sitemap("https://host", &[page("/a/"), page("/de/a/")], 2, 0)).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let links: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "link")))
            .map(|node| (node.attribute("hreflang").unwrap(), node.attribute("href").unwrap()))
            .collect();
        assert_eq!(links.len(), 6);
        assert_eq!(
            links[..3],
            [("en", "https://host/a/"), ("de", "https://host/de/a/"), ("x-default", "https://host/a/")]
        );
        assert_eq!((sitemap_files(10_001, 2), sitemap_files(10_001, 1)), (3, 1));
    }
}
