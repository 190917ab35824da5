//! What views of many kinds of pages hold: links, terms, releases in passing, words of free tables.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkView {
    pub title: String,
    pub url: String,
}

/// A tag, component or product with how much is in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermView {
    pub id: String,
    pub title: String,
    pub description: String,
    /// Empty when nothing in the changelog is on its list: then it has no page.
    pub url: String,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductView {
    pub id: String,
    pub name: String,
    pub description: String,
    pub url: String,
    /// The newest final release, when there is one.
    pub latest: Option<ReleaseLinkView>,
}

/// A type of change. `label` is in the interface language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeView {
    pub id: String,
    pub label: String,
    /// Empty while no release or dated entry has such a change: then it has no page.
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthorView {
    pub name: String,
    pub url: Option<String>,
}

/// A release named in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseLinkView {
    pub version: String,
    /// The code name.
    pub title: Option<String>,
    pub url: String,
    pub date: Option<String>,
    pub yanked: bool,
    pub prerelease: bool,
    /// Its support has ended.
    pub unsupported: bool,
    /// The product's name, when the site has several.
    pub product: Option<String>,
    /// How many changes are in it.
    pub changes: usize,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
}

/// Why a release is not the one to use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdviceView {
    /// `yanked`, `unsupported` or `prerelease`.
    pub reason: String,
    /// The last day of its support, when that is the reason.
    pub since: Option<String>,
    /// The release to use.
    pub instead: Option<ReleaseLinkView>,
}

/// Why the public does not see a thing now; at least one of the three is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithheldView {
    pub draft: bool,
    /// The day or moment from which on the public sees it.
    pub until: Option<String>,
    /// The closed audiences that alone may see it, as far as this build is for them.
    pub audience: Vec<String>,
}

/// Words that nobody translated into the language of the page: `lang` and `dir` of what holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForeignView {
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// What those who speak it call it.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecurityView {
    pub id: Option<String>,
    /// Where the advisory can be read.
    pub url: Option<String>,
    /// `critical`, `high`, `medium` or `low`.
    pub severity: Option<String>,
    pub cvss: Option<String>,
    pub affected: Vec<String>,
    pub fixed: Vec<String>,
    pub credit: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeprecationView {
    pub what: String,
    pub removed_in: Option<String>,
    /// The first final version without it, once that is out.
    pub removed_by: Option<String>,
    pub sunset: Option<String>,
    /// Its last day is past.
    pub is_over: bool,
    pub replacement: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImageView {
    pub url: String,
    pub alt: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoView {
    pub url: String,
    pub poster: Option<String>,
}

/// A change named in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeLineView {
    /// Plain text.
    pub text: String,
    pub url: String,
    pub date: Option<String>,
    pub version: Option<String>,
    pub product: Option<String>,
}

/// Where a page stands among those of its list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PagesView {
    /// From 1.
    pub page: usize,
    pub pages: usize,
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// A value of a free table, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ValueView {
    Bool(bool),
    Integer(i64),
    /// A number with a fraction, as text, so that it never changes its look.
    Text(String),
    List(Vec<ValueView>),
    Table(BTreeMap<String, ValueView>),
}
