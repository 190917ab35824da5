//! How the next release is made.

/// How far a change moves the version, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Bump {
    /// It calls for no release.
    None,
    #[default]
    Patch,
    Minor,
    Major,
}

/// `[release]`: what is kept up to date with each release of a product, besides the content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Releasing {
    /// The CHANGELOG.md that is written, from the site's folder; `..` may lead out of it.
    pub changelog: Option<String>,
    /// Files that hold the version.
    pub files: Vec<VersionFile>,
    /// The same for single products, by id; in a site with products the above are for none of them.
    pub products: Vec<(String, Releasing)>,
}

/// A place in a file that holds the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionFile {
    /// From the site's folder; `..` may lead out of it.
    pub path: String,
    /// A key (`package.version`), or a pattern with `{version}` in it.
    pub mark: String,
}

impl Bump {
    /// What a type of this id moves when nobody says: Semantic Versioning 2.0.0, sections 6 to 8, for the types of
    /// Keep a Changelog; what is removed breaks whoever used it.
    pub fn usual(id: &str) -> Self {
        match id {
            "removed" => Self::Major,
            "added" | "changed" | "deprecated" => Self::Minor,
            _ => Self::Patch,
        }
    }
}

impl Releasing {
    /// What is kept up to date with a product; the id is empty in a site without products.
    pub fn of(&self, product: &str) -> &Self {
        self.products.iter().find(|(id, _)| id == product).map_or(self, |(_, own)| own)
    }
}
