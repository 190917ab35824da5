//! Folders on disk: a site is read, an output folder changes whole, content files are created.

mod apply;
mod litter;
mod manifest;
mod output;
mod publication;
mod read;
mod steady;
mod strangers;
mod system;
mod work;

pub use apply::apply;
pub use publication::{Commit, Publication};
pub use read::{check_root, find_root, read_tree};
pub use steady::read_file;

#[cfg(test)]
mod tests;
