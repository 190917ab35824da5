//! Content written for people: files as changes, which the edge of the house applies.

pub mod init;
