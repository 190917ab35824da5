//! Which changes an entry names: by the number of a request, by an issue that they close, by a commit.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Change;
use crate::base::IssueRef;
use crate::model::Entry;

/// Changes by what they can be named by.
pub(super) struct Index<'n> {
    requests: BTreeMap<&'n str, Vec<usize>>,
    issues: BTreeMap<&'n str, Vec<usize>>,
    commits: BTreeMap<&'n str, usize>,
}

impl<'n> Index<'n> {
    pub(super) fn of(changes: &'n [Change<'_>]) -> Self {
        let mut index = Self { requests: BTreeMap::new(), issues: BTreeMap::new(), commits: BTreeMap::new() };
        for (number, change) in changes.iter().enumerate() {
            index.commits.insert(&change.commit.hash, number);
            change.request.iter().for_each(|it| index.requests.entry(it).or_default().push(number));
            change.closes.iter().for_each(|it| index.issues.entry(it).or_default().push(number));
        }
        index
    }

    /// The numbers of the changes that the entry names.
    pub(super) fn named_by(&self, named: &Named<'_>) -> BTreeSet<usize> {
        let requests = named.requests.iter().filter_map(|it| self.requests.get(it)).flatten().copied();
        let issues = named.issues.iter().filter_map(|it| self.issues.get(it)).flatten().copied();
        let commits = named.commits.iter().flat_map(|start| {
            let from_there = self.commits.range(start.as_str()..);
            from_there.take_while(move |(hash, _)| hash.starts_with(start)).map(|(_, number)| *number)
        });
        requests.chain(issues).chain(commits).collect()
    }
}

/// What an entry names.
pub(super) struct Named<'s> {
    pub(super) requests: BTreeSet<&'s str>,
    pub(super) issues: BTreeSet<&'s str>,
    /// The names of commits, in full or cut short, in small letters.
    commits: Vec<String>,
}

impl<'s> Named<'s> {
    pub(super) fn of(entry: &'s Entry) -> Self {
        let fields = &entry.fields;
        let written = |of: &'s [crate::base::At<String>]| of.iter().map(|at| at.value.as_str());
        let links = || fields.links.iter().map(|link| link.url.as_str()).chain(written(&fields.pull_requests));
        let addresses = || links().filter(|url| url.contains("://"));
        Self {
            requests: written(&fields.pull_requests)
                .chain(addresses())
                .filter_map(|text| number(text, &REQUESTS))
                .collect(),
            issues: written(&fields.issues).chain(addresses()).filter_map(|text| number(text, &ISSUES)).collect(),
            commits: links().filter_map(commit_in).collect(),
        }
    }
}

/// What stands before the number in the addresses of requests.
const REQUESTS: [&str; 4] = ["pull", "pulls", "merge_requests", "pull-requests"];
/// The same of issues.
const ISSUES: [&str; 2] = ["issues", "work_items"];

/// The number that is written; of an address, that of one of these `kinds`. `None` for another repository's.
fn number<'s>(text: &'s str, kinds: &[&str]) -> Option<&'s str> {
    match IssueRef::parse(text)? {
        IssueRef::Number(number) => Some(number),
        IssueRef::Address(address) => number_in(address, kinds),
        IssueRef::Elsewhere { .. } => None,
    }
}

/// `12` of `…/pull/12`, `…/merge_requests/12`.
fn number_in<'s>(address: &'s str, kinds: &[&str]) -> Option<&'s str> {
    let mut parts = address.split(['?', '#']).next()?.split('/');
    parts.find(|part| kinds.contains(part))?;
    parts.next().filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The commit that an address names, in full or cut short.
fn commit_in(address: &str) -> Option<String> {
    let (before, name) = address.split(['?', '#']).next()?.rsplit_once('/')?;
    let is_hash = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && ["/commit", "/commits"].iter().any(|end| before.ends_with(end))).then(|| name.to_lowercase())
}

/// The issues that a commit's message closes, by the words of GitHub and GitLab: `Fixes #12`, `closes: #1, #2 and #3`,
/// `resolves https://…/issues/4`.
/// <https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue>
pub(super) fn closed_by(message: &str) -> BTreeSet<String> {
    let mut closed = BTreeSet::new();
    let mut is_listing = false;
    for word in message.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != '/');
        let issue = number(bare, &ISSUES).filter(|_| bare.starts_with('#') || bare.contains("://"));
        is_listing = match issue {
            Some(number) if is_listing => {
                closed.insert(number.to_owned());
                !word.ends_with('.')
            }
            _ if bare.eq_ignore_ascii_case("and") => is_listing,
            _ => is_closing(bare),
        };
    }
    closed
}

/// Close, fix, resolve and implement, in each of their forms.
fn is_closing(word: &str) -> bool {
    let word = word.to_lowercase();
    [("clos", "e"), ("fix", ""), ("resolv", "e"), ("implement", "")].iter().any(|(stem, end)| {
        let rest = word.strip_prefix(stem);
        rest.is_some_and(|rest| rest == *end || ["s", "es", "ed", "ing"].contains(&rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_close_issues() {
        for (message, closed) in [
            ("Fixes #12", &["12"][..]),
            ("Turn maps (#1)\n\nCloses: #2, #3 and #4. See #5.", &["2", "3", "4"]),
            ("fix #1; resolve #2", &["1", "2"]),
            ("Implements https://gitlab.example/a/-/issues/6", &["6"]),
            ("fixes a/b#7, prefixes #8, closed #", &[]),
            ("fix: the map of 2019 #9", &[]),
            ("Fixes 10", &[]),
        ] {
            assert_eq!(closed_by(message).into_iter().collect::<Vec<_>>(), closed, "{message}");
        }
    }

    #[test]
    fn addresses_name_requests_issues_and_commits() {
        for (address, kinds, meant) in [
            ("https://github.com/a/b/pull/12", &REQUESTS[..], Some("12")),
            ("https://gitlab.example/a/b/-/merge_requests/12#note_1", &REQUESTS, Some("12")),
            ("https://github.com/a/b/issues/12", &REQUESTS, None),
            ("https://github.com/a/b/issues/12?x=1", &ISSUES, Some("12")),
            ("https://github.com/a/b/pull/", &REQUESTS, None),
            ("a/b#12", &REQUESTS, None),
        ] {
            assert_eq!(number(address, kinds), meant, "{address}");
        }
        for (address, meant) in [
            ("https://git.example/a/commit/ABCDEF1", Some("abcdef1")),
            ("https://git.example/a/pull/1/commits/abcdef12#x", Some("abcdef12")),
            ("https://git.example/a/commit/abc", None),
            ("https://git.example/a/commit/abcdefgh", None),
        ] {
            assert_eq!(commit_in(address).as_deref(), meant, "{address}");
        }
    }
}
