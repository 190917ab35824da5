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

use crate::base::SitePath;

/// The first of `folder/name.md`, `folder/name-2.md` … that is not taken; `ending` is what stands behind the number.
fn free_path(folder: &str, name: &str, ending: &str, is_taken: impl Fn(&SitePath) -> bool) -> SitePath {
    let named = |number: usize| {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        SitePath::new(&format!("{folder}/{name}{number}{ending}")).expect("slugs and names of files make a path")
    };
    (1..).map(named).find(|path| !is_taken(path)).expect("there are more numbers than files")
}
