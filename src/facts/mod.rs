//! What follows from a site: one file a question.

pub mod feeds;
pub mod lists;
pub mod newest;
pub mod references;
