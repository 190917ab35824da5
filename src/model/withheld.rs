//! What keeps a thing from the public that a preview shows.

use crate::base::Date;

/// Why the public does not see a thing now; of what is public, and so in every public build, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withheld {
    pub draft: bool,
    /// From when on the public sees it.
    pub until: Option<Date>,
    /// The closed audiences that it is for, as far as this build is for them.
    pub audience: Vec<String>,
}

impl Withheld {
    pub fn is_public(&self) -> bool {
        *self == Self::default()
    }

    /// Both together: of two moments the later one.
    pub fn and(mut self, other: &Self) -> Self {
        let more = other.beyond(&self);
        self.draft |= more.draft;
        self.until = self.until.max(more.until);
        self.audience.extend(more.audience);
        self
    }

    /// What it says that `other` does not.
    pub fn beyond(&self, other: &Self) -> Self {
        Self {
            draft: self.draft && !other.draft,
            until: self.until.filter(|until| other.until.is_none_or(|known| *until > known)),
            audience: self.audience.iter().filter(|name| !other.audience.contains(name)).cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(day: &str) -> Withheld {
        Withheld { until: Date::parse(day).ok(), ..Withheld::default() }
    }

    #[test]
    fn what_two_things_say_is_said_once() {
        let draft = Withheld { draft: true, audience: vec!["pilot".to_owned()], ..until("2026-12-01") };
        assert_eq!(until("2026-12-24").and(&draft), Withheld { until: until("2026-12-24").until, ..draft.clone() });
        assert_eq!(draft.clone().and(&draft), draft);
        assert_eq!(draft.beyond(&until("2026-12-24")), Withheld { until: None, ..draft.clone() });
        assert!(draft.beyond(&draft).is_public() && !draft.is_public());
        assert_eq!(draft.beyond(&Withheld::default()), draft);
    }
}
