//! Floor 1: the nouns, plain data. They can neither read nor print themselves.

mod body;
mod check;
mod config;
mod draft;
mod edition;
mod entry;
mod headings;
mod passage;
mod range;
mod release;
mod releasing;
mod roadmap;
mod site;
mod sourcing;
mod version;
mod withheld;
mod words;

pub use body::{
    Address, Body, BodyLink, Change, Fill, Hole, Html, HtmlBuilder, LinkTarget, Prose, Tasks, VersionHeading,
};
pub use check::{CheckConfig, Level, SetLevel};
pub use config::{
    Author, ChangeType, Component, Config, FeedFormat, FeedList, Feeds, Limits, Markdown, NavLink, OptionValue,
    Outputs, Package, ProductConfig, Redirect, RoadmapConfig, Status, StatusRole,
};
pub use draft::{Draft, DraftFields, Origin};
pub use edition::{Edition, Language, ProductWords};
pub use entry::{
    Cta, Deprecation, Entry, EntryFields, Importance, Link, RoadmapRef, SecurityNote, Stage, Translation, Video,
    Written,
};
pub use headings::{usual_headings, usual_type};
pub use passage::{ChangeOf, DefinitionOf, Passage, Whence};
pub use range::{Bound, VersionRange};
pub use release::{Download, Release, ReleaseFields, Yanked};
pub use releasing::{Bump, Releasing, VersionFile};
pub use roadmap::{Progress, RoadmapFields, RoadmapItem, RoadmapUpdate, Shipped, Target};
pub use site::{Asset, EntryIx, Product, ReleaseIx, RoadmapIx, Site, Viewpoint};
pub use sourcing::Sourcing;
pub use version::Version;
pub use withheld::Withheld;
pub use words::{Word, Words};
