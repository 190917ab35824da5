//! `tidings new entry`.

use clap::Args;

use super::super::ask::{self, Asker, Choice};
use super::super::exit::Ending;
use super::super::site::day;
use super::shared::Shared;
use super::{Common, Start, all_at, at, body, components, missing, one_of, products};
use crate::author::new::Name;
use crate::base::Date;
use crate::edge::Failure;
use crate::model::{Draft, DraftFields, EntryFields, Importance, RoadmapRef, SecurityNote, StatusRole, Version};

/// A change, or a story about one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings new entry                                            asks
  tidings new entry \"Faster search\" --type changed --edit      with a page of its own
  tidings new entry -t fixed -b \"No more crash on an empty folder.\" --issue 12
  tidings new entry -t removed -b \"The flag --old.\" --breaking --migration \"Use --new.\"
  git log -1 --format=%b | tidings new entry -t fixed -b -      the text from elsewhere")]
pub(super) struct Entry {
    /// With a title the entry has a page of its own; without one it is a line of its release
    title: Option<String>,
    /// The type of change, such as added or fixed
    #[arg(short = 't', long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// What changed, in markdown (- reads standard input)
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    body: Option<String>,
    #[command(flatten)]
    shared: Shared,
    /// Readers must do something before they upgrade
    #[arg(long)]
    breaking: bool,
    /// What they must do, in markdown
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, requires = "breaking")]
    migration: Option<String>,
    /// The id of a security advisory, such as CVE-2026-1234 (repeatable)
    #[arg(long, value_name = "ID")]
    security: Vec<String>,
    /// Who made it (repeatable)
    #[arg(long = "author", value_name = "NAME")]
    authors: Vec<String>,
    /// An issue, by number (repeatable)
    #[arg(short, long = "issue", value_name = "NUMBER")]
    issues: Vec<String>,
    /// A pull request, by number (repeatable)
    #[arg(long = "pull-request", visible_alias = "pr", value_name = "NUMBER")]
    pull_requests: Vec<String>,
    /// A roadmap item that it ships (repeatable)
    #[arg(long, value_name = "SLUG")]
    roadmap: Vec<String>,
    /// How much it matters
    #[arg(long, value_enum, hide_default_value = true, default_value = "normal")]
    importance: Weight,
    /// The release that it belongs to [default: the next one]
    #[arg(long, value_name = "VERSION", conflicts_with = "date")]
    version: Option<String>,
    /// The day of an entry that belongs to no release
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
    /// The file's name [default: from title or text]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Weight {
    /// Folds away
    Quiet,
    Normal,
    /// Stands out
    Major,
}

impl Entry {
    pub(super) fn run(mut self) -> Ending {
        let start = self.common.start()?;
        let failed = |failure: Failure| failure.told_by(&start.reporter);
        self.body = body(&self.body).map_err(failed)?;
        let lacks = self.lacks(&start);
        if !lacks.is_empty() {
            match ask::somebody_answers() {
                true => self.ask(&start, &mut ask::at_terminal()).map_err(failed)?,
                false => return Err(failed(missing("entry", &lacks))),
            }
        }
        self.common.write(&self.draft(&start), &start)
    }

    /// The flags that must be given and are not.
    fn lacks(&self, start: &Start) -> Vec<String> {
        let config = &start.site.config;
        let mut flags = Vec::new();
        if self.kind.is_none() {
            flags.push(format!("--type, {}", one_of(&types(start))));
        }
        if self.title.is_none() && self.body.is_none() {
            flags.push("a title, or --body with the text".to_owned());
        }
        if self.shared.product.is_none() && !config.products.is_empty() {
            flags.push(format!("--product, {}", one_of(&products(config))));
        }
        flags
    }

    /// Asks for all that was not given.
    fn ask<R: std::io::BufRead, W: std::io::Write>(
        &mut self,
        start: &Start,
        asker: &mut Asker<R, W>,
    ) -> Result<(), Failure> {
        let config = &start.site.config;
        if self.kind.is_none() {
            self.kind = Some(asker.one("What kind of change is it?", &types(start))?);
        }
        if self.title.is_none() && self.body.is_none() {
            self.title = asker.line("Title, for a page of its own (Enter for a line in the list)")?;
        }
        if self.body.is_none() {
            self.body = match (self.common.edit, &self.title) {
                (true, Some(_)) => None,
                (_, Some(_)) => asker.line("What changed for the reader? (Enter to write it later)")?,
                (_, None) => Some(asker.needed("What changed for the reader?")?),
            };
        }
        if self.shared.product.is_none() && !config.products.is_empty() {
            self.shared.product = Some(asker.one("Of which product?", &products(config))?);
        }
        if self.shared.components.is_empty() && !config.components.is_empty() {
            self.shared.components = asker.some("Which components?", &components(config))?;
        }
        if !self.breaking && asker.yes("Must readers do something before they upgrade (breaking)?")? {
            self.breaking = true;
            self.migration = asker.line("What must they do? (Enter to write it later)")?;
        }
        let items = open_items(start);
        if self.roadmap.is_empty() && !items.is_empty() {
            self.roadmap = asker.some("Does it ship something of the roadmap?", &items)?;
        }
        Ok(())
    }

    fn draft(&self, start: &Start) -> Draft {
        let text = self.body.clone().unwrap_or_default();
        let name = Name::of(self.title.as_deref(), self.shared.summary.as_deref().unwrap_or(&text), &start.salt);
        let waiting = || Version::UNRELEASED.to_owned();
        let kind =
            self.kind.as_ref().map(|kind| start.site.config.type_named(kind).map_or(kind.clone(), |it| it.id.clone()));
        let fields = EntryFields {
            title: self.title.clone().map(at),
            date: self.date.map(at),
            version: self.date.is_none().then(|| at(self.version.clone().unwrap_or_else(waiting))),
            kind: kind.map(at),
            product: self.shared.product(),
            components: self.shared.components(),
            tags: self.shared.tags(),
            audience: self.shared.audience(),
            summary: self.shared.summary.clone(),
            authors: all_at(&self.authors),
            issues: all_at(&self.issues),
            pull_requests: all_at(&self.pull_requests),
            breaking: self.breaking,
            migration: self.migration.clone().map(at),
            security: self
                .security
                .iter()
                .map(|id| SecurityNote { id: Some(id.clone()), ..Default::default() })
                .collect(),
            roadmap: all_at(&self.roadmap).into_iter().map(|slug| RoadmapRef { slug, partial: false }).collect(),
            importance: match self.importance {
                Weight::Quiet => Importance::Quiet,
                Weight::Normal => Importance::Normal,
                Weight::Major => Importance::Major,
            },
            draft: self.shared.draft,
            id: Some(at(name.id)),
            ..EntryFields::default()
        };
        let name = self.name.clone().unwrap_or(name.name);
        Draft { fields: DraftFields::Entry(Box::new(fields)), body: text, name, place: None }
    }
}

fn types(start: &Start) -> Vec<Choice> {
    start.site.config.types.iter().map(|kind| Choice::new(&kind.id, &kind.title)).collect()
}

/// Items of the roadmap that may still be shipped; none when the site cannot be built.
fn open_items(start: &Start) -> Vec<Choice> {
    let Ok(Some(output)) = start.site.built() else { return Vec::new() };
    let site = output.site();
    let is_open = |status: &str| {
        let known = site.config.roadmap.statuses.iter().find(|known| known.id == status);
        known.is_none_or(|status| matches!(status.role, StatusRole::Open | StatusRole::Active))
    };
    let items = site.roadmap.iter().filter(|item| is_open(&item.status));
    items.map(|item| Choice::new(&item.slug, &item.title)).collect()
}
