//! The one filter: what is public, decided once.

use jiff::Timestamp;

use crate::base::{At, Date};
use crate::model::Viewpoint;

/// What decides whether a thing shows.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    pub draft: bool,
    pub audience: &'a [At<String>],
    /// Its own date, `publish_at` and the date of the release it is in: the latest counts.
    pub from: [Option<Date>; 3],
    pub expires: Option<Date>,
}

/// Why a thing does not show, or until when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It shows; its state changes at the moment given, if any.
    Shown(Option<Timestamp>),
    /// It will show at that moment.
    Scheduled(Timestamp),
    Hidden,
}

/// How `viewpoint` sees a thing.
pub fn visibility(conditions: Conditions<'_>, viewpoint: &Viewpoint) -> Visibility {
    if conditions.draft && !viewpoint.drafts || !is_audience(conditions.audience, viewpoint) {
        return Visibility::Hidden;
    }
    let expires = conditions.expires.map(|date| date.timestamp());
    if expires.is_some_and(|moment| moment <= viewpoint.now) {
        return Visibility::Hidden;
    }
    let from = conditions.from.iter().flatten().map(Date::timestamp).max();
    match from.filter(|moment| *moment > viewpoint.now) {
        Some(moment) if !viewpoint.future => Visibility::Scheduled(moment),
        _ => Visibility::Shown(expires),
    }
}

fn is_audience(audience: &[At<String>], viewpoint: &Viewpoint) -> bool {
    audience.is_empty()
        || audience.iter().any(|name| name.value == "public" || viewpoint.audiences.contains(&name.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn day(text: &str) -> Option<Date> {
        Some(Date::parse(text).unwrap())
    }

    fn now() -> Viewpoint {
        let now = day("2026-06-01").unwrap().timestamp();
        Viewpoint { now, drafts: false, future: false, audiences: Vec::new() }
    }

    const OPEN: Conditions<'static> = Conditions { draft: false, audience: &[], from: [None; 3], expires: None };

    #[test]
    fn what_is_not_public_does_not_show() {
        let internal = [At::new("internal".to_owned(), Span::default())];
        let draft = Conditions { draft: true, ..OPEN };
        let inner = Conditions { audience: &internal, ..OPEN };
        let past = Conditions { expires: day("2026-06-01"), ..OPEN };
        for conditions in [draft, inner, past] {
            assert_eq!(visibility(conditions, &now()), Visibility::Hidden, "{conditions:?}");
        }
        assert_eq!(visibility(draft, &Viewpoint { drafts: true, ..now() }), Visibility::Shown(None));
        let insider = Viewpoint { audiences: vec!["internal".to_owned()], ..now() };
        assert_eq!(visibility(inner, &insider), Visibility::Shown(None));
        assert_eq!(visibility(OPEN, &insider), Visibility::Shown(None));
    }

    #[test]
    fn the_latest_date_counts() {
        let later = day("2026-06-02").unwrap().timestamp();
        let conditions = Conditions { from: [day("2026-01-01"), day("2026-06-02"), None], ..OPEN };
        assert_eq!(visibility(conditions, &now()), Visibility::Scheduled(later));
        assert_eq!(visibility(conditions, &Viewpoint { future: true, ..now() }), Visibility::Shown(None));
        let today = Conditions { from: [day("2026-06-01"), None, None], expires: day("2026-06-02"), ..OPEN };
        assert_eq!(visibility(today, &now()), Visibility::Shown(Some(later)));
    }
}
