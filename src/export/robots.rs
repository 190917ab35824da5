//! `robots.txt` (RFC 9309): everything may be read, and the sitemap is there; of a preview, nothing.

/// The file's text.
pub fn robots(base_url: &str, is_preview: bool) -> String {
    if is_preview {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sitemap_is_named_with_the_base() {
        assert!(super::robots("https://host/sub", false).contains("\nSitemap: https://host/sub/sitemap.xml\n"));
        assert!(super::robots("https://host", true).contains("Disallow: /\n"));
    }
}
