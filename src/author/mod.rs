//! Content written for people: files as changes, which the edge of the house applies.

mod draft;
mod fields;
pub mod front_matter;
pub mod imported;
pub mod init;
pub mod new;
pub mod release;
mod value;
mod version_file;

pub use draft::{Desk, drafted};
pub use fields::keys;
pub use value::{Format, Value};
pub use version_file::set_version;

#[cfg(test)]
mod front_matter_tests;
