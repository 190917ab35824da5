//! What the fields of a noun look like as keys of front matter: the mirror image of reading them.

mod tables;

use self::tables::{
    Keys, addresses, call, deprecation, download, film, note, origin, references, tables, update, withdrawal,
};
use super::value::Value;
use crate::model::{DraftFields, EntryFields, Importance, ReleaseFields, RoadmapFields};

/// The keys of a file's front matter.
pub fn keys(fields: &DraftFields) -> Vec<(String, Value)> {
    match fields {
        DraftFields::Entry(fields) => entry(fields),
        DraftFields::Release(fields) => release(fields),
        DraftFields::RoadmapItem(fields) => roadmap_item(fields),
    }
}

/// The keys of an entry.
fn entry(fields: &EntryFields) -> Vec<(String, Value)> {
    // Without `..`, so that a new field is not forgotten here.
    let EntryFields {
        title,
        date,
        version,
        kind,
        product,
        components,
        tags,
        audience,
        summary,
        authors,
        issues,
        pull_requests,
        links,
        breaking,
        migration,
        security,
        deprecates,
        introduced_in,
        reverts,
        roadmap,
        image,
        image_alt,
        video,
        cta,
        launch,
        stage,
        rollout,
        flag,
        importance,
        draft,
        publish_at,
        expires,
        pinned,
        updated,
        revision,
        id,
        slug,
        aliases,
        source,
        extra,
    } = fields;
    let mut keys = Keys::default();
    keys.at("title", title).at("type", kind).at("version", version).date("date", date.as_ref().map(|at| at.value));
    keys.at("product", product).list("components", components).list("tags", tags).list("audience", audience);
    keys.text("summary", summary).flag("breaking", *breaking).at("migration", migration);
    keys.list("authors", authors).numbers("issues", issues).numbers("pull_requests", pull_requests);
    keys.at("introduced_in", introduced_in).list("reverts", reverts).some("roadmap", references(roadmap));
    keys.at("image", image)
        .text("image_alt", image_alt)
        .some("video", video.as_ref().map(film))
        .flag("launch", *launch);
    keys.text("stage", &stage.map(|stage| stage.name().to_owned()));
    keys.some("rollout", rollout.map(|number| Value::Integer(number.into()))).text("flag", flag);
    keys.some("importance", (*importance != Importance::Normal).then(|| Value::text(importance.name())));
    keys.flag("draft", *draft).date("publish_at", *publish_at).date("expires", *expires).flag("pinned", *pinned);
    keys.date("updated", *updated).text("revision", revision);
    keys.at("id", id).at("slug", slug).list("aliases", aliases).some("source", source.as_ref().map(origin));
    keys.some("links", addresses(links)).some("cta", cta.as_ref().map(call)).some("security", tables(security, note));
    keys.some("deprecates", tables(deprecates, deprecation)).extra(extra);
    keys.all()
}

/// The keys of a release.
fn release(fields: &ReleaseFields) -> Vec<(String, Value)> {
    let ReleaseFields {
        version,
        product,
        date,
        title,
        summary,
        yanked,
        prerelease,
        channel,
        support_until,
        lts,
        compare_url,
        downloads,
        audience,
        authors,
        draft,
        publish_at,
        updated,
        id,
        aliases,
        source,
        extra,
    } = fields;
    let mut keys = Keys::default();
    keys.at("version", version).date("date", date.as_ref().map(|at| at.value)).at("title", title);
    keys.at("product", product).text("summary", summary).some("yanked", yanked.as_ref().map(withdrawal));
    keys.some("prerelease", prerelease.map(Value::Bool)).text("channel", channel);
    keys.date("support_until", *support_until).flag("lts", *lts).text("compare_url", compare_url);
    keys.list("audience", audience).list("authors", authors).flag("draft", *draft).date("publish_at", *publish_at);
    keys.date("updated", *updated).at("id", id).list("aliases", aliases).some("source", source.as_ref().map(origin));
    keys.some("downloads", tables(downloads, download)).extra(extra);
    keys.all()
}

/// The keys of a roadmap item.
fn roadmap_item(fields: &RoadmapFields) -> Vec<(String, Value)> {
    let RoadmapFields {
        title,
        status,
        stage,
        target,
        theme,
        product,
        components,
        tags,
        progress,
        parent,
        blocked_by,
        confidence,
        owner,
        votes,
        discussion,
        links,
        audience,
        summary,
        draft,
        publish_at,
        updated,
        updates,
        id,
        slug,
        aliases,
        source,
        extra,
    } = fields;
    let mut keys = Keys::default();
    keys.at("title", title).at("status", status).text("stage", &stage.map(|stage| stage.name().to_owned()));
    keys.some("target", target.as_ref().map(|target| Value::text(target.value.to_string()))).text("theme", theme);
    keys.at("product", product).list("components", components).list("tags", tags).text("summary", summary);
    keys.some("progress", progress.map(|number| Value::Integer(number.into()))).at("parent", parent);
    keys.list("blocked_by", blocked_by).text("confidence", confidence).list("owner", owner);
    keys.some("votes", votes.map(|number| Value::Integer(number.into()))).text("discussion", discussion);
    keys.list("audience", audience).flag("draft", *draft).date("publish_at", *publish_at).date("updated", *updated);
    keys.at("id", id).at("slug", slug).list("aliases", aliases).some("source", source.as_ref().map(origin));
    keys.some("links", addresses(links)).some("updates", tables(updates, update)).extra(extra);
    keys.all()
}
