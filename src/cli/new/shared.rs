//! What can be said of an entry and of a roadmap item alike.

use clap::Args;

use super::all_at;
use crate::base::{At, Span};

#[derive(Debug, Args)]
pub(super) struct Shared {
    /// The product that it belongs to
    #[arg(short, long, value_name = "ID")]
    pub(super) product: Option<String>,
    /// A component that it belongs to (repeatable)
    #[arg(short, long = "component", value_name = "ID")]
    pub(super) components: Vec<String>,
    /// A tag (repeatable)
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// One plain sentence for lists and feeds
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) summary: Option<String>,
    /// Who may see it (repeatable) [default: everybody]
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    /// It is not finished, and shows nowhere
    #[arg(long)]
    pub(super) draft: bool,
}

impl Shared {
    pub(super) fn product(&self) -> Option<At<String>> {
        self.product.clone().map(|id| At::new(id, Span::default()))
    }

    pub(super) fn components(&self) -> Vec<At<String>> {
        all_at(&self.components)
    }

    pub(super) fn tags(&self) -> Vec<At<String>> {
        all_at(&self.tags)
    }

    pub(super) fn audience(&self) -> Vec<At<String>> {
        all_at(&self.audience)
    }
}
