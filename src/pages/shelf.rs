//! Views that many pages of a site show: each is made once, when the first of them asks for it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::view::{EntryView, ReleaseLinkView, TypeView};
use crate::model::{EntryIx, Site};
use crate::theme::Ready;

/// One place for each view, empty at first.
pub struct Shelf {
    entries: Box<[OnceLock<Ready<EntryView>>]>,
    types: BTreeMap<String, OnceLock<Ready<TypeView>>>,
    /// Of each product.
    versions: Box<[OnceLock<Ready<Vec<ReleaseLinkView>>>]>,
}

impl Shelf {
    pub fn new(site: &Site) -> Self {
        let types = site.config.types.iter().map(|kind| (kind.id.clone(), OnceLock::new()));
        Self {
            entries: site.entries.iter().map(|_| OnceLock::new()).collect(),
            types: types.collect(),
            versions: site.products.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The entry as lists show it, which `make` makes.
    pub fn entry(&self, ix: EntryIx, make: impl FnOnce() -> EntryView) -> Ready<EntryView> {
        self.entries[ix].get_or_init(|| Ready::new(&make())).clone()
    }

    /// The newest releases of a product, which `make` makes.
    pub fn versions(&self, product: usize, make: impl FnOnce() -> Vec<ReleaseLinkView>) -> Ready<Vec<ReleaseLinkView>> {
        self.versions[product].get_or_init(|| Ready::new(&make())).clone()
    }

    /// The type with this id, which `make` makes.
    pub fn kind(&self, id: &str, make: impl Fn() -> TypeView) -> Ready<TypeView> {
        let make = || Ready::new(&make());
        self.types.get(id).map_or_else(make, |place| place.get_or_init(make).clone())
    }
}
