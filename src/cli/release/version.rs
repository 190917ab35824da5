//! Which product is released, and as what.

use std::cmp::Ordering;

use crate::base::nearest;
use crate::edge::Failure;
use crate::facts::next::{bump, newest, next_prerelease, next_release, waiting};
use crate::model::{Bump, Site, Version};

/// The version as it was asked for.
pub(super) struct Asked<'a> {
    pub(super) what: &'a str,
    pub(super) pre: Option<&'a str>,
}

/// The index of the product that is meant: the one that is named, else the only one that something waits for.
pub(super) fn product(site: &Site, named: Option<&str>) -> Result<usize, Failure> {
    let ids = || site.products.iter().map(|product| product.config.id.as_str());
    if let Some(named) = named {
        return ids().position(|id| id == named && !id.is_empty()).ok_or_else(|| {
            let failure = Failure::refused(format!("there is no product {named:?}"));
            match nearest(named, ids()) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None if !site.has_products() => failure.help("the site has no products: leave --product out"),
                None => failure.help(format!("the products are {}", listed(ids()))),
            }
        });
    }
    if !site.has_products() {
        return Ok(0);
    }
    let waits = |at: &usize| waiting(site, *at).is_some();
    let waiting: Vec<usize> = (0..site.products.len()).filter(waits).collect();
    match waiting[..] {
        [only] => Ok(only),
        _ => {
            let named =
                waiting.iter().filter_map(|at| site.products.get(*at)).map(|product| product.config.id.as_str());
            let help = match waiting.is_empty() {
                true => format!("nothing waits; name one with --product: {}", listed(ids())),
                false => {
                    let is_all = named.clone().all(|id| !id.is_empty());
                    let rest = if is_all { "" } else { ", and then release what waits for none without it" };
                    format!("entries wait for {}: name one with --product{rest}", listed(named))
                }
            };
            Err(Failure::refused("which product is to be released?").help(help))
        }
    }
}

/// The versions of the product's releases that come after this one.
pub(super) fn newer<'s>(site: &'s Site, product: usize, version: &str) -> Vec<&'s str> {
    let version = Version::new(version);
    let releases = site.products.get(product).into_iter().flat_map(|product| &product.releases);
    let versions = releases.filter_map(|release| site.releases.get(*release)).map(|release| &release.version);
    versions.filter(|it| it.precedence(&version).is_some_and(Ordering::is_gt)).map(Version::as_str).collect()
}

fn listed<'t>(ids: impl Iterator<Item = &'t str>) -> String {
    ids.filter(|id| !id.is_empty()).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

impl Asked<'_> {
    /// Whether the version follows from what is there, and is not named.
    pub(super) fn is_counted(&self) -> bool {
        self.pre.is_some() || ["auto", "major", "minor", "patch"].contains(&self.what)
    }

    /// The version that it comes to.
    pub(super) fn version(&self, site: &Site, product: usize) -> Result<String, Failure> {
        let version = self.counted(site, product)?;
        let Some(label) = self.pre else { return Ok(version) };
        if label.is_empty()
            || !label.chars().all(|c| c.is_ascii_alphanumeric())
            || label.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(Failure::refused(format!("{label:?} is no label of a pre-release"))
                .help("write such as --pre rc or --pre beta"));
        }
        Ok(next_prerelease(site, product, &version, label))
    }

    fn counted(&self, site: &Site, product: usize) -> Result<String, Failure> {
        let steps = [("major", Bump::Major), ("minor", Bump::Minor), ("patch", Bump::Patch)];
        let asked = steps.iter().find(|(word, _)| *word == self.what).map(|(_, step)| *step);
        let step = match (self.what, asked) {
            (_, Some(step)) => step,
            ("auto", _) => Self::called_for(site, product)?,
            (named, _) => return Self::named(named, site, product),
        };
        next_release(site, product, step, asked.is_some()).ok_or_else(|| {
            let current = newest(site, product).map_or("the newest version", |release| release.version.as_str());
            Failure::refused(format!("{current} looks like a date: the version after it cannot be counted"))
                .help(format!("name it, such as: tidings release 2026.12{}", product_flag(site, product)))
        })
    }

    fn called_for(site: &Site, product: usize) -> Result<Bump, Failure> {
        let Some(waiting) = waiting(site, product) else {
            let failure = Failure::refused("nothing waits to be released");
            return Err(failure.help("write an entry with `tidings new entry`"));
        };
        if waiting.entries.is_empty() && waiting.changes.is_empty() {
            let failure = Failure::refused("what waits is no change by which the next version could be counted");
            return Err(failure.help("name the version, or how to count on: tidings release patch"));
        }
        match bump(site, waiting) {
            Bump::None => Err(Failure::refused("what waits calls for no release: its types have `bump = \"none\"`")
                .help("name the version, or how to count on: tidings release patch")),
            step => Ok(step),
        }
    }

    /// A version that was named; a word that looks like a step is a slip.
    fn named(named: &str, site: &Site, product: usize) -> Result<String, Failure> {
        let version = Version::new(named);
        let Some(reason) = fault(&version, has_odd_versions(site, product)) else {
            return Ok(version.as_str().to_owned());
        };
        let failure = Failure::refused(format!("{named:?} is no version: {reason}"));
        Err(match nearest(named, ["auto", "major", "minor", "patch"]) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => {
                failure.help("write a version such as 2.4.0, 2.4.0-rc.1 or 2026.05, or auto, major, minor or patch")
            }
        })
    }
}

/// ` --product app`; nothing in a site without products.
fn product_flag(site: &Site, product: usize) -> String {
    match site.products.get(product).map_or("", |product| product.config.id.as_str()) {
        "" => String::new(),
        id => format!(" --product {id}"),
    }
}

/// Whether the product has versions that no numbers order, such as code names: then the next may be one, too.
fn has_odd_versions(site: &Site, product: usize) -> bool {
    let releases = site.products.get(product).into_iter().flat_map(|product| &product.releases);
    releases.filter_map(|release| site.releases.get(*release)).any(|release| !release.version.is_ordered())
}

/// Why a text is no version: it must stand in a folder's name and in an id, and numbers must order it, unless it `may_be_odd`.
fn fault(version: &Version, may_be_odd: bool) -> Option<String> {
    let text = version.as_str();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+".contains(c);
    let other = text.chars().find(|c| !is_allowed(*c));
    match (text.chars().next(), other) {
        (None, _) => Some("it is empty".to_owned()),
        (_, Some(' ')) => Some("it has a space".to_owned()),
        (_, Some(other)) if other.is_control() || other.is_whitespace() => Some(format!("it has {other:?}")),
        (_, Some(other)) => Some(format!("it has `{other}`")),
        (Some(first), _) if !first.is_ascii_digit() && !may_be_odd => {
            Some("it does not begin with a number".to_owned())
        }
        _ if !version.is_ordered() && !may_be_odd => Some("its numbers cannot be put in order".to_owned()),
        _ if text.chars().all(|c| c.is_alphabetic()) => Some("it has no number".to_owned()),
        _ => None,
    }
}
