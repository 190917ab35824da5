//! What a change owes its readers: what to do about it, the name it is known by, words for pictures.

use super::{Explained, Rule, View, doubt, is_among, line_of, place_of};
use crate::base::{Diagnostic, Place};
use crate::model::{Change, Entry, Level};

pub(super) const RULES: [Rule; 3] = [
    Rule {
        about: Explained {
            code: "breaking-without-migration",
            level: Level::Warning,
            caption: "A breaking change that does not say what to do",
            why: "Who upgrades needs to know what to change on their side, or that nothing is to be done. `migration` \
                  in the front matter or a section \"Migration\" in the body says it, and the compare page makes a \
                  checklist of them. A line of a release's file serves too when it names what to do (\"use …\", \
                  \"instead\", \"rename\").",
            bad: "breaking = true\n+++\nThe option `--all` is gone.",
            good: "breaking = true\nmigration = \"Leave `--all` out: it is the default now.\"\n+++\nThe option `--all` is gone.",
        },
        find: breaking_without_migration,
    },
    Rule {
        about: Explained {
            code: "security-without-id",
            level: Level::Warning,
            caption: "A security fix without the id of an advisory",
            why: "People and scanners find out whether they are affected by an id: CVE-…, GHSA-…, RUSTSEC-…. With it \
                  the change stands on /security/ with its affected and fixed versions. If no id was assigned, switch \
                  this off or ask for one: GitHub assigns them to the owners of a repository.",
            bad: "type = \"security\"\n+++\nA crafted link could run a script.",
            good: "type = \"security\"\nsecurity = [{ id = \"CVE-2026-1234\", severity = \"high\" }]\n+++\nA crafted link could \
                   run a script.",
        },
        find: security_without_id,
    },
    Rule {
        about: Explained {
            code: "image-without-alt",
            level: Level::Warning,
            caption: "A picture without words for those who do not see it",
            why: "Screen readers, mails and feed readers that load no pictures show the alternative text. It says what \
                  the picture shows. In raw HTML `alt=\"\"` marks one that is there for its looks only.",
            bad: "![](map.png)",
            good: "![The map with the new layer of rivers](map.png)",
        },
        find: images_without_alt,
    },
];

fn breaking_without_migration(view: &View<'_>) -> Vec<Diagnostic> {
    let fault = |place: Place| {
        doubt("breaking-without-migration", "this breaks something, and does not say what to do about it", place).help(
            "add `migration = \"…\"`, or a section `## Migration` in the body; \"nothing to do\" is an answer too",
        )
    };
    let entries = view.site.entries.iter().filter(|entry| entry.breaking && !tells_what_to_do(entry));
    let own = view.site.releases.iter().filter(|release| release.prose.body.migration.is_none());
    let lines = own.flat_map(|release| {
        let changes = release.changes.iter().filter(|change| change.breaking && !says_what_to_do(&whole(change)));
        changes.filter_map(|change| line_of(view, release, change))
    });
    entries.map(|entry| fault(place_of(view, entry))).chain(lines.map(fault)).collect()
}

fn tells_what_to_do(entry: &Entry) -> bool {
    let is_told = entry.migration.is_some() || entry.prose.body.migration.is_some();
    // What is written as a line may say it in passing.
    let is_line = entry.title.is_none() || !entry.prose.body.changes.is_empty();
    is_told || is_line && entry.changes.iter().filter(|it| it.breaking).all(|change| says_what_to_do(&whole(change)))
}

/// What the change says, without markup.
fn whole(change: &Change) -> String {
    change.html.plain(2_000)
}

/// Words that tell what to do, or what stands in the place of what is gone.
const ADVICE: &str = "\
    add become becomes called change instead migrate migrating moved need needs now open pass remove \
    rename renamed replace replaced replaces require required requires run set upgrade use";

fn says_what_to_do(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_lowercase).any(|word| is_among(&word, ADVICE))
}

fn security_without_id(view: &View<'_>) -> Vec<Diagnostic> {
    let fault = |place: Place| {
        doubt("security-without-id", "this security fix has no id by which anybody could look it up", place)
            .help("start the text with the id (`CVE-2026-1234: …`), or write it into `security`")
    };
    let is_nameless = |change: &&Change| change.kind == "security" && change.advisories.is_empty();
    let entries = view.site.entries.iter().filter(|entry| {
        let notes = &entry.fields.security;
        let is_named = notes.iter().any(|note| note.id.is_some());
        !is_named && (!notes.is_empty() || entry.changes.iter().any(|change| is_nameless(&change)))
    });
    let lines = view.site.releases.iter().flat_map(|release| {
        let changes = release.changes.iter().filter(is_nameless).filter(|change| !names_advisory(&whole(change)));
        changes.filter_map(|change| line_of(view, release, change))
    });
    entries.map(|entry| fault(place_of(view, entry))).chain(lines.map(fault)).collect()
}

/// Whether an id stands anywhere in the text: such a line is found by people, if not by scanners.
fn names_advisory(text: &str) -> bool {
    let upper = text.to_uppercase();
    ["CVE-", "GHSA-", "RUSTSEC-", "PYSEC-", "GO-20", "OSV-", "TALOS-"].iter().any(|start| upper.contains(start))
}

fn images_without_alt(view: &View<'_>) -> Vec<Diagnostic> {
    let fault = |place: Place, help: &str| {
        doubt("image-without-alt", "nobody who does not see this picture learns what it shows", place).help(help)
    };
    let in_bodies = view.texts().flat_map(|text| {
        let bare = text.pictures.iter().filter(|picture| !picture.is_described);
        bare.map(|picture| fault(text.place(picture.span), "write what it shows between the brackets: `![…](…)`"))
    });
    let covers = view.site.entries.iter().filter_map(|entry| {
        let image = entry.fields.image.as_ref().filter(|_| entry.fields.image_alt.is_none())?;
        let place = entry.source_of(|fields| fields.image.is_some()).place(image.span);
        Some(fault(place, "write what it shows: `image_alt = \"…\"`"))
    });
    in_bodies.chain(covers).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::told;

    #[test]
    fn what_breaks_says_what_to_do() {
        let said = told(&[
            (
                "changelog/1.0.0.md",
                "## Changed\n- **Breaking:** One is gone.\n- **Breaking:** Two is gone; use one.\n- Three\n",
            ),
            ("changelog/1.1.0.md", "## Removed\n- **Breaking:** One.\n\n## Migration\nGo on.\n"),
            ("changelog/1.2.0/a.md", "+++\nbreaking = true\n+++\nOne is gone.\n"),
            ("changelog/1.2.0/b.md", "+++\nbreaking = true\nmigration = \"None.\"\n+++\nOne is gone.\n"),
            ("changelog/1.2.0/c.md", "+++\ntitle = \"C\"\nbreaking = true\n+++\nOne.\n\n## Upgrading\nDo.\n"),
            ("changelog/unreleased/d.md", "+++\ntitle = \"D\"\ndraft = true\nbreaking = true\n+++\nOne.\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/1.0.0.md:2:3 breaking-without-migration",
                "changelog/1.2.0/a.md:4:1 breaking-without-migration",
                "changelog/unreleased/d.md:2:9 breaking-without-migration",
            ]
        );
    }

    #[test]
    fn a_security_fix_has_an_id() {
        let said = told(&[
            ("changelog/1.0.0.md", "## Security\n- A hole.\n- CVE-2026-1: A hole.\n- A hole (GHSA-a-b-c).\n"),
            ("changelog/1.1.0/a.md", "+++\ntype = \"security\"\n+++\nA hole.\n"),
            ("changelog/1.1.0/b.md", "+++\ntype = \"security\"\n+++\nCVE-2026-2345: A hole.\n"),
            ("changelog/1.1.0/c.md", "+++\ntype = \"security\"\nsecurity = [{ id = \"CVE-2026-3\" }]\n+++\nA hole.\n"),
            ("changelog/1.1.0/d.md", "+++\nsecurity = [{ severity = \"high\" }]\n+++\nA hole.\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/1.0.0.md:2:3 security-without-id",
                "changelog/1.1.0/a.md:4:1 security-without-id",
                "changelog/1.1.0/d.md:4:1 security-without-id",
            ]
        );
    }

    #[test]
    fn pictures_are_described() {
        let said = told(&[
            ("changelog/1.0.0.md", "- ![](https://a.example/a.png) and ![b](https://a.example/b.png)\n"),
            ("changelog/1.1.0/a.md", "+++\nimage = \"https://a.example/a.png\"\n+++\nA.\n"),
            ("changelog/1.1.0/b.md", "+++\nimage = \"https://a.example/a.png\"\nimage_alt = \"A\"\n+++\nB.\n"),
            ("roadmap/c.md", "![](https://a.example/a.png)\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/1.0.0.md:1:3 image-without-alt",
                "changelog/1.1.0/a.md:2:9 image-without-alt",
                "roadmap/c.md:1:1 image-without-alt",
            ]
        );
    }
}
