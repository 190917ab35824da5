//! The way from one version to another: what is to be said of it besides its changes.

use std::borrow::Cow;

use super::Context;
use super::view::EndingView;
use crate::base::plain_text;
use crate::facts::compare::{Comparison, Note};
use crate::facts::line::Line;
use crate::model::Site;

/// Where somebody is who reads a comparison, and where that one goes.
pub struct Way<'c> {
    pub context: &'c Context,
    pub line: &'c Line,
    /// The stop that is left.
    pub from: usize,
    pub comparison: &'c Comparison,
}

/// A known hole that is met on the way.
pub struct Hole {
    pub text: String,
    /// The version that is left has it, not only the one that is reached.
    pub is_now: bool,
    /// A level of the interface.
    pub severity: Option<String>,
}

impl<'c> Way<'c> {
    /// The way from stop `from`, as it was compared.
    pub fn new(context: &'c Context, line: &'c Line, from: usize, comparison: &'c Comparison) -> Self {
        Self { context, line, from, comparison }
    }

    pub fn is_back(&self) -> bool {
        self.comparison.is_back
    }

    /// The stop that is reached: not the one that was asked for when that was withdrawn.
    pub fn to(&self) -> usize {
        if self.is_back() { self.comparison.low } else { self.comparison.high }
    }

    fn site(&self) -> &'c Site {
        &self.context.site
    }

    fn version(&self, stop: usize) -> &'c str {
        self.line.release(self.site(), stop).version.as_str()
    }

    fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.context.strings.text(key, arguments)
    }

    /// What is to be known of the versions themselves: that the way leads back, and which are withdrawn and why.
    pub fn notes(&self) -> Vec<String> {
        let back = self.is_back().then(|| self.say("compare.back", &[]));
        let notes = self.comparison.notes.iter().map(|note| match note {
            Note::OnWithdrawn(stop) => self.withdrawn("compare.withdrawn_on", *stop),
            Note::Replaced { asked, .. } => self.withdrawn("compare.withdrawn_to", *asked),
            Note::Passed(stops) => {
                let versions: Vec<&str> = stops.iter().map(|&stop| self.version(stop)).collect();
                self.say("compare.withdrawn_between", &[("versions", &versions.join(", "))])
            }
        });
        let to = self.to();
        let reached =
            (to != self.from && self.line.stops[to].is_withdrawn).then(|| self.withdrawn("compare.withdrawn_on", to));
        back.into_iter().chain(notes).chain(reached).collect()
    }

    /// That a version was withdrawn, and why.
    fn withdrawn(&self, key: &str, stop: usize) -> String {
        let said = self.say(key, &[("version", self.version(stop)), ("use", self.version(self.to()))]);
        let yanked = self.line.release(self.site(), stop).fields.yanked.as_ref();
        let reason = yanked.and_then(|it| it.reason.as_deref()).map(|reason| format!(" {reason}"));
        said + &reason.unwrap_or_default()
    }

    /// The known holes of the version that is left, and of the one that is reached.
    pub fn holes(&self) -> Vec<Hole> {
        let to = self.to();
        let exposures = self.context.late.exposures(self.line).iter();
        let met = exposures.filter(|it| it.is_at(self.from) || it.is_at(to));
        met.map(|it| {
            let advisory = &self.context.advisories()[it.advisory];
            let (is_now, is_after) = (it.is_at(self.from), it.is_at(to));
            let until = it.until(self.line, if is_now { self.from } else { to });
            let key = match (is_now, until) {
                (false, Some(_)) if self.is_back() => "compare.exposed_again",
                (false, _) => "compare.exposed_new",
                (true, _) if self.is_back() && !is_after => "compare.exposed_left",
                (true, None) => "compare.exposed_always",
                (true, Some(_)) => "compare.exposed",
            };
            let id = advisory.id.as_deref().map_or_else(|| plain_text(&advisory.title), Cow::Borrowed);
            let until = until.map_or("", |stop| self.version(stop));
            let text = self.say(key, &[("id", &id), ("to", self.version(to)), ("version", until)]);
            Hole { text, is_now, severity: advisory.severity.clone() }
        })
        .collect()
    }

    /// What a section or a type is called, the latter by its own label: who goes back is told what becomes of it
    /// there.
    pub fn label(&self, id: &str, label: Option<&str>) -> String {
        let own = label.map_or_else(|| self.say(&format!("compare.{id}"), &[]), str::to_owned);
        if !self.is_back() || id == "going" {
            return own;
        }
        let key = format!("compare.back_{id}");
        let key = if self.context.strings.get(&key).is_some() { &key } else { "compare.back_type" };
        self.say(key, &[("label", &own)])
    }

    /// Over the steps of a change.
    pub fn steps(&self) -> String {
        self.say(if self.is_back() { "compare.back_steps" } else { "compare.steps" }, &[])
    }

    /// What is known of an end: when it is, or was, and what takes its place.
    pub fn ending(&self, ending: &EndingView) -> Vec<String> {
        let one = &ending.deprecation;
        let removed = match (&one.removed_by, &one.removed_in) {
            (Some(version), _) => Some(self.say("compare.removed_by", &[("version", version)])),
            (None, Some(version)) => Some(self.say("compare.removed_in", &[("version", version)])),
            (None, None) => None,
        };
        let sunset = if one.is_over { "compare.sunset_past" } else { "compare.sunset" };
        let sunset = one.sunset.as_ref().map(|date| self.say(sunset, &[("date", date)]));
        let replacement = one.replacement.as_ref().map(|name| self.say("compare.replacement", &[("name", name)]));
        [removed, sunset, replacement].into_iter().flatten().collect()
    }
}
