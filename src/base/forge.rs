//! Addresses on source forges: issues, commits, comparisons.

use std::borrow::Cow;
use std::fmt::Write;

/// A repository on a forge. The shape of its addresses follows from the host: GitLab puts `/-/`
/// before its pages; GitHub, Gitea and Forgejo share theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// The repository's address without a last slash.
    repository: String,
    is_gitlab: bool,
}

impl Forge {
    pub fn new(repository: &str) -> Self {
        let repository = repository.trim_end_matches('/').trim_end_matches(".git").to_owned();
        let is_gitlab = host(&repository).contains("gitlab");
        Self { repository, is_gitlab }
    }

    /// Another repository on the same host, `owner/name`; on GitLab groups may nest. `None` when
    /// `path` is not a repository's.
    pub fn sibling(&self, path: &str) -> Option<Self> {
        let is_name = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
            !part.is_empty() && part != "." && !part.contains("..") && part.bytes().all(fits)
        };
        let slashes = path.matches('/').count();
        let is_path = (slashes == 1 || (slashes > 1 && self.is_gitlab)) && path.split('/').all(is_name);
        let scheme = self.repository.find("://").map_or(0, |at| at + 3);
        let origin = &self.repository[..scheme + host(&self.repository).len()];
        is_path.then(|| Self { repository: format!("{origin}/{path}"), is_gitlab: self.is_gitlab })
    }

    pub fn issue(&self, number: &str) -> String {
        self.page("issues", number)
    }

    pub fn pull_request(&self, number: &str) -> String {
        let name = match host(&self.repository) {
            _ if self.is_gitlab => "merge_requests",
            "github.com" => "pull",
            host if host.contains("github") => "pull",
            _ => "pulls",
        };
        self.page(name, number)
    }

    pub fn commit(&self, hash: &str) -> String {
        self.page("commit", hash)
    }

    /// Where the changes from one tag to a later one are shown.
    pub fn compare(&self, from: &str, to: &str) -> String {
        self.page("compare", &format!("{from}...{to}"))
    }

    fn page(&self, kind: &str, what: &str) -> String {
        let dash = if self.is_gitlab { "/-" } else { "" };
        format!("{}{dash}/{kind}/{}", self.repository, encoded(what))
    }
}

/// An issue or pull request as front matter names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueRef<'a> {
    /// `12` or `#12`
    Number(&'a str),
    /// `owner/repository#12`
    Elsewhere { repository: &'a str, number: &'a str },
    /// An http or https address.
    Address(&'a str),
}

impl<'a> IssueRef<'a> {
    /// What `written` names; `None` when it is none of these.
    pub fn parse(written: &'a str) -> Option<Self> {
        let is_web = written.starts_with("https://") || written.starts_with("http://");
        if is_web && !written.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Some(Self::Address(written));
        }
        let (repository, number) = written.rsplit_once('#').unwrap_or(("", written));
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let plain = |part: &str| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !part.is_empty() && !part.starts_with('.') && part.chars().all(is_name)
        };
        match (is_number, repository) {
            (true, "") => Some(Self::Number(number)),
            (true, path) if path.contains('/') && path.split('/').all(plain) => {
                Some(Self::Elsewhere { repository: path, number })
            }
            _ => None,
        }
    }
}

/// Where an advisory can be read: CVE, GHSA and RUSTSEC ids have a page of their own.
pub fn advisory_address(id: &str) -> Option<String> {
    let (family, _) = id.split_once('-')?;
    let id = encoded(id);
    match family.to_ascii_uppercase().as_str() {
        "CVE" => Some(format!("https://www.cve.org/CVERecord?id={id}")),
        "GHSA" => Some(format!("https://github.com/advisories/{id}")),
        "RUSTSEC" => Some(format!("https://rustsec.org/advisories/{id}.html")),
        _ => None,
    }
}

/// `text` as a part of an address: what may not stand in a path (RFC 3986, 3.3) is percent-encoded,
/// slashes stay. `&` and `=` are too, since one of the addresses is a query.
fn encoded(text: &str) -> Cow<'_, str> {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/@:+!$'()*,;".contains(&byte);
    if text.bytes().all(stays) {
        return text.into();
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match stays(byte) {
            true => encoded.push(char::from(byte)),
            false => write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail"),
        }
    }
    encoded.into()
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_and_web_addresses_name_an_issue() {
        assert_eq!(IssueRef::parse("#12"), Some(IssueRef::Number("12")));
        assert_eq!(IssueRef::parse("a/b.c#12"), Some(IssueRef::Elsewhere { repository: "a/b.c", number: "12" }));
        assert_eq!(IssueRef::parse("https://x.example/1"), Some(IssueRef::Address("https://x.example/1")));
        for bad in ["javascript://%0aalert(1)", "../../evil#1", "x y#3", "12?x=1", "abc", "", "#", "a#1", "https://x y"]
        {
            assert_eq!(IssueRef::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn each_forge_has_its_own_addresses() {
        let github = Forge::new("https://github.com/a/b/");
        assert_eq!(github.issue("7"), "https://github.com/a/b/issues/7");
        assert_eq!(github.pull_request("7"), "https://github.com/a/b/pull/7");
        assert_eq!(github.compare("v1.0.0", "v1.1.0"), "https://github.com/a/b/compare/v1.0.0...v1.1.0");
        let gitlab = Forge::new("https://gitlab.example/a/b.git");
        assert_eq!(gitlab.issue("7"), "https://gitlab.example/a/b/-/issues/7");
        assert_eq!(gitlab.pull_request("7"), "https://gitlab.example/a/b/-/merge_requests/7");
        assert_eq!(Forge::new("https://codeberg.org/a/b").pull_request("7"), "https://codeberg.org/a/b/pulls/7");
    }

    #[test]
    fn siblings_are_repositories_of_the_same_host() {
        let codeberg = Forge::new("https://codeberg.org/a/b");
        let gitlab = Forge::new("https://gitlab.example/group/a/b");
        let commit = |forge: &Forge, path: &str| forge.sibling(path).map(|sibling| sibling.commit("ab12"));
        assert_eq!(commit(&codeberg, "c/d.js_2").as_deref(), Some("https://codeberg.org/c/d.js_2/commit/ab12"));
        assert_eq!(commit(&gitlab, "c/d/e").as_deref(), Some("https://gitlab.example/c/d/e/-/commit/ab12"));
        for path in
            ["", "c", "/", "c/", "/d", "c/d/e", "../d", "c/..", "./d", "c/a..b", "c/d?e", "c d/e", "é/d", "c/%2e"]
        {
            assert_eq!(commit(&codeberg, path), None, "{path}");
        }
        assert_eq!(commit(&gitlab, "c/../d"), None);
    }

    #[test]
    fn names_are_encoded() {
        let forge = Forge::new("https://github.com/a/b");
        for (tag, encoded) in [
            ("rel 1#2", "rel%201%232"),
            ("@acme/ui@1.0.0+b", "@acme/ui@1.0.0+b"),
            ("100%?", "100%25%3F"),
            ("v1\"<é>", "v1%22%3C%C3%A9%3E"),
        ] {
            assert_eq!(forge.compare(tag, "HEAD"), format!("https://github.com/a/b/compare/{encoded}...HEAD"));
        }
        assert_eq!(forge.issue("2?x=&y"), "https://github.com/a/b/issues/2%3Fx%3D%26y");
        let advisory = advisory_address("CVE-2026-1&x#y");
        assert_eq!(advisory.as_deref(), Some("https://www.cve.org/CVERecord?id=CVE-2026-1%26x%23y"));
    }
}
