//! Links from the site's root that lead nowhere: known only once all pages are.

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use crate::base::{At, Diagnostic, Place, Source};
use crate::model::{Entry, LinkTarget, Prose, Site};

/// How many entries one thread takes at a time: enough that to share the work costs little.
const PART: usize = 1024;

/// Complains about links from the site's root that lead to no file of the output; `is_there` knows those.
pub fn check_root_links(site: &Site, is_there: impl Fn(&str) -> bool + Sync) -> Vec<Diagnostic> {
    let of_entries = site.entries.par_chunks(PART).flat_map_iter(|entries| {
        let mut check = Check::new(&is_there);
        for entry in entries {
            check.prose(&entry.prose);
            entry.migration.iter().for_each(|prose| check.prose(prose));
            of_fields(entry).for_each(|(at, source)| check.field(at, source));
        }
        check.found
    });
    let mut found: Vec<Diagnostic> = of_entries.collect();
    let mut check = Check::new(&is_there);
    site.releases.iter().for_each(|release| check.prose(&release.prose));
    site.roadmap.iter().for_each(|item| check.prose(&item.prose));
    found.append(&mut check.found);
    found
}

/// The files that an entry's front matter names.
fn of_fields(entry: &Entry) -> impl Iterator<Item = (&At<String>, &Source)> {
    let fields = &entry.fields;
    let video = fields.video.iter().flat_map(|video| video.poster.iter().chain([&video.src]));
    let video = video.map(|at| (at, entry.source_of(|fields| fields.video.is_some())));
    fields.image.iter().map(|at| (at, entry.source_of(|fields| fields.image.is_some()))).chain(video)
}

struct Check<'s, F> {
    is_there: F,
    /// Whether each address leads nowhere: many links have the same.
    known: HashMap<&'s str, bool>,
    found: Vec<Diagnostic>,
}

impl<'s, F: Fn(&str) -> bool> Check<'s, F> {
    fn new(is_there: F) -> Self {
        Self { is_there, known: HashMap::new(), found: Vec::new() }
    }

    fn prose(&mut self, prose: &'s Prose) {
        for link in &prose.body.links {
            if let LinkTarget::Root(address) = &link.target {
                self.link(address, || link.place.clone());
            }
        }
    }

    fn field(&mut self, at: &'s At<String>, source: &Source) {
        if at.value.starts_with('/') && !at.value.contains("://") {
            self.link(&at.value, || source.place(at.span));
        }
    }

    fn link(&mut self, address: &'s str, place: impl Fn() -> Place) {
        let is_there = &self.is_there;
        if *self.known.entry(address).or_insert_with(|| leads_nowhere(address, is_there)) {
            let warning = Diagnostic::warning("dangling-link", format!("there is no page or file at {address}"));
            self.found.push(
                warning
                    .at(place())
                    .help("an address with `/` in front starts at the site's root; files for it lie in `static/`"),
            );
        }
    }
}

fn leads_nowhere(address: &str, is_there: impl Fn(&str) -> bool) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let candidates =
        [path.to_owned(), format!("{path}index.html"), format!("{}/index.html", path.trim_end_matches('/'))];
    !path.is_empty() && !candidates.iter().any(|path| is_there(path))
}
