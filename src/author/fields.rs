//! What the fields of a noun look like as keys of front matter: the mirror image of reading them.

use std::collections::BTreeMap;

use super::value::Value;
use crate::base::{At, Date};
use crate::model::{
    Cta, Deprecation, Download, DraftFields, EntryFields, Importance, Link, OptionValue, Origin, ReleaseFields,
    RoadmapFields, RoadmapRef, RoadmapUpdate, SecurityNote, Video, Yanked,
};

/// Keys in the order in which people like to read them; what is not said has none.
#[derive(Default)]
struct Keys(Vec<(String, Value)>);

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
    keys.0
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
    keys.0
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
    keys.0
}

impl Keys {
    fn some(&mut self, key: &str, value: Option<Value>) -> &mut Self {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
        self
    }

    fn text(&mut self, key: &str, text: &Option<String>) -> &mut Self {
        self.some(key, text.as_ref().map(Value::text))
    }

    fn at(&mut self, key: &str, text: &Option<At<String>>) -> &mut Self {
        self.some(key, text.as_ref().map(|at| Value::text(&at.value)))
    }

    fn date(&mut self, key: &str, date: Option<Date>) -> &mut Self {
        self.some(key, date.map(Value::Date))
    }

    fn flag(&mut self, key: &str, is_set: bool) -> &mut Self {
        self.some(key, is_set.then_some(Value::Bool(true)))
    }

    fn list(&mut self, key: &str, texts: &[At<String>]) -> &mut Self {
        self.some(key, (!texts.is_empty()).then(|| Value::texts(texts.iter().map(|at| &at.value))))
    }

    /// Numbers are written as such: `12`, but `"acme/app#12"`.
    fn numbers(&mut self, key: &str, texts: &[At<String>]) -> &mut Self {
        let items = texts.iter().map(|at| Value::written(&at.value)).collect();
        self.some(key, (!texts.is_empty()).then_some(Value::List(items)))
    }

    fn extra(&mut self, extra: &BTreeMap<String, OptionValue>) -> &mut Self {
        let table = extra.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect();
        self.some("extra", (!extra.is_empty()).then_some(Value::Table(table)))
    }
}

/// A list of tables; a list of texts where each table has only a text to say.
fn tables<T>(items: &[T], table: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| Value::List(items.iter().map(table).collect()))
}

fn references(roadmap: &[RoadmapRef]) -> Option<Value> {
    tables(roadmap, |reference| match reference.partial {
        false => Value::text(&reference.slug.value),
        true => {
            let mut keys = Keys::default();
            keys.some("slug", Some(Value::text(&reference.slug.value))).flag("partial", true);
            Value::Table(keys.0)
        }
    })
}

fn addresses(links: &[Link]) -> Option<Value> {
    tables(links, |link| match link.title == link.url {
        true => Value::text(&link.url),
        false => {
            let mut keys = Keys::default();
            keys.some("title", Some(Value::text(&link.title))).some("url", Some(Value::text(&link.url)));
            Value::Table(keys.0)
        }
    })
}

fn film(video: &Video) -> Value {
    let Some(poster) = &video.poster else { return Value::text(&video.src.value) };
    let mut keys = Keys::default();
    keys.some("src", Some(Value::text(&video.src.value))).some("poster", Some(Value::text(&poster.value)));
    Value::Table(keys.0)
}

fn call(cta: &Cta) -> Value {
    let mut keys = Keys::default();
    keys.some("label", Some(Value::text(&cta.label))).some("url", Some(Value::text(&cta.url)));
    Value::Table(keys.0)
}

fn note(note: &SecurityNote) -> Value {
    let SecurityNote { id, aliases, severity, cvss, affected, fixed, credit } = note;
    let ids: Vec<&String> = id.iter().chain(aliases).collect();
    let several = |texts: &[String]| (!texts.is_empty()).then(|| Value::texts(texts));
    let mut keys = Keys::default();
    keys.some(
        "id",
        match ids[..] {
            [] => None,
            [id] => Some(Value::text(id)),
            _ => Some(Value::texts(ids)),
        },
    );
    keys.text("severity", severity).text("cvss", cvss).some("affected", several(affected));
    keys.some("fixed", several(fixed)).some("credit", several(credit));
    Value::Table(keys.0)
}

fn deprecation(deprecation: &Deprecation) -> Value {
    let Deprecation { what, removed_in, sunset, replacement } = deprecation;
    let mut keys = Keys::default();
    keys.some("what", Some(Value::text(what))).text("removed_in", removed_in).date("sunset", *sunset);
    keys.text("replacement", replacement);
    Value::Table(keys.0)
}

fn withdrawal(yanked: &Yanked) -> Value {
    let Yanked { reason, instead } = yanked;
    match (reason, instead) {
        (None, None) => Value::Bool(true),
        (Some(reason), None) => Value::text(reason),
        (reason, instead) => {
            let mut keys = Keys::default();
            keys.text("reason", reason).at("use", instead);
            Value::Table(keys.0)
        }
    }
}

fn download(download: &Download) -> Value {
    let Download { name, url, size, sha256 } = download;
    let mut keys = Keys::default();
    keys.some("name", Some(Value::text(name))).some("url", Some(Value::text(url))).text("size", size);
    keys.text("sha256", sha256);
    Value::Table(keys.0)
}

fn update(update: &RoadmapUpdate) -> Value {
    let RoadmapUpdate { date, target, note } = update;
    let mut keys = Keys::default();
    keys.date("date", Some(*date)).text("target", &target.as_ref().map(ToString::to_string)).text("note", note);
    Value::Table(keys.0)
}

fn origin(origin: &Origin) -> Value {
    if origin.hash.is_empty() {
        return Value::text(&origin.mark);
    }
    let mut keys = Keys::default();
    keys.some("from", Some(Value::text(&origin.mark))).some("hash", Some(Value::text(&origin.hash)));
    Value::Table(keys.0)
}
