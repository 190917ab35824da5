//! The one filter: what is public, decided once.

use jiff::Timestamp;

use crate::base::{At, Date};
use crate::model::{Viewpoint, Withheld};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// It shows, be it only in this preview, and does so until the moment given, if any.
    Shown(Withheld, Option<Timestamp>),
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
    let from = conditions.from.into_iter().flatten().max();
    match from.filter(|date| date.timestamp() > viewpoint.now) {
        Some(date) if !viewpoint.future => Visibility::Scheduled(date.timestamp()),
        until => {
            let audience = closed_audience(conditions.audience, viewpoint);
            Visibility::Shown(Withheld { draft: conditions.draft, until, audience }, expires)
        }
    }
}

fn is_audience(audience: &[At<String>], viewpoint: &Viewpoint) -> bool {
    audience.is_empty()
        || audience.iter().any(|name| name.value == "public" || viewpoint.audiences.contains(&name.value))
}

/// The audiences of `viewpoint` that it is for; none when it is for the public, too.
fn closed_audience(audience: &[At<String>], viewpoint: &Viewpoint) -> Vec<String> {
    let is_open = audience.iter().any(|name| name.value == "public");
    let named = audience.iter().map(|name| &name.value);
    named.filter(|name| !is_open && viewpoint.audiences.contains(name)).cloned().collect()
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
    }

    #[test]
    fn a_preview_says_what_keeps_a_thing_from_the_public() {
        let [internal, public] = ["internal", "public"].map(|name| At::new(name.to_owned(), Span::default()));
        let (few, all) = ([internal.clone()], [internal, public]);
        let preview = Viewpoint { drafts: true, future: true, audiences: vec!["internal".to_owned()], ..now() };
        let (until, audience) = (day("2026-06-02"), vec!["internal".to_owned()]);
        for (conditions, withheld) in [
            (OPEN, Withheld::default()),
            (Conditions { draft: true, ..OPEN }, Withheld { draft: true, ..Withheld::default() }),
            (Conditions { from: [None, until, None], ..OPEN }, Withheld { until, ..Withheld::default() }),
            (Conditions { audience: &few, ..OPEN }, Withheld { audience, ..Withheld::default() }),
            (Conditions { audience: &all, from: [day("2026-06-01"); 3], ..OPEN }, Withheld::default()),
        ] {
            assert_eq!(visibility(conditions, &preview), Visibility::Shown(withheld.clone(), None), "{conditions:?}");
            let shows = matches!(visibility(conditions, &now()), Visibility::Shown(..));
            assert_eq!(shows, withheld.is_public(), "{conditions:?}");
        }
    }

    #[test]
    fn the_latest_date_counts() {
        let later = day("2026-06-02").unwrap().timestamp();
        let conditions = Conditions { from: [day("2026-01-01"), day("2026-06-02"), None], ..OPEN };
        assert_eq!(visibility(conditions, &now()), Visibility::Scheduled(later));
        let ahead = Withheld { until: day("2026-06-02"), ..Withheld::default() };
        assert_eq!(visibility(conditions, &Viewpoint { future: true, ..now() }), Visibility::Shown(ahead, None));
        let today = Conditions { from: [day("2026-06-01"), None, None], expires: day("2026-06-02"), ..OPEN };
        assert_eq!(visibility(today, &now()), Visibility::Shown(Withheld::default(), Some(later)));
    }
}
