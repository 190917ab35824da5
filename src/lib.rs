//! Tidings turns a folder of markdown into a changelog, a roadmap and feeds.
//!
//! The house is a river of values: a folder becomes a [`base::Tree`], each file a document
//! ([`read`]), all documents a [`model::Site`], the site a plan of [`pages`], each page bytes.
//! `ARCHITECTURE.md` is the map; a test holds it and the law of the floors.
#![forbid(unsafe_code)]

pub mod base;
pub mod model;

pub mod facts;
pub mod import;
pub mod read;
pub mod theme;

pub mod check;
pub mod export;
pub mod pages;

pub mod author;

pub mod build;

pub mod edge;

pub mod cli;
