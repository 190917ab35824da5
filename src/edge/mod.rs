//! The banks: the only doors to the world (disk, clock, server, signals, terminal).

pub mod cache;
pub mod clock;
pub mod disk;
mod failure;
pub mod git;
pub mod server;
pub mod signals;
pub mod term;
pub mod watch;

pub use failure::{Cause, Failure, quoted, shell_word};
