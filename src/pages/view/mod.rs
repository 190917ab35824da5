//! What templates receive: the API of themes.
//!
//! Every struct here is plain data. Addresses are ready to be put into `href`; fields that end in
//! `html` are safe HTML; dates are `2026-05-04`, or RFC 3339 in UTC when the author gave a time.

mod changelog;
mod compare;
mod frame;
mod lists;
mod parts;
mod roadmap;
mod trust;

pub use changelog::*;
pub use compare::*;
pub use frame::*;
pub use lists::*;
pub use parts::*;
pub use roadmap::*;
pub use trust::*;
