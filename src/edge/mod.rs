//! The banks: the only doors to the world (disk, clock, signals, terminal).

pub mod clock;
pub mod disk;
mod failure;
pub mod signals;
pub mod term;

pub use failure::{Cause, Failure, quoted, shell_word};
