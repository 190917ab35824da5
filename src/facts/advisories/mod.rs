//! Which advisories the site has, and which versions each concerns.

mod desk;

pub use self::desk::advisories;
use crate::base::Date;
use crate::model::{EntryIx, ReleaseIx, Site, Version, VersionRange};

/// One advisory: all that entries and releases say under the same id.
#[derive(Debug, Clone, PartialEq)]
pub struct Advisory {
    /// `CVE-…`, `GHSA-…`, `RUSTSEC-…`; `None` while it is being assigned.
    pub id: Option<String>,
    /// Its other ids.
    pub aliases: Vec<String>,
    /// `critical`, `high`, `medium` or `low`.
    pub severity: Option<String>,
    /// A CVSS score or vector as written.
    pub cvss: Option<String>,
    /// The title of the first entry that has one, else what the change says.
    pub title: String,
    /// One plain sentence; may be empty.
    pub summary: String,
    pub published: Option<Date>,
    /// The last date that somebody gave for it.
    pub modified: Option<Date>,
    pub affected: Vec<Affected>,
    pub credit: Vec<String>,
    /// The entries that tell of it, oldest first.
    pub entries: Vec<EntryIx>,
    /// The releases whose own files tell of it, oldest first.
    pub releases: Vec<ReleaseIx>,
}

/// What an advisory says of one product.
#[derive(Debug, Clone, PartialEq)]
pub struct Affected {
    /// An index into `Site::products`.
    pub product: usize,
    /// The ranges as written.
    pub written: Vec<String>,
    /// The versions that have the fix; when nobody wrote any, those of the releases that tell of it.
    pub fixed: Vec<Version>,
    /// The affected versions, as far as they can be told.
    pub ranges: Vec<VersionRange>,
    /// Whether `ranges` is all there is.
    pub is_certain: bool,
}

/// Whether a version is affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Affected,
    Unaffected,
    /// What is written does not tell.
    Unsure,
}

impl Advisory {
    /// What the summary says beyond the title; nothing when it only repeats it.
    pub fn details(&self) -> Option<&str> {
        let bare = |text: &'_ str| text.trim().trim_end_matches(['.', '。']).to_lowercase();
        let says_more = !self.summary.is_empty() && bare(&self.summary) != bare(&self.title);
        says_more.then_some(self.summary.as_str())
    }
}

impl Affected {
    /// Whether the version of this product is affected.
    pub fn verdict(&self, version: &Version) -> Verdict {
        // `2.x` names many, of which some may be affected and others not.
        if version.as_str().split('.').any(|part| matches!(part, "x" | "X")) {
            return Verdict::Unsure;
        }
        let is_inside: Option<Vec<bool>> = self.ranges.iter().map(|range| range.contains(version)).collect();
        match is_inside {
            Some(inside) if inside.contains(&true) => Verdict::Affected,
            Some(_) if version.is_ordered() && (self.is_certain || self.is_fixed_in(version)) => Verdict::Unaffected,
            _ => Verdict::Unsure,
        }
    }

    /// The version from which on all have the fix.
    pub fn safe_from(&self) -> Option<&Version> {
        let ordered = self.fixed.iter().filter(|version| version.is_ordered());
        ordered.max_by(|a, b| a.precedence(b).unwrap_or(std::cmp::Ordering::Equal))
    }

    fn is_fixed_in(&self, version: &Version) -> bool {
        self.safe_from().and_then(|safe| version.precedence(safe)).is_some_and(|order| order.is_ge())
    }
}

/// Whether the site writes them as a file for programs: it does when one of them has an id.
pub fn is_published(site: &Site, advisories: &[Advisory]) -> bool {
    site.config.outputs.api && advisories.iter().any(|advisory| advisory.id.is_some())
}

#[cfg(test)]
mod tests {
    use super::desk::{Told, affected};
    use super::*;

    /// The table that the browser's tests hold the script against, too.
    const TABLE: &str = include_str!("../../../tests/browser/affected.json");

    fn texts(value: &serde_json::Value) -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|text| text.as_str()).map(str::to_owned).collect()
    }

    #[test]
    fn verdicts_are_those_of_the_table() {
        let table: serde_json::Value = serde_json::from_str(TABLE).unwrap();
        let rows = table["verdicts"].as_array().unwrap();
        for row in rows {
            let (written, fixed) = (texts(&row["affected"]), texts(&row["fixed"]));
            let affected = affected(Told { written, fixed, ..Told::default() });
            let ranges: Vec<String> = affected.ranges.iter().map(ToString::to_string).collect();
            assert_eq!(ranges, texts(&row["ranges"]), "{row}");
            assert_eq!(affected.is_certain, row["certain"].as_bool().unwrap(), "{row}");
            assert_eq!(affected.safe_from().map(Version::as_str), row["safe"].as_str(), "{row}");
            for (verdict, name) in
                [(Verdict::Affected, "yes"), (Verdict::Unaffected, "no"), (Verdict::Unsure, "unsure")]
            {
                for version in texts(&row[name]) {
                    assert_eq!(affected.verdict(&Version::new(&version)), verdict, "{version} in {row}");
                }
            }
        }
        assert!(rows.len() > 5);
    }

    #[test]
    fn versions_stand_in_the_order_of_the_table() {
        let table: serde_json::Value = serde_json::from_str(TABLE).unwrap();
        let ascending = texts(&table["ascending"]);
        for (at, low) in ascending.iter().enumerate() {
            for high in &ascending[at + 1..] {
                let order = Version::new(low).precedence(&Version::new(high));
                assert_eq!(order, Some(std::cmp::Ordering::Less), "{low} < {high}");
            }
        }
        for equal in table["equal"].as_array().unwrap() {
            let equal = texts(equal);
            let order = Version::new(&equal[0]).precedence(&Version::new(&equal[1]));
            assert_eq!(order, Some(std::cmp::Ordering::Equal), "{equal:?}");
        }
        for odd in texts(&table["odd"]) {
            assert!(!Version::new(&odd).is_ordered(), "{odd}");
        }
    }
}
