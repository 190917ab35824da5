//! Everything that a release changes, known before anything does.

use super::Run;
use super::files::{Base, Outside, outside};
use super::{sources, version};
use crate::author::release::{Plan, Wish, release};
use crate::base::{Change, Date};
use crate::build::{self, Memo, Output};
use crate::cli::content::SiteContent;
use crate::cli::exit::Stop;
use crate::edge::{Failure, clock, disk};
use crate::export::{Given, WRITINGS, Wanted};
use crate::facts::ahead::{Ahead, with_ahead};
use crate::model::Version;

/// A release that is planned.
pub(super) struct Planned {
    pub(super) plan: Plan,
    /// An index into the site's products, and the product's id and name; these are empty in a site without products.
    pub(super) product: (usize, String, String),
    pub(super) version: String,
    /// When it is.
    pub(super) date: Date,
    pub(super) tag: String,
    /// Where the code of the product is.
    pub(super) repository: Option<String>,
    pub(super) base: Base,
    /// All steps, from the base on.
    pub(super) changes: Vec<Change>,
    /// Files that say a newer release, and which; they stay.
    pub(super) newer: Vec<(String, String)>,
}

impl Run {
    pub(super) fn plan(&self, output: &Output) -> Result<Planned, Stop> {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let site = output.site();
        let product = version::product(site, self.release.product.as_deref()).map_err(failed)?;
        let version = self.asked().version(site, product).map_err(failed)?;
        sources::check(&self.site, site, product, &version).map_err(failed)?;
        let today = Date::moment(clock::now().map_err(failed)?).iso_day();
        let today = Date::parse(&today).map_err(|fault| failed(Failure::refused(fault.to_string())))?;
        let date = self.release.date.unwrap_or(today);
        let wish = Wish { product, version: version.clone(), date, title: self.release.title.clone() };
        let plan = release(site, &self.site.tree, &wish).map_err(|fault| {
            let failure = Failure::refused(fault.message);
            failed(Failure { help: fault.help, ..failure })
        })?;
        // What comes of it must be a site as good as before.
        let after = SiteContent { tree: self.site.tree.after(&plan.changes), ..self.site.clone() };
        after.finished(&self.reporter)?;
        let config = &site.products[product].config;
        let kept = self.site.config.release.of(&config.id);
        let base = Base::of(&self.site.root, kept).map_err(failed)?;
        let newer = version::newer(site, product, &version);
        let Outside { changes: mut named, ahead: newer } =
            outside(&base, &self.site.root, kept, &version, &newer).map_err(failed)?;
        let made = Ahead { product: &config.id, version: &version, day: plan.ahead.unwrap_or(date) };
        named.extend(self.changelog(&base, &after, &made, plan.ahead.is_some())?);
        let changes = plan.changes.iter().cloned().map(|change| change.below(base.prefix())).chain(named).collect();
        let tag = if config.tag.is_empty() { &self.site.config.tag } else { &config.tag };
        let tag = tag.replace("{version}", &version);
        let repository = config.repository.clone().or_else(|| site.config.repository.clone());
        let product = (product, config.id.clone(), config.name.clone());
        Ok(Planned { plan, product, version, date, tag, repository, base, changes, newer })
    }

    /// CHANGELOG.md as it is to be, when the site keeps one: with everything that is public now, and with the release
    /// that is made, even when its day lies ahead. What other releases hold back until then stays out: the file is
    /// committed today.
    fn changelog(
        &self,
        base: &Base,
        after: &SiteContent,
        made: &Ahead<'_>,
        is_ahead: bool,
    ) -> Result<Option<Change>, Stop> {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let Some(written) = &self.site.config.release.of(made.product).changelog else { return Ok(None) };
        let public = after.public(&self.reporter)?;
        let bytes = match is_ahead {
            false => text_of(&public.exporting(), after, made.product),
            true => {
                // On its day everybody sees it, which shows what it must not speak of.
                after.public_on(made.day, &self.reporter)?;
                let scheduled = after.scheduled(&self.reporter)?;
                let site = with_ahead(scheduled.site(), made);
                text_of(&Given { site: &site, ..scheduled.exporting() }, after, made.product)
            }
        };
        let path = base.path(written).map_err(failed)?;
        Ok(match disk::read_file(&self.site.root.join(written)).map_err(failed)? {
            Some(old) if old == bytes => None,
            Some(old) => Some(Change::Replace { path, old, bytes }),
            None => Some(Change::Create { path, bytes }),
        })
    }
}

fn text_of(given: &Given<'_>, after: &SiteContent, product: &str) -> Vec<u8> {
    let writing = WRITINGS.iter().find(|writing| writing.name == "changelog").expect("the table has this format");
    let product = given.site.products.iter().position(|known| known.config.id == product).unwrap_or_default();
    let whole = build::whole(&after.tree, &after.config, &Memo::none()).value;
    (writing.write)(&Wanted { given, tree: &whole.tree, product, release: None }).into_bytes()
}

impl Planned {
    /// `2.4.0`, or `App 2.4.0` in a site with products.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.product.2, self.version).trim_start().to_owned()
    }

    /// The same as its own noun.
    pub(super) fn version(&self) -> Version {
        Version::new(&self.version)
    }
}
