//! Which pages exist: one file a kind.

pub mod view;
