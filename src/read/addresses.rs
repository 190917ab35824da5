//! Which texts of authors may become addresses, ids and file names.

use url::Url;

use super::fields::{Fields, short};
use crate::base::{At, Diagnostic, SitePath, slugify};

/// The longest slug or id, in bytes: it leaves room in file names of 255 bytes.
const LONGEST_SLUG: usize = 100;

/// Schemes that a link may have.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

impl Fields<'_> {
    /// The address of a link: http, https, mailto, or inside the site.
    pub fn url(&mut self, key: &'static str) -> Option<At<String>> {
        let url = self.text(key)?;
        self.checked_url(key, url)
    }

    /// The address when it may be published; else a complaint.
    pub fn checked_url(&mut self, key: &str, url: At<String>) -> Option<At<String>> {
        let Some(reason) = url_fault(&url.value) else { return Some(url) };
        let message = format!("`{}`: `{}` {reason}", self.path(key), short(&url.value));
        let help = "an address starts with https://, http://, mailto: or, inside the site, with /";
        self.complain(Diagnostic::error("invalid-url", message).help(help), url.span);
        None
    }

    /// An absolute http or https address, without a last slash.
    pub fn web_address(&mut self, key: &'static str) -> Option<At<String>> {
        let url = self.url(key)?;
        if !url.value.starts_with("https://") && !url.value.starts_with("http://") {
            let message = format!("`{}` is not an absolute address", self.path(key));
            self.complain(
                Diagnostic::error("invalid-url", message).help("write it such as https://example.com/acme"),
                url.span,
            );
            return None;
        }
        Some(At::new(url.value.trim_end_matches('/').to_owned(), url.span))
    }

    /// A piece of an address that is a file name too.
    pub fn slug(&mut self, key: &'static str) -> Option<At<String>> {
        let slug = self.identity(key)?;
        self.checked_slug(key, slug)
    }

    /// The slug when it is one; else a complaint.
    pub fn checked_slug(&mut self, key: &str, slug: At<String>) -> Option<At<String>> {
        let Some(reason) = slug_fault(&slug.value) else { return Some(slug) };
        let fault =
            Diagnostic::error("invalid-slug", format!("`{}`: `{}` {reason}", self.path(key), short(&slug.value)));
        let better = slugify(&slug.value);
        let is_better = slug_fault(&better).is_none();
        let help = if is_better { format!("write `{better}`") } else { "a slug is such as `faster-search`".to_owned() };
        self.complain(fault.help(help), slug.span);
        None
    }

    /// A permanent identity: part of a tag URI (RFC 4151), so of few characters.
    pub fn id(&mut self, key: &'static str) -> Option<At<String>> {
        let id = self.identity(key)?;
        let Some(reason) = id_fault(&id.value) else { return Some(id) };
        let fault = Diagnostic::error("invalid-id", format!("`{}`: `{}` {reason}", self.path(key), short(&id.value)));
        self.complain(fault.help("letters, digits and `-._~:@/+` make an id"), id.span);
        None
    }

    /// Old addresses of the page, each from the site's root: `/old/page/`.
    pub fn aliases(&mut self, key: &'static str) -> Vec<At<String>> {
        let aliases = self.texts(key);
        aliases.into_iter().filter_map(|alias| self.checked_alias(key, alias)).collect()
    }

    /// The path with a leading slash when it may be published; else a complaint.
    pub fn checked_alias(&mut self, key: &str, alias: At<String>) -> Option<At<String>> {
        let path = alias.value.strip_prefix('/').unwrap_or(&alias.value);
        match SitePath::published(path) {
            Ok(_) => Some(At::new(format!("/{path}"), alias.span)),
            Err(fault) => {
                let message = format!("`{}`: the path `{}` {fault}", self.path(key), short(&alias.value));
                let fault = Diagnostic::error("invalid-path", message);
                self.complain(fault.help("write it from the site's root, such as /old/page/"), alias.span);
                None
            }
        }
    }

    /// A text that must not be empty when it is there.
    fn identity(&mut self, key: &'static str) -> Option<At<String>> {
        let before = self.diagnostics.len();
        let text = self.written(key);
        let is_empty = text.is_none() && self.diagnostics.len() == before;
        if is_empty && let Some(node) = self.node(key) {
            let message = format!("`{}` is empty", self.path(key));
            self.complain(Diagnostic::error("empty-value", message).help("leave the key out"), node.span);
        }
        text
    }
}

/// The address where a site is published, without a last slash: absolute, and of scheme, host and path only.
///
/// # Errors
/// What is wrong with it, to stand behind its name.
pub fn site_address(text: &str) -> Result<String, String> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Err("does not start with https:// or http://".to_owned());
    }
    if let Some(fault) = url_fault(text) {
        return Err(fault);
    }
    match Url::parse(text) {
        Ok(url) if url.query().is_some() || url.fragment().is_some() => Err("has a query or a fragment".to_owned()),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("has a user name or a password".to_owned())
        }
        Ok(_) => Ok(text.trim_end_matches('/').to_owned()),
        Err(error) => Err(format!("is not an address: {error}")),
    }
}

/// Why an address may not be linked to, to stand behind it.
fn url_fault(url: &str) -> Option<String> {
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Some("has a space in it".to_owned());
    }
    if url.contains('\\') {
        return Some("has a backslash in it".to_owned());
    }
    if url.starts_with("//") {
        return Some("has no scheme".to_owned());
    }
    let scheme = match url.find([':', '/', '?', '#']) {
        Some(at) if url[at..].starts_with(':') => url[..at].to_lowercase(),
        _ if url.starts_with(['/', '#']) => return None,
        _ => return Some("is relative: pages at different depths would take it differently".to_owned()),
    };
    if !SCHEMES.contains(&scheme.as_str()) {
        return Some(format!("has the scheme `{scheme}:`, which is not for links"));
    }
    match Url::parse(url) {
        Ok(parsed) if scheme == "mailto" || parsed.has_host() => None,
        Ok(_) => Some("has no host".to_owned()),
        Err(error) => Some(format!("is not an address: {error}")),
    }
}

/// Why a text is no slug, to stand behind it.
pub fn slug_fault(slug: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if slug.len() > LONGEST_SLUG {
        Some("has more than 100 bytes")
    } else if !slug.chars().all(is_plain) {
        Some("has other characters than small letters, digits and hyphens")
    } else if !slug.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        Some("does not start with a letter or a digit")
    } else {
        SitePath::published(slug).err().map(|fault| fault.reason)
    }
}

/// Why a text is no permanent id, to stand behind it.
pub fn id_fault(id: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:@/+".contains(c);
    if id.len() > LONGEST_SLUG {
        Some("has more than 100 bytes")
    } else if !id.chars().all(is_plain) {
        Some("has a character that does not belong in an id")
    } else if id.split('/').any(|part| part.chars().all(|c| c == '.')) {
        Some("has an empty part, or one of dots only")
    } else {
        None
    }
}
