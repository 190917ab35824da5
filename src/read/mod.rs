//! Text in: front matter and markdown become documents, documents a site.

pub mod markdown;
