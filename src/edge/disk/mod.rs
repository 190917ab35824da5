//! Folders on disk: a site is read, an output folder changes whole, content files are created.

mod apply;
mod beside;
mod clear;
mod folder;
mod foreign;
mod listing;
mod litter;
mod manifest;
mod output;
mod publication;
mod root;
mod seal;
mod stamp;
mod steady;
mod strangers;
mod system;
mod work;

pub use apply::apply;
pub use folder::{Folder, Hint, read_tree};
pub use foreign::read_foreign;
pub use publication::{Commit, Publication};
pub use root::{check_root, find_root, key};
pub use seal::program;
pub use steady::read_file;

pub(super) use litter::is_litter;
pub(super) use root::{CONFIG, FOLDERS};

#[cfg(test)]
mod folder_tests;

#[cfg(test)]
mod tests;
