//! `[[sources]]`: texts of other tools that a site is made from as they stand, without being imported first.

use crate::base::Place;

/// One such text, or a folder of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourcing {
    /// The name of a format that can be imported.
    pub from: String,
    pub from_place: Place,
    /// From the site's folder, perhaps up first (`../CHANGELOG.md`), free of anything else that is relative.
    pub path: String,
    /// Where `path` is written.
    pub place: Place,
    /// The id of the product that all of it is about, where the text does not say.
    pub product: Option<String>,
    /// Where relative links in it lead; default: the product's repository, else the site's.
    pub repository: Option<String>,
}
