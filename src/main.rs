//! Hands the arguments to the command line's room.
#![forbid(unsafe_code)]

fn main() {}
