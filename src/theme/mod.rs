//! Templates, assets and interface strings; it does not know what a page is.

mod strings;

pub use strings::Strings;
