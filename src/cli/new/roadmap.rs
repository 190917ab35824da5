//! `tidings new roadmap`.

use clap::Args;

use super::super::ask::{self, Choice};
use super::super::exit::Ending;
use super::shared::Shared;
use super::{Common, Start, all_at, at, body, missing, products};
use crate::author::new::Name;
use crate::edge::Failure;
use crate::model::{Draft, DraftFields, RoadmapFields, StatusRole};
use crate::read::target_of;

/// Something that is planned
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings new roadmap                                       asks
  tidings new roadmap \"Offline mode\" --status planned --target 2027-Q1
  tidings new roadmap Search --target later --summary \"Find every change by its words.\"

Without a product it belongs to all of them.")]
pub(super) struct Roadmap {
    title: Option<String>,
    /// A column of the board [default: the first one for what is planned]
    #[arg(short, long, value_name = "STATUS")]
    status: Option<String>,
    /// When: a date, 2027-03, 2027-Q1, 2027-H1, 2027, a version, or later
    #[arg(long, value_name = "WHEN")]
    target: Option<String>,
    /// The theme that it belongs to
    #[arg(long, value_name = "TEXT")]
    theme: Option<String>,
    /// What it will be, in markdown (- reads standard input)
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    body: Option<String>,
    #[command(flatten)]
    shared: Shared,
    /// Who works on it (repeatable)
    #[arg(long = "owner", value_name = "NAME")]
    owners: Vec<String>,
    /// The item that it is a part of
    #[arg(long, value_name = "SLUG")]
    parent: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What a target looks like.
const TARGETS: &str = "a target is such as 2026-09-01, 2026-09, 2026-Q3, 2026-H2, 2027, a version, or `later`";

impl Roadmap {
    pub(super) fn run(mut self) -> Ending {
        let start = self.common.start()?;
        let failed = |failure: Failure| failure.told_by(&start.reporter);
        self.body = body(&self.body).map_err(failed)?;
        if self.title.is_none() {
            match ask::somebody_answers() {
                true => self.ask(&start).map_err(failed)?,
                false => return Err(failed(missing("roadmap item", &["its title".to_owned()]))),
            }
        }
        let written = self.target.clone();
        if let Some(written) = written.filter(|written| target_of(written).is_none()) {
            return Err(failed(Failure::refused(format!("{written:?} is no target")).help(TARGETS)));
        }
        self.common.write(&self.draft(&start), &start)
    }

    fn ask(&mut self, start: &Start) -> Result<(), Failure> {
        let config = &start.site.config;
        let mut asker = ask::at_terminal();
        self.title = Some(asker.needed("Title")?);
        if self.status.is_none() {
            let mut statuses =
                config.roadmap.statuses.iter().map(|it| Choice::new(&it.id, &it.title)).collect::<Vec<_>>();
            let usual = usual_status(start);
            statuses.sort_by_key(|status| Some(&status.id) != usual.as_ref());
            self.status = Some(asker.one("In which column?", &statuses)?);
        }
        if self.target.is_none() {
            let question = "When, such as 2027-Q1, 2.5.0 or later (Enter for no promise)";
            self.target = asker.fitting(question, |written| target_of(written).is_some(), TARGETS)?;
        }
        if self.shared.product.is_none() && !config.products.is_empty() {
            self.shared.product = asker.one_at_most("Of which product?", "all", &products(config))?;
        }
        if self.body.is_none() && !self.common.edit {
            self.body = asker.line("What will users get? (Enter to write it later)")?;
        }
        Ok(())
    }

    fn draft(&self, start: &Start) -> Draft {
        let text = self.body.clone().unwrap_or_default();
        let name = Name::of(self.title.as_deref(), &text, &start.salt);
        let fields = RoadmapFields {
            title: self.title.clone().map(at),
            status: self.status.clone().or_else(|| usual_status(start)).map(at),
            target: self.target.as_deref().and_then(target_of).map(at),
            theme: self.theme.clone(),
            product: self.shared.product(),
            components: self.shared.components(),
            tags: self.shared.tags(),
            parent: self.parent.clone().map(at),
            owner: all_at(&self.owners),
            audience: self.shared.audience(),
            summary: self.shared.summary.clone(),
            draft: self.shared.draft,
            id: Some(at(name.id)),
            ..RoadmapFields::default()
        };
        Draft { fields: DraftFields::RoadmapItem(Box::new(fields)), body: text, name: name.name, place: None }
    }
}

/// `planned`, where the site has it; else its first open column.
fn usual_status(start: &Start) -> Option<String> {
    let statuses = &start.site.config.roadmap.statuses;
    let planned = statuses.iter().find(|status| status.id == "planned");
    let open = || statuses.iter().find(|status| status.role == StatusRole::Open);
    planned.or_else(open).or(statuses.first()).map(|status| status.id.clone())
}
