//! The front matter of a release.

use super::fields::Fields;
use super::front_matter::Front;
use super::value::Value;
use crate::base::{At, Diagnostic, Reported, Source};
use crate::model::{Download, Limits, ReleaseFields, Yanked};

/// What the front matter of a release says.
pub fn release_fields(source: &Source, front: &Front, limits: &Limits) -> Reported<ReleaseFields> {
    let mut fields = Fields::new(source, &front.table);
    let release = read(&mut fields, limits);
    Reported::new(release, fields.finish())
}

fn read(fields: &mut Fields<'_>, limits: &Limits) -> ReleaseFields {
    ReleaseFields {
        version: fields.written("version"),
        product: fields.text("product"),
        date: fields.date("date"),
        title: fields.title("title", limits),
        summary: fields.sentence("summary"),
        yanked: yanked(fields),
        prerelease: fields.bool("prerelease"),
        channel: fields.text("channel").map(|channel| channel.value),
        support_until: fields.day("support_until"),
        lts: fields.flag("lts"),
        compare_url: fields.url("compare_url").map(|url| url.value),
        downloads: fields.tables("downloads", download),
        audience: fields.texts("audience"),
        authors: fields.texts("authors"),
        draft: fields.flag("draft"),
        publish_at: fields.day("publish_at"),
        updated: fields.day("updated"),
        id: fields.id("id"),
        aliases: fields.aliases("aliases"),
        source: fields.origin("source"),
        extra: fields.extra(),
    }
}

/// `yanked = true`, the reason alone, or a table with reason and the version to use.
fn yanked(fields: &mut Fields<'_>) -> Option<Yanked> {
    match &fields.node("yanked")?.value {
        Value::Bool(is_yanked) => is_yanked.then(Yanked::default),
        Value::Table(_) => {
            fields.table("yanked", |table| Yanked { reason: table.sentence("reason"), instead: table.written("use") })
        }
        _ => fields.sentence("yanked").map(|reason| Yanked { reason: Some(reason), instead: None }),
    }
}

fn download(table: &mut Fields<'_>) -> Option<Download> {
    let name = table.text("name").map(|name| name.value);
    let url = table.required("url", Fields::url);
    let size = table.written("size").map(|size| size.value);
    let sha256 = table.text("sha256").and_then(|digest| sha256(table, digest));
    let url = url?;
    // Without a name it is the file's.
    let file = || url.trim_end_matches('/').rsplit('/').next().unwrap_or(&url).to_owned();
    Some(Download { name: name.unwrap_or_else(file), url, size, sha256 })
}

fn sha256(table: &mut Fields<'_>, digest: At<String>) -> Option<String> {
    let is_digest = digest.value.len() == 64 && digest.value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digest {
        let fault = Diagnostic::error("invalid-digest", format!("`{}` is not a SHA-256", table.path("sha256")));
        table.complain(fault.help("it has 64 hexadecimal digits"), digest.span);
    }
    is_digest.then(|| digest.value.to_lowercase())
}
