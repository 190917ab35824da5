//! Content written for people: files as changes, which the edge of the house applies.

mod draft;
mod fields;
pub mod front_matter;
pub mod imported;
pub mod init;
pub mod new;
mod value;

pub use draft::{Desk, drafted};
pub use fields::{entry, keys, release, roadmap_item};
pub use value::{Format, Value};

#[cfg(test)]
mod front_matter_tests;
