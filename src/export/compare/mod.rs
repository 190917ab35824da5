//! The data of comparisons: per product a list of versions, and every change in files of limited size.
//!
//! Numbers count from the oldest release, so what is released later leaves the files before it as
//! they are, and a reader loads only the files between two versions.

mod between;
mod changes;
mod versions;

pub use between::between;
pub use changes::CHANGES;
pub use versions::VERSIONS;

use super::data::Given;
use crate::facts::line::data_address;
use crate::model::Product;

/// How many changes a file holds at most: about 100 KB of them, as projects write.
const SIZE: usize = 250;

/// The products in which there are two versions to compare, with their index in the site.
fn compared<'g>(given: &Given<'g>) -> impl Iterator<Item = (usize, &'g Product)> {
    let site = given.site;
    site.products.iter().enumerate().filter(|(_, it)| site.config.outputs.compare && it.releases.len() > 1)
}

fn file_address(product: &Product, file: usize) -> String {
    data_address(&product.config).replace("index.json", &format!("{}.json", file + 1))
}

fn is_false(flag: &bool) -> bool {
    !flag
}
