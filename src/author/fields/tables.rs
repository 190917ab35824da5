//! Keys and their values as they are written, and the nouns inside of other nouns as tables.

use std::collections::BTreeMap;

use crate::author::value::Value;
use crate::base::{At, Date};
use crate::model::{
    Cta, Deprecation, Download, Link, OptionValue, Origin, RoadmapRef, RoadmapUpdate, SecurityNote, Video, Yanked,
};

/// Keys in the order in which people like to read them; what is not said has none.
#[derive(Default)]
pub(super) struct Keys(Vec<(String, Value)>);

impl Keys {
    pub(super) fn all(self) -> Vec<(String, Value)> {
        self.0
    }

    pub(super) fn some(&mut self, key: &str, value: Option<Value>) -> &mut Self {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
        self
    }

    fn said(&mut self, key: &str, text: &str) -> &mut Self {
        self.some(key, Some(Value::text(text)))
    }

    pub(super) fn text(&mut self, key: &str, text: &Option<String>) -> &mut Self {
        self.some(key, text.as_ref().map(Value::text))
    }

    pub(super) fn at(&mut self, key: &str, text: &Option<At<String>>) -> &mut Self {
        self.some(key, text.as_ref().map(|at| Value::text(&at.value)))
    }

    pub(super) fn date(&mut self, key: &str, date: Option<Date>) -> &mut Self {
        self.some(key, date.map(Value::Date))
    }

    pub(super) fn flag(&mut self, key: &str, is_set: bool) -> &mut Self {
        self.some(key, is_set.then_some(Value::Bool(true)))
    }

    pub(super) fn list(&mut self, key: &str, texts: &[At<String>]) -> &mut Self {
        self.some(key, (!texts.is_empty()).then(|| Value::texts(texts.iter().map(|at| &at.value))))
    }

    /// Numbers are written as such: `12`, but `"acme/app#12"`.
    pub(super) fn numbers(&mut self, key: &str, texts: &[At<String>]) -> &mut Self {
        let items = texts.iter().map(|at| Value::written(&at.value)).collect();
        self.some(key, (!texts.is_empty()).then_some(Value::List(items)))
    }

    pub(super) fn extra(&mut self, extra: &BTreeMap<String, OptionValue>) -> &mut Self {
        let table = extra.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect();
        self.some("extra", (!extra.is_empty()).then_some(Value::Table(table)))
    }
}

/// One table.
fn table(write: impl FnOnce(&mut Keys) -> &mut Keys) -> Value {
    let mut keys = Keys::default();
    write(&mut keys);
    Value::Table(keys.0)
}

/// A list of tables; a list of texts where each table has only a text to say.
pub(super) fn tables<T>(items: &[T], table: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| Value::List(items.iter().map(table).collect()))
}

pub(super) fn references(roadmap: &[RoadmapRef]) -> Option<Value> {
    tables(roadmap, |reference| match reference.partial {
        false => Value::text(&reference.slug.value),
        true => table(|keys| keys.said("slug", &reference.slug.value).flag("partial", true)),
    })
}

pub(super) fn addresses(links: &[Link]) -> Option<Value> {
    tables(links, |link| match link.title == link.url {
        true => Value::text(&link.url),
        false => table(|keys| keys.said("title", &link.title).said("url", &link.url)),
    })
}

pub(super) fn film(video: &Video) -> Value {
    let Some(poster) = &video.poster else { return Value::text(&video.src.value) };
    table(|keys| keys.said("src", &video.src.value).said("poster", &poster.value))
}

pub(super) fn call(cta: &Cta) -> Value {
    table(|keys| keys.said("label", &cta.label).said("url", &cta.url))
}

pub(super) fn note(note: &SecurityNote) -> Value {
    let SecurityNote { id, aliases, severity, cvss, affected, fixed, credit } = note;
    let ids: Vec<&String> = id.iter().chain(aliases).collect();
    let ids = match ids[..] {
        [] => None,
        [id] => Some(Value::text(id)),
        _ => Some(Value::texts(ids)),
    };
    let several = |texts: &[String]| (!texts.is_empty()).then(|| Value::texts(texts));
    table(|keys| {
        keys.some("id", ids).text("severity", severity).text("cvss", cvss);
        keys.some("affected", several(affected)).some("fixed", several(fixed)).some("credit", several(credit))
    })
}

pub(super) fn deprecation(deprecation: &Deprecation) -> Value {
    let Deprecation { what, removed_in, sunset, replacement } = deprecation;
    table(|keys| {
        keys.said("what", what).text("removed_in", removed_in).date("sunset", *sunset).text("replacement", replacement)
    })
}

pub(super) fn withdrawal(yanked: &Yanked) -> Value {
    let Yanked { reason, instead } = yanked;
    match (reason, instead) {
        (None, None) => Value::Bool(true),
        (Some(reason), None) => Value::text(reason),
        (reason, instead) => table(|keys| keys.text("reason", reason).at("use", instead)),
    }
}

pub(super) fn download(download: &Download) -> Value {
    let Download { name, url, size, sha256 } = download;
    table(|keys| keys.said("name", name).said("url", url).text("size", size).text("sha256", sha256))
}

pub(super) fn update(update: &RoadmapUpdate) -> Value {
    let RoadmapUpdate { date, target, note } = update;
    let target = target.as_ref().map(ToString::to_string);
    table(|keys| keys.date("date", Some(*date)).text("target", &target).text("note", note))
}

pub(super) fn origin(origin: &Origin) -> Value {
    match origin.hash.as_str() {
        "" => Value::text(&origin.mark),
        hash => table(|keys| keys.said("from", &origin.mark).said("hash", hash)),
    }
}
