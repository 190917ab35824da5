//! A row for each change, for a spreadsheet (RFC 4180).

use super::Wanted;
use crate::model::{Change, Entry, Release, Site};

const HEAD: [&str; 10] =
    ["product", "version", "date", "type", "breaking", "title", "text", "components", "url", "security"];

/// Every change of every release, product by product, newest first; then the entries that are in none.
pub fn write(wanted: &Wanted<'_>) -> String {
    let site = wanted.given.site;
    let mut out = line(HEAD.map(str::to_owned));
    for release in &site.releases {
        release.changes.iter().for_each(|change| out.push_str(&row(site, Some(release), None, change)));
        for entry in release.entries.iter().map(|&ix| &site.entries[ix]) {
            entry.changes.iter().for_each(|change| out.push_str(&row(site, Some(release), Some(entry), change)));
        }
    }
    for entry in site.entries.iter().filter(|entry| entry.release.is_none()) {
        entry.changes.iter().for_each(|change| out.push_str(&row(site, None, Some(entry), change)));
    }
    out
}

fn row(site: &Site, release: Option<&Release>, entry: Option<&Entry>, change: &Change) -> String {
    let product = entry.map(|entry| entry.product).or(release.map(|release| release.product));
    let version = release.map(|release| match release.unreleased {
        true => "unreleased".to_owned(),
        false => release.version.to_string(),
    });
    let date = entry.and_then(|entry| entry.date).or(release.and_then(|release| release.date));
    let page = match (entry, release) {
        (Some(entry), _) if entry.address.is_some() => entry.address.clone(),
        (Some(entry), Some(release)) => Some(release.bullet_address(entry)),
        (None, Some(release)) => Some(release.address.clone()),
        (_, None) => None,
    };
    let noted = entry.iter().flat_map(|entry| &entry.fields.security).filter_map(|note| note.id.clone());
    let security: Vec<String> = noted.chain(change.advisories.iter().cloned()).collect();
    line([
        product.map(|ix| site.product(ix).config.id.clone()).unwrap_or_default(),
        version.unwrap_or_default(),
        date.map(|date| date.to_string()).unwrap_or_default(),
        change.kind.clone(),
        if change.breaking { "yes" } else { "" }.to_owned(),
        entry.and_then(|entry| entry.title.clone()).unwrap_or_default(),
        change.html.plain(usize::MAX),
        entry.map(|entry| entry.components.join(", ")).unwrap_or_default(),
        page.map(|page| site.config.absolute(&page)).unwrap_or_default(),
        security.join(", "),
    ])
}

/// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection").
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// An apostrophe in front of what a spreadsheet would compute; the import takes it off again.
fn harmless(cell: String) -> String {
    match cell.trim_start_matches('\'').starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell,
    }
}

fn line<const N: usize>(cells: [String; N]) -> String {
    let cells = cells.map(|cell| match harmless(cell) {
        cell if cell.contains(['"', ',', '\n', '\r']) => format!("\"{}\"", cell.replace('"', "\"\"")),
        cell => cell,
    });
    cells.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_is_in_them() {
        assert_eq!(line(["=1+1".into(), "'-a".into(), "'a".into()]), "'=1+1,''-a,'a\r\n");
        assert_eq!(line(["a".into(), "b \"c\", d".into(), String::new()]), "a,\"b \"\"c\"\", d\",\r\n");
    }
}
