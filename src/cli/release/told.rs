//! What a release says of itself, before and after: to people, and to programs.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Run;
use super::plan::Planned;
use crate::base::{Change, unified};
use crate::cli::exit::say;
use crate::cli::report::count_of;
use crate::edge::{Failure, git, shell_word};
use crate::facts::next::final_of;

impl Run {
    /// Everything that would change; `gates` are what it would be refused for.
    pub(super) fn show(&self, planned: &Planned, gates: &[Failure]) -> Result<(), Failure> {
        if self.reporter.tells_programs() {
            let refused: Vec<&str> = gates.iter().map(|gate| gate.message.as_str()).collect();
            let mut object = planned.as_json();
            object["dry_run"] = json!(true);
            object["refused"] = json!(refused);
            object["changes"] = planned.changes.iter().map(change_json).collect();
            return say(&format!("{object}\n"));
        }
        gates.iter().for_each(|gate| self.reporter.remark(&format!("would be refused: {}", gate.message)));
        say(&planned.shown())
    }

    /// What was done, and what to do next.
    pub(super) fn sum_up(&self, planned: &Planned, around: &git::Around) -> Result<(), Failure> {
        if self.release.talk.quiet {
            return Ok(());
        }
        if self.reporter.tells_programs() {
            return say(&format!("{}\n", planned.as_json()));
        }
        let mut text = planned.headline();
        for (when, steps) in self.steps(planned, around) {
            text += &format!("\n\nWhat to do {when}:\n  {}", steps.join("\n  "));
        }
        say(&format!("{text}\n"))
    }

    /// Commands to be copied, and when: commit, tag, publish.
    fn steps(&self, planned: &Planned, around: &git::Around) -> Vec<(String, Vec<String>)> {
        let next = |steps: Vec<String>| ("next".to_owned(), steps);
        let git::Around::Repository(repository) = around else {
            return vec![next(vec![format!("tidings build{}", self.root_flag())])];
        };
        let Planned { plan, tag, .. } = planned;
        let word = |text: &str| shell_word(Path::new(text));
        // Whoever is outside of the repository says which one.
        let (git, root) = match is_here(repository.top()) {
            true => ("git".to_owned(), self.site.root.as_path()),
            false => (format!("git -C {}", shell_word(&self.site.root)), Path::new("")),
        };
        let named: Vec<String> = planned.touched(root).iter().map(|path| shell_word(path)).collect();
        let message = if plan.is_late { "Add to" } else { "Release" };
        let mut steps = vec![
            format!("{git} add --all {}", named.join(" ")),
            format!("{git} commit -m {}", word(&format!("{message} {}", planned.name()))),
        ];
        let tag = word(tag);
        if !plan.is_late {
            steps.push(format!("{git} tag {tag}"));
        }
        let (Some(day), false) = (plan.ahead, plan.is_late) else {
            if !plan.is_late {
                steps.push(format!("{git} push origin HEAD {tag}"));
                steps.extend(self.publishing(planned));
            }
            return vec![next(steps)];
        };
        steps.push(format!("{git} push origin HEAD"));
        let mut later = vec![format!("{git} push origin {tag}")];
        later.extend(self.publishing(planned));
        vec![next(steps), (format!("on {day}"), later)]
    }

    /// The command that makes a release of it on GitHub, if the code is there.
    fn publishing(&self, planned: &Planned) -> Option<String> {
        let Planned { plan, version, tag, .. } = planned;
        let word = |text: &str| shell_word(Path::new(text));
        planned.repository.as_deref().filter(|url| url.starts_with("https://github.com/"))?;
        let product = match planned.product.1.as_str() {
            "" => String::new(),
            id => format!(" --product {id}"),
        };
        let (root, version, tag) = (self.root_flag(), word(version), word(tag));
        let pre = if plan.is_prerelease { " --prerelease" } else { "" };
        Some(format!(
            "tidings export notes --release {version}{product}{root} | gh release create {tag} --verify-tag{pre} --notes-file -"
        ))
    }

    /// ` --root site` for the commands that follow, when it was said for this one.
    fn root_flag(&self) -> String {
        match self.release.root.is_named() {
            true => format!(" --root {}", shell_word(&self.site.root)),
            false => String::new(),
        }
    }
}

/// Whether the current folder is in the one given.
fn is_here(top: &Path) -> bool {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    here.is_ok_and(|here| top.canonicalize().is_ok_and(|top| here.starts_with(top)))
}

impl Planned {
    fn as_json(&self) -> Value {
        let Self { plan, version, tag, date, .. } = self;
        let files: Vec<&str> = self.changes.iter().map(|change| change.path().as_str()).collect();
        json!({
            "kind": "summary", "version": version, "date": date.to_string(), "tag": tag, "entries": plan.entries,
            "own_changes": plan.own_changes, "prerelease": plan.is_prerelease, "late": plan.is_late,
            "ahead": plan.ahead.is_some(), "shipped": plan.shipped, "folder": self.base.folder().to_string_lossy(),
            "files": files,
        })
    }

    /// `Released 2.4.0: 3 entries; shipped: Offline mode`.
    fn headline(&self) -> String {
        let mut entries = count_of(self.plan.entries, "entry");
        if self.plan.own_changes > 0 {
            entries += &format!(" and {} in its own file", count_of(self.plan.own_changes, "change"));
        }
        let mut text = match (self.plan.is_prerelease, self.plan.is_late) {
            (true, _) => {
                let wait = if self.plan.entries == 1 && self.plan.own_changes == 0 { "waits" } else { "wait" };
                let last = final_of(&self.version());
                format!("Pre-released {}: {entries}, which {wait} for {last} still", self.name())
            }
            (_, true) => format!("Joined {}: {entries}", self.name()),
            _ => format!("Released {}: {entries}", self.name()),
        };
        let shipped = self.plan.shipped.join(", ");
        match (self.plan.ahead, shipped.as_str()) {
            (None, "") => {}
            (None, _) => text += &format!("; shipped: {shipped}"),
            (Some(day), "") => text += &format!("; public from {day} on"),
            (Some(day), _) => text += &format!("; public from {day} on, which ships: {shipped}"),
        }
        text
    }

    /// The whole difference, as git shows it.
    fn shown(&self) -> String {
        let mut text = format!("This would be:\n{}\n\n", self.headline());
        for change in &self.changes {
            text += &match change {
                Change::Move { from, to, .. } => format!("rename {from} → {to}\n"),
                Change::Create { path, .. } => format!("new {path}\n"),
                Change::Replace { path, .. } => format!("edit {path}\n"),
            };
            text += &difference(change).unwrap_or_default();
        }
        text
    }

    /// The folders of content and the files that were touched, as seen from here.
    fn touched(&self, root: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for change in &self.changes {
            let path = self.base.as_written(change.path().as_str());
            let top = path.split('/').next().filter(|top| matches!(*top, "changelog" | "roadmap"));
            let path = root.join(top.unwrap_or(&path));
            let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }
}

/// What differs in the text, as `diff -u` tells it; `None` for what is no text.
fn difference(change: &Change) -> Option<String> {
    let was = match change {
        Change::Create { .. } => &[][..],
        Change::Replace { old, .. } | Change::Move { old, .. } => old.as_slice(),
    };
    Some(unified(str::from_utf8(was).ok()?, str::from_utf8(change.bytes()).ok()?))
}

fn change_json(change: &Change) -> Value {
    let (what, from) = match change {
        Change::Create { .. } => ("new", None),
        Change::Replace { .. } => ("edit", None),
        Change::Move { from, .. } => ("rename", Some(from.as_str())),
    };
    json!({ "what": what, "path": change.path().as_str(), "from": from, "diff": difference(change) })
}
