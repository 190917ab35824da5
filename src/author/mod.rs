//! Content written for people: files as changes, which the edge of the house applies.

pub mod by_hand;
mod draft;
mod fields;
pub mod front_matter;
pub mod imported;
pub mod in_place;
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

/// The longest name before a number and an ending, in bytes: no file system takes more than 255 in all.
const LONGEST_NUMBERED: usize = 180;

/// The first of `folder/name.md`, `folder/name-2.md` … that is not taken; `ending` is what stands behind the number. A
/// long name is cut before its number.
fn free_path(folder: &str, name: &str, ending: &str, is_taken: impl Fn(&SitePath) -> bool) -> SitePath {
    let cut = name.get(..name.floor_char_boundary(LONGEST_NUMBERED)).unwrap_or(name);
    let named = |number: usize| {
        let name = if number == 1 { name.to_owned() } else { format!("{cut}-{number}") };
        SitePath::new(&format!("{folder}/{name}{ending}")).expect("slugs and names of files make a path")
    };
    (1..).map(named).find(|path| !is_taken(path)).expect("there are more numbers than files")
}
