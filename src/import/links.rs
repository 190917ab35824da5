//! Links to other files of a repository, which are not beside the entries of a site.

use std::collections::BTreeMap;

use crate::base::Diagnostic;

/// Where the files of the repository can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// `https://github.com/acme/acme`
    address: Option<String>,
}

impl Forge {
    /// That of the site; without one, the repository that the text links most.
    pub fn of(repository: Option<&str>, text: &str) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (start, _) in text.match_indices("https://") {
            let end = text[start..].find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"'));
            let address = &text[start..end.map_or(text.len(), |end| start + end)];
            let parts = ["/compare/", "/releases/tag/", "/-/", "/issues/", "/pull/", "/commit/"];
            if let Some(at) = parts.iter().filter_map(|part| address.find(part)).min() {
                *counts.entry(&address[..at]).or_default() += 1;
            }
        }
        let told = || counts.iter().max_by_key(|(address, count)| (**count, *address)).map(|(it, _)| (*it).to_owned());
        Self { address: repository.map(str::to_owned).or_else(told) }
    }

    /// Makes links in `body` to `target`, when that is a path in the repository, lead there.
    ///
    /// # Errors
    /// What to say when nobody knows where the repository is.
    pub fn lead(&self, body: &mut String, target: &str) -> Result<(), Diagnostic> {
        if !is_path(target) {
            return Ok(());
        }
        let Some(address) = &self.address else {
            let fault = Diagnostic::warning("relative-link", format!("`{target}` is no file of the site"));
            return Err(fault.help("set `repository` in tidings.toml and import again: such links will lead there"));
        };
        let path = target.trim_start_matches("./").trim_start_matches("../").trim_start_matches('/');
        let absolute = format!("{address}/blob/HEAD/{path}");
        for (before, behind) in [("](", ")"), ("](", " "), ("](<", ">"), ("]: ", "\n")] {
            let written = format!("{before}{target}{behind}");
            if body.contains(&written) {
                *body = body.replace(&written, &format!("{before}{absolute}{behind}"));
            }
        }
        Ok(())
    }
}

/// Whether a link leads to a file: it has no scheme, no host, and is no place in the text itself.
fn is_path(target: &str) -> bool {
    let first = target.split(['/', '?', '#']).next().unwrap_or_default();
    !target.is_empty() && !target.starts_with('#') && !target.starts_with("//") && !first.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_lead_into_the_repository() {
        let forge = Forge::of(None, "[1.0]: https://github.com/a/b/compare/v0...v1\n");
        let mut body =
            "[a](docs/a.md) [b](../b.md#x) ![c](<c d.png>) [e][e] [f](#f) [g](mailto:g@a.example)\n\n[e]: /e\n"
                .to_owned();
        for target in ["docs/a.md", "../b.md#x", "c d.png", "/e", "#f", "mailto:g@a.example"] {
            assert_eq!(forge.lead(&mut body, target), Ok(()), "{target}");
        }
        let at = "https://github.com/a/b/blob/HEAD";
        let led = format!(
            "[a]({at}/docs/a.md) [b]({at}/b.md#x) ![c](<{at}/c d.png>) [e][e] [f](#f) [g](mailto:g@a.example)\n\n[e]: {at}/e\n"
        );
        assert_eq!(body, led);
        assert!(Forge::of(None, "no repository").lead(&mut body, "a.md").is_err());
        assert_eq!(Forge::of(Some("https://x.example/r"), "").lead(&mut body, "a.md"), Ok(()));
    }
}
