//! Which product, and which of its versions, are meant by what was typed.

use crate::base::nearest;
use crate::edge::Failure;
use crate::facts::line::Line;
use crate::facts::typed::{Found, find};
use crate::model::Site;
use crate::pages::Context;

/// How many versions are named where none is like the one that was typed.
const NAMED: usize = 5;

/// Two stops of a product's line.
#[derive(Debug)]
pub(super) struct Choice<'c> {
    pub(super) line: &'c Line,
    pub(super) from: usize,
    pub(super) to: usize,
    /// What to say of how the versions were read.
    pub(super) readings: Vec<String>,
}

/// What stands on both sides of the two dots.
///
/// # Errors
/// Refuses what names no version to start from.
pub(super) fn ends(typed: &str) -> Result<(&str, &str), Failure> {
    let refused = |message: String, help: String| Err(Failure::refused(message).help(help));
    let typed = typed.trim();
    let Some((from, to)) = typed.split_once("..") else {
        return refused(
            format!("{typed:?} is one version, and two are compared"),
            format!("write {typed}.. for what changed since, or {typed}..B"),
        );
    };
    let (from, to) = (from.trim(), to.trim_start_matches('.').trim());
    match from.is_empty() {
        true => refused(
            format!("{typed:?} does not say where to start"),
            format!("write A..{to}, A being the version you are on"),
        ),
        false => Ok((from, to)),
    }
}

impl<'c> Choice<'c> {
    /// The product that `product` names, or the versions do (`app@1.2`), or the only one; and of it the versions. An
    /// empty one is the newest.
    ///
    /// # Errors
    /// Refuses what is not there, and names what is.
    pub(super) fn new(context: &'c Context, product: Option<&str>, typed: [&str; 2]) -> Result<Self, Failure> {
        let site = &*context.site;
        let mut readings = Vec::new();
        let line = match meant(site, product, typed, &mut readings)? {
            Some(id) => line_of(context, id)?,
            None => only(context)?,
        };
        let mut stop = |text: &str| stop(site, line, text, &mut readings);
        let from = stop(typed[0])?;
        let to = match typed[1] {
            "" => line.newest().unwrap_or(from),
            text => stop(text)?,
        };
        Ok(Self { line, from, to, readings })
    }
}

/// The product that is asked for: by its flag, else by what stands before an `@`.
///
/// # Errors
/// Refuses two of them.
fn meant<'t>(
    site: &Site,
    product: Option<&'t str>,
    typed: [&'t str; 2],
    readings: &mut Vec<String>,
) -> Result<Option<&'t str>, Failure> {
    let prefixes = || typed.into_iter().filter_map(|text| Some(text.rsplit_once('@')?.0));
    let Some(id) = product.or_else(|| prefixes().next()) else { return Ok(None) };
    // With the flag, a tag may be called by the name of a package (`@acme/app@1.2`).
    let counts = |other: &&str| product.is_none() || named(site, other).is_some();
    if let Some(other) = prefixes().filter(counts).find(|other| !other.eq_ignore_ascii_case(id)) {
        return Err(Failure::refused(format!("versions of one product are compared, not of {id:?} and {other:?}")));
    }
    // Where there are no products, it may be what the tags are called by.
    let has_products = site.products.iter().any(|product| !product.config.id.is_empty());
    if !has_products && product.is_none() {
        readings.push(format!("{id}@ says nothing here: the site has no products"));
        return Ok(None);
    }
    Ok(Some(id))
}

/// The product with this id.
fn named(site: &Site, id: &str) -> Option<usize> {
    site.products.iter().position(|product| product.config.id.eq_ignore_ascii_case(id))
}

fn line_of<'c>(context: &'c Context, id: &str) -> Result<&'c Line, Failure> {
    let ids = || context.site.products.iter().map(|product| product.config.id.as_str()).filter(|id| !id.is_empty());
    let Some(product) = named(&context.site, id) else {
        let failure = Failure::refused(format!("there is no product {id:?}"));
        return Err(match nearest(id, ids()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None if ids().next().is_none() => failure.help("the site has no products: leave --product out"),
            None => failure.help(format!("the products are {}", listed(ids()))),
        });
    };
    context.late.line(product).ok_or_else(|| Failure::refused(format!("there is no release of {id} yet")))
}

fn only(context: &Context) -> Result<&Line, Failure> {
    match context.late.lines() {
        [] => Err(Failure::refused("there is no release yet").help("`tidings new release` writes one")),
        [line] => Ok(line),
        lines => {
            let ids = lines.iter().map(|line| context.site.product(line.product).config.id.as_str());
            Err(Failure::refused("the site has several products, and versions of one are compared")
                .help(format!("add --product and one of {}", listed(ids))))
        }
    }
}

/// `` `a`, `b` ``.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn stop(site: &Site, line: &Line, text: &str, readings: &mut Vec<String>) -> Result<usize, Failure> {
    let version = |stop: usize| line.release(site, stop).version.as_str();
    let missing = || Failure::refused(format!("there is no version {text:?}"));
    match find(site, line, text) {
        Found::Is(stop) => Ok(stop),
        Found::Newest(stop) => {
            readings.push(format!("{text} is read as {}", version(stop)));
            Ok(stop)
        }
        Found::Between(below, above) => {
            Err(missing().help(format!("there are {} before it and {} after it", version(below), version(above))))
        }
        Found::Near(near) => Err(missing().help(format!("did you mean `{}`?", version(near)))),
        Found::Nothing => {
            let all = || (0..line.stops.len()).rev().map(version);
            Err(match nearest(text, all()) {
                Some(near) => missing().help(format!("did you mean `{near}`?")),
                None if line.stops.len() > NAMED => {
                    missing().help(format!("the newest versions are {}", listed(all().take(NAMED))))
                }
                None => missing().help(format!("the versions are {}", listed(all()))),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dots_part_the_versions() {
        for (typed, from, to) in [("1.2..2.0", "1.2", "2.0"), ("1.2..", "1.2", ""), (" a@1 ... 2 ", "a@1", "2")] {
            assert_eq!(ends(typed), Ok((from, to)), "{typed}");
        }
        for typed in ["1.2", "", "..2.0", ".."] {
            assert!(ends(typed).is_err(), "{typed}");
        }
    }
}
