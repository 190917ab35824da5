//! Addresses on source forges: issues, commits, comparisons.

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

    /// Another repository on the same host, `owner/name`.
    pub fn sibling(&self, owner_and_name: &str) -> Self {
        let scheme = self.repository.find("://").map_or(0, |at| at + 3);
        let origin = &self.repository[..scheme + host(&self.repository).len()];
        Self { repository: format!("{origin}/{owner_and_name}"), is_gitlab: self.is_gitlab }
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
        format!("{}{dash}/{kind}/{what}", self.repository)
    }
}

/// Where an advisory can be read: CVE, GHSA and RUSTSEC ids have a page of their own.
pub fn advisory_address(id: &str) -> Option<String> {
    let (family, _) = id.split_once('-')?;
    match family.to_ascii_uppercase().as_str() {
        "CVE" => Some(format!("https://www.cve.org/CVERecord?id={id}")),
        "GHSA" => Some(format!("https://github.com/advisories/{id}")),
        "RUSTSEC" => Some(format!("https://rustsec.org/advisories/{id}.html")),
        _ => None,
    }
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_its_own_addresses() {
        let github = Forge::new("https://github.com/a/b/");
        assert_eq!(github.issue("7"), "https://github.com/a/b/issues/7");
        assert_eq!(github.pull_request("7"), "https://github.com/a/b/pull/7");
        assert_eq!(github.compare("v1.0.0", "v1.1.0"), "https://github.com/a/b/compare/v1.0.0...v1.1.0");
        assert_eq!(github.sibling("c/d").commit("ab12"), "https://github.com/c/d/commit/ab12");
        let gitlab = Forge::new("https://gitlab.example/a/b.git");
        assert_eq!(gitlab.issue("7"), "https://gitlab.example/a/b/-/issues/7");
        assert_eq!(gitlab.pull_request("7"), "https://gitlab.example/a/b/-/merge_requests/7");
        assert_eq!(Forge::new("https://codeberg.org/a/b").pull_request("7"), "https://codeberg.org/a/b/pulls/7");
    }
}
