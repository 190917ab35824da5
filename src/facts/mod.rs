//! What follows from a site: one file a question.

pub mod advisories;
pub mod ahead;
pub mod cards;
pub mod compare;
#[cfg(test)]
mod compare_tests;
pub mod deprecations;
pub mod endings;
pub mod exposure;
pub mod feeds;
pub mod late;
pub mod line;
pub mod lists;
pub mod newest;
pub mod next;
pub mod order;
pub mod references;
pub mod removals;
pub mod search;
pub mod support;
pub mod targets;
#[cfg(test)]
mod trust_tests;
pub mod typed;
