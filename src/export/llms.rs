//! `/llms.txt` (llmstxt.org): the site in brief for language models, with links to the twins of its pages.

use super::data::{DataKind, DataPlan, Given};
use crate::base::markdown::{Writer, escaped, link_with_code};
use crate::facts::feeds::{beside, formats};
use crate::facts::lists::Item;
use crate::model::{Release, StatusRole};

pub const LLMS: DataKind = DataKind { name: "llms.txt", caption: "the site in brief for language models", plan, write };

/// How many releases, entries and roadmap items are named: a model reads all of the file.
const MOST: usize = 20;

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let plan = || DataPlan { address: "/llms.txt".to_owned(), part: 0 };
    given.site.config.outputs.twins.then(plan).into_iter().collect()
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let config = &given.site.config;
    let mut file = File { given, out: Writer::new() };
    file.out.heading(1, &escaped(&config.title));
    if !config.description.is_empty() {
        file.out.open_quote();
        file.out.paragraph(&escaped(&config.description));
        file.out.close();
    }
    file.out.paragraph(&escaped(&given.strings.text("llms.note", &[])));
    file.newest();
    file.roadmap();
    file.feeds();
    file.data();
    file.indexes();
    file.out.finish().into_bytes()
}

struct File<'g> {
    given: &'g Given<'g>,
    out: Writer,
}

impl File<'_> {
    fn word(&self, key: &str) -> String {
        self.given.strings.text(key, &[])
    }

    /// A heading of a section.
    fn section(&mut self, key: &str) {
        self.out.heading(2, &escaped(&self.word(key)));
    }

    /// A line of a section: a link, and what is there.
    fn line(&mut self, title: &str, address: &str, about: &str) {
        let mut line = link_with_code(title, &format!("{}{address}", self.given.site.config.base_url));
        if !about.is_empty() {
            line.push_str(&format!(": {}", escaped(about)));
        }
        self.out.item(&line);
    }

    fn newest(&mut self) {
        let site = self.given.site;
        let items = self.given.lists.first().map_or(&[][..], |home| &home.items);
        self.section("nav.changelog");
        self.line(&self.word("nav.changelog"), "/index.md", &self.word("feeds.carries.home"));
        for name in ["security", "breaking", "deprecations", "support"] {
            if !self.has_page(name) {
                continue;
            }
            let about =
                if name == "breaking" { "feeds.carries.breaking".to_owned() } else { format!("{name}.description") };
            self.line(&self.word(&format!("nav.{name}")), &format!("/{name}/index.md"), &self.word(&about));
        }
        for item in items.iter().take(MOST) {
            match *item {
                Item::Release(ix) => {
                    let release = &site.releases[ix];
                    let address = format!("{}index.md", release.address);
                    self.line(&self.name(release), &address, &self.about(release));
                }
                Item::Entry(ix) => {
                    let entry = &site.entries[ix];
                    if let (Some(title), Some(address)) = (&entry.title, &entry.address) {
                        self.line(title, &format!("{address}index.md"), &entry.summary);
                    }
                }
            }
        }
    }

    fn name(&self, release: &Release) -> String {
        let title = release.fields.title.as_ref().map_or(String::new(), |at| format!(" ({})", at.value));
        let date = release.date.map_or(String::new(), |date| format!(", {}", date.iso_day()));
        format!("{}{title}{date}", self.given.site.release_name(release))
    }

    /// What the release is about: its summary, else how much is in it.
    fn about(&self, release: &Release) -> String {
        if release.fields.yanked.is_some() {
            return self.word("yanked.title");
        }
        let summary = release.summary();
        let of_entries = release.entries.iter().map(|&ix| self.given.site.entries[ix].changes.len());
        match summary.is_empty() {
            false => summary.to_owned(),
            true => self.given.strings.plural("changes", release.changes.len() + of_entries.sum::<usize>(), &[]),
        }
    }

    /// What is open, and the board.
    fn roadmap(&mut self) {
        let site = self.given.site;
        if site.roadmap.is_empty() {
            return;
        }
        self.section("nav.roadmap");
        self.line(&self.word("nav.roadmap"), "/roadmap/index.md", &self.word("roadmap.description"));
        let role = |id: &str| site.config.roadmap.statuses.iter().find(|status| status.id == id).map(|it| it.role);
        let is_open = |id: &str| matches!(role(id), Some(StatusRole::Open | StatusRole::Active));
        for item in site.roadmap.iter().filter(|item| is_open(&item.status)).take(MOST) {
            self.line(&item.title, &format!("{}index.md", item.address), &item.summary);
        }
    }

    fn feeds(&mut self) {
        let Some(home) = beside(self.given.feeds, "/") else { return };
        self.section("nav.feeds");
        for format in formats(&self.given.site.config) {
            self.line(format.caption, &home.address(format), "");
        }
        self.line(&self.word("nav.feeds"), "/feeds/index.md", "");
    }

    fn data(&mut self) {
        if !self.given.site.config.outputs.api {
            return;
        }
        self.out.heading(2, "JSON");
        for address in ["/api/index.json", "/api/releases.json", "/api/entries.json", "/api/roadmap.json"] {
            self.line(address, address, "");
        }
        for kind in [&super::osv::SECURITY, &super::support::SUPPORT, &super::api::LATEST, &super::latest::TEXT] {
            for plan in (kind.plan)(self.given) {
                self.line(&plan.address, &plan.address, "");
            }
        }
    }

    /// Whether the page of trust with this name is there: an empty one is not.
    fn has_page(&self, name: &str) -> bool {
        let address = format!("/{name}/");
        match name {
            "support" => self.given.late.support().is_stated(),
            _ => self.given.lists.iter().any(|list| list.address == address && !list.items.is_empty()),
        }
    }

    /// What may be skipped where room is short, as the convention calls it.
    fn indexes(&mut self) {
        let site = self.given.site;
        let has = |start: &str| self.given.lists.iter().any(|list| list.address.starts_with(start));
        let is_there = [
            ("releases", site.releases.iter().any(|release| !release.unreleased)),
            ("unreleased", site.products.iter().any(|product| product.unreleased.is_some())),
            ("types", has("/types/")),
            ("components", has("/components/")),
            ("tags", has("/tags/")),
        ];
        let there: Vec<&str> = is_there.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect();
        if !there.is_empty() {
            self.out.heading(2, "Optional");
        }
        for name in there {
            self.line(&self.word(&format!("nav.{name}")), &format!("/{name}/index.md"), "");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    #[test]
    fn the_site_is_told_in_brief() {
        let output = built(&[
            ("tidings.toml", "title = \"Acme\"\nbase_url = \"https://example.com/x\"\ndescription = \"All *news*.\"\n"),
            (
                "changelog/2.0.0.md",
                "+++\ntitle = \"Robin\"\ndate = 2026-11-02\nsummary = \"Faster.\"\nlts = true\n+++\n## Security\n\n- \
                 CVE-2026-1234: a hole.\n",
            ),
            ("changelog/2026-05-04-hello.md", "+++\ntitle = \"Hello [x]\"\n+++\nWe are here.\n"),
            ("roadmap/maps.md", "+++\ntitle = \"Maps\"\nstatus = \"planned\"\n+++\nOffline.\n"),
        ]);
        let llms = text_of(&output, "llms.txt").unwrap();
        assert!(llms.starts_with("# Acme\n\n> All \\*news\\*.\n\n"), "{llms}");
        for line in [
            "- [2.0.0 (Robin), 2026-11-02](https://example.com/x/releases/2.0.0/index.md): Faster.",
            "- [Hello \\[x\\]](https://example.com/x/entries/hello/index.md): We are here.",
            "- [Maps](https://example.com/x/roadmap/maps/index.md): Offline.",
            "- [Atom](https://example.com/x/atom.xml)",
            "- [/api/entries.json](https://example.com/x/api/entries.json)",
            "- [Security](https://example.com/x/security/index.md): What is known about the security of each version, and \
             which version has the fix.",
            "- [Support](https://example.com/x/support/index.md): Which versions are supported, and until when.",
            "- [/security.json](https://example.com/x/security.json)",
            "- [/support.json](https://example.com/x/support.json)",
            "- [/latest.json](https://example.com/x/latest.json)",
            "- [/latest.txt](https://example.com/x/latest.txt)",
            "## Optional",
        ] {
            assert!(llms.lines().any(|known| known == line), "{line}\n{llms}");
        }
        for (_, rest) in llms.match_indices("https://example.com/x/").map(|(at, found)| llms.split_at(at + found.len()))
        {
            let path = rest.split(')').next().unwrap();
            assert!(output.contains(path), "llms.txt names {path}, which is not there");
        }
    }

    #[test]
    fn what_is_not_there_is_not_named() {
        let llms =
            text_of(&built(&[("changelog/2026-05-04-hello.md", "+++\ntitle = \"Hello\"\n+++\nText.\n")]), "llms.txt");
        let llms = llms.unwrap();
        for absent in ["/security", "/support", "/deprecations", "/breaking", "/latest"] {
            assert!(!llms.contains(absent), "{absent}\n{llms}");
        }
        let empty = text_of(&built(&[]), "llms.txt").unwrap();
        assert!(!empty.contains("## Optional"), "{empty}");
    }
}
