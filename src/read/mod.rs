//! Text in: front matter and markdown become documents, documents a site.

pub mod document;
pub mod markdown;
mod picture;
pub mod placement;
pub mod site;

mod addresses;
mod common_fields;
mod config;
mod entry_fields;
mod fields;
mod front_matter;
mod outline;
mod release_fields;
mod roadmap_fields;
mod text;
mod toml;
mod translations;
mod value;
mod whole;
mod yaml;

pub use addresses::{id_fault, site_address};
pub use config::config;
pub use entry_fields::entry_fields;
pub use front_matter::{Front, front};
pub use outline::{Block, BlockKind, Definition, Outline, PREAMBLE, Section, blocks, outline, rewritten};
pub use release_fields::release_fields;
pub use roadmap_fields::{roadmap_fields, target_of};
pub use text::clean;
pub use toml::parse as toml;
pub use translations::{Editions, editions};
pub use value::{Node, Table, Value};
pub use yaml::parse as yaml;

#[cfg(test)]
mod fields_tests;
