//! Ids that are told apart, and those that are not given.

use std::collections::{HashMap, HashSet};

/// Ids that templates have on pages where those of a body stand without prefix.
const RESERVED: [&str; 3] = ["breaking", "downloads", "main"];

/// Whether a page may have `id` itself: [`RESERVED`], or that of a release's own change (`change-1`).
pub fn is_reserved(id: &str) -> bool {
    let number = id.strip_prefix("change-").unwrap_or_default();
    RESERVED.contains(&id) || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The ids given so far.
#[derive(Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// The last number that told equal ids apart.
    numbers: HashMap<String, u32>,
}

impl Ids {
    /// `id`, or with the first free number behind it when it was given before.
    pub fn unique(&mut self, id: &str) -> String {
        let mut candidate = id.to_owned();
        while !self.taken.insert(candidate.clone()) {
            let number = self.numbers.entry(id.to_owned()).or_insert(1);
            *number += 1;
            candidate = format!("{id}-{number}");
        }
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ids_get_numbers_that_are_free() {
        let mut ids = Ids::default();
        let given: Vec<String> = ["a", "a-2", "a", "a", "b"].iter().map(|id| ids.unique(id)).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "a-4", "b"]);
    }
}
