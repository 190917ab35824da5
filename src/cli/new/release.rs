//! `tidings new release`.

use clap::Args;

use super::super::ask;
use super::super::exit::Ending;
use super::super::site::day;
use super::{Common, Start, at, body, missing, one_of, products};
use crate::base::Date;
use crate::edge::Failure;
use crate::model::{Draft, DraftFields, ReleaseFields, Version};

/// Facts and notes about a release
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings new release 2.4.0 --title Winter      a release that is written down by hand
  tidings new release unreleased --edit         notes for the next release, ahead of it

To collect the waiting entries into a release is what `tidings release` does.")]
pub(super) struct Release {
    /// The version, or `unreleased` for notes on the next one
    version: Option<String>,
    /// A code name
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The notes, in markdown (- reads standard input)
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    body: Option<String>,
    /// The product that it is a release of
    #[arg(short, long, value_name = "ID")]
    product: Option<String>,
    /// One plain sentence for lists and feeds
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    summary: Option<String>,
    /// Its date [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
    /// It is not finished, and shows nowhere
    #[arg(long)]
    draft: bool,
    #[command(flatten)]
    common: Common,
}

impl Release {
    pub(super) fn run(mut self) -> Ending {
        let start = self.common.start()?;
        let failed = |failure: Failure| failure.told_by(&start.reporter);
        self.body = body(&self.body).map_err(failed)?;
        let known = products(&start.site.config);
        let mut lacks = Vec::new();
        if self.version.is_none() {
            lacks.push("the version".to_owned());
        }
        if self.product.is_none() && !known.is_empty() {
            lacks.push(format!("--product, {}", one_of(&known)));
        }
        if !lacks.is_empty() {
            if !ask::somebody_answers() {
                return Err(failed(missing("release", &lacks)));
            }
            let mut asker = ask::at_terminal();
            if self.product.is_none() && !known.is_empty() {
                self.product = Some(asker.one("Of which product?", &known).map_err(failed)?);
            }
            if self.version.is_none() {
                self.version = Some(asker.needed("Version, such as 2.4.0").map_err(failed)?);
                self.title = asker.line("A code name (Enter for none)").map_err(failed)?;
            }
        }
        self.common.write(&self.draft(&start), &start)
    }

    fn draft(&self, start: &Start) -> Draft {
        let version = self.version.clone().unwrap_or_default();
        let is_waiting = version.eq_ignore_ascii_case(Version::UNRELEASED);
        let fields = ReleaseFields {
            // What waits gets its id with its version.
            id: (!is_waiting).then(|| at(release_id(self.product.as_deref(), &version))),
            version: Some(at(version)),
            product: self.product.clone().map(at),
            date: self.date.or((!is_waiting).then_some(start.today)).map(at),
            title: self.title.clone().map(at),
            summary: self.summary.clone(),
            draft: self.draft,
            ..ReleaseFields::default()
        };
        let body = self.body.clone().unwrap_or_default();
        Draft { fields: DraftFields::Release(Box::new(fields)), body, name: String::new(), place: None }
    }
}

/// The id that a release has without one of its own, so that writing it down changes nothing for feeds.
fn release_id(product: Option<&str>, version: &str) -> String {
    let version = Version::new(version);
    match product {
        Some(product) => format!("{product}/releases/{version}"),
        None => format!("releases/{version}"),
    }
}
