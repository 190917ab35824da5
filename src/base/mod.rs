//! Floor 0: what a text tool needs and no word of releases.

mod beside;
mod cvss;
mod date;
mod diagnostic;
mod diff;
mod digest;
mod forge;
mod html;
mod lock;
pub mod markdown;
mod path;
pub mod scan;
mod slug;
mod source;
mod spans;
mod suggest;
mod terms;
mod tree;

pub use beside::{BESIDE, Beside, Extent, beside, seen_beside};
pub use cvss::cvss_severity;
pub use date::{Date, DateFault};
pub use diagnostic::{Diagnostic, Place, Reported, Severity};
pub use diff::{matching, unified};
pub use digest::Digest;
pub use forge::{Forge, IssueRef, advisory_address};
pub use html::escape_html;
pub use lock::locked;
pub use path::{PathFault, SitePath, small};
pub use slug::{has_slug, slugify};
pub use source::{At, Source, Span};
pub use spans::{code_html, code_spans, plain_text};
pub use suggest::{misspelt, nearest};
pub use terms::{fold, terms, terms_of_folded};
pub use tree::{Change, Content, Tree};
