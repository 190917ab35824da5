//! `[roadmap]`: the statuses of its items, and what is said above all of them.

use super::named::{headed, unique};
use crate::base::Diagnostic;
use crate::model::{RoadmapConfig, Status, StatusRole};
use crate::read::fields::Fields;

const ROLES: [(&str, StatusRole); 4] = [
    ("open", StatusRole::Open),
    ("active", StatusRole::Active),
    ("shipped", StatusRole::Shipped),
    ("declined", StatusRole::Declined),
];

/// What `[roadmap]` says; without statuses of its own it has the default ones.
pub(super) fn roadmap(table: &mut Fields<'_>) -> RoadmapConfig {
    let statuses = table.tables("statuses", |status| {
        let id = status.required_at("id", Fields::slug);
        let title = status.text("title").map(|title| title.value);
        let role = status.one_of("role", &ROLES);
        let id = id?;
        let status = Status {
            title: title.unwrap_or_else(|| headed(&id.value)),
            role: role.unwrap_or_else(|| usual_role(&id.value)),
            id: id.value.clone(),
        };
        Some((id, status))
    });
    unique(table, "statuses.id", statuses.iter().map(|(id, _)| id));
    if let Some((first, _)) = statuses.first()
        && !statuses.iter().any(|(_, status)| status.role == StatusRole::Shipped)
    {
        let fault = Diagnostic::error("missing-status", "no status has the role `shipped`");
        let help = "items whose entry is released go there; write `role = \"shipped\"` at one of them";
        table.complain(fault.help(help), first.span);
    }
    let statuses: Vec<Status> = statuses.into_iter().map(|(_, status)| status).collect();
    RoadmapConfig {
        statuses: if statuses.is_empty() { RoadmapConfig::default_statuses() } else { statuses },
        disclaimer: table.sentence("disclaimer"),
        reviewed: table.day("reviewed").map(|day| day.civil().date()),
    }
}

/// The role of the default status of the same id, else open.
fn usual_role(id: &str) -> StatusRole {
    RoadmapConfig::default_statuses()
        .iter()
        .find(|status| status.id == id)
        .map_or(StatusRole::Open, |status| status.role)
}
