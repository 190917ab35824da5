//! CSV (RFC 4180): a row a change, the columns named in the first row; comma, semicolon or tab between.

use super::Given;
use super::fragment::{body, here, kind_of};
use super::text::{Lines, text};
use crate::base::{At, Date, Diagnostic, Digest, Place, Reported, Source, Span};
use crate::model::{Draft, DraftFields, EntryFields, Origin, SecurityNote, Version};

/// What columns may be called, and what they mean.
const COLUMNS: [(&str, &[&str]); 14] = [
    ("title", &["title", "name", "headline", "subject"]),
    ("body", &["text", "body", "description", "content", "notes", "summary"]),
    ("date", &["date", "published", "published_at", "released", "created_at"]),
    ("version", &["version", "release"]),
    ("type", &["type", "kind", "category"]),
    ("product", &["product"]),
    ("components", &["components", "component", "area"]),
    ("tags", &["tags", "labels"]),
    ("breaking", &["breaking"]),
    ("authors", &["authors", "author"]),
    ("issues", &["issues", "issue"]),
    ("pull_requests", &["pull_requests", "pull request", "pr"]),
    ("id", &["id", "key"]),
    ("security", &["security", "cve"]),
];

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut all = Reported::new(Vec::new(), Vec::new());
    for (path, content) in given.files.iter() {
        let Some(source) = text(path, content).take(&mut all.diagnostics) else { continue };
        table(&source, given, &mut all.value, &mut all.diagnostics);
    }
    all
}

fn table(source: &Source, given: &Given<'_>, drafts: &mut Vec<Draft>, diagnostics: &mut Vec<Diagnostic>) {
    let lines = Lines::of(source);
    let mut rows = rows(&source.text).into_iter();
    let Some((_, head)) = rows.next() else {
        let fault = Diagnostic::error("nothing-to-import", format!("{} is empty", source.path));
        diagnostics.push(fault.at(Place::file(&source.path)).help("the first row names the columns"));
        return;
    };
    let columns: Vec<Option<&str>> = head.iter().map(|name| column(name)).collect();
    if !columns.iter().flatten().any(|column| matches!(*column, "title" | "body")) {
        let fault = Diagnostic::error("import-syntax", "no column is called title or text");
        diagnostics.push(fault.at(source.place(Span::new(0, 1))).help("the first row names the columns"));
        return;
    }
    for (name, _) in head.iter().zip(&columns).filter(|(_, column)| column.is_none()) {
        let fault = Diagnostic::warning("not-imported", format!("the column `{name}` is none that is known"));
        diagnostics.push(fault.at(source.place(Span::new(0, 1))));
    }
    for (start, cells) in rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())) {
        let place = lines.place(Span::new(start, start + 1));
        let cell = |wanted: &str| {
            let found =
                columns.iter().zip(&cells).find(|(column, cell)| **column == Some(wanted) && !cell.trim().is_empty());
            found.map(|(_, cell)| without_guard(cell).trim())
        };
        if cell("title").is_none() && cell("body").is_none() {
            diagnostics.push(Diagnostic::warning("not-imported", "a row without title and text").at(place));
            continue;
        }
        drafts.push(draft(&cell, &cells, given, place, diagnostics));
    }
}

/// Without the apostrophe that keeps spreadsheets from computing a text that begins like a formula.
fn without_guard(cell: &str) -> &str {
    let formula = ['=', '+', '-', '@', '\t', '\r'];
    let is_guarded = cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(formula);
    cell.get(usize::from(is_guarded)..).unwrap_or(cell)
}

fn column(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
}

fn draft<'c>(
    cell: &dyn Fn(&str) -> Option<&'c str>,
    cells: &[String],
    given: &Given<'_>,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Draft {
    let several = |column: &str| {
        let words = cell(column).unwrap_or_default().split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
        words.map(here).collect::<Vec<At<String>>>()
    };
    let date = cell("date").and_then(|text| {
        match Date::parse(text).ok().or_else(|| super::dates::day_in(text).map(|it| it.0)) {
            Some(date) => Some(At::new(date, Span::default())),
            None => {
                diagnostics.push(Diagnostic::warning("not-imported", format!("`{text}` is no date")).at(place.clone()));
                None
            }
        }
    });
    let (kind, is_breaking) = cell("type").map_or((None, false), |word| kind_of(word, given.config));
    let mut tags = several("tags");
    if let Some(word) = cell("type").filter(|_| kind.is_none()) {
        tags.push(here(word));
    }
    let says_yes = |text: &str| matches!(text.to_lowercase().as_str(), "yes" | "true" | "1" | "x");
    // Without an id, the row is known by what it says.
    let key = cell("id").map_or_else(|| Digest::of(cells.join("\u{1f}")).short(), str::to_owned);
    let product = cell("product").filter(|id| given.config.products.iter().any(|product| product.id == *id));
    let name = cell("title").or(cell("body")).unwrap_or_default();
    let security =
        several("security").into_iter().map(|id| SecurityNote { id: Some(id.value), ..SecurityNote::default() });
    let fields = EntryFields {
        title: cell("title").map(|title| here(title.split_whitespace().collect::<Vec<_>>().join(" "))),
        version: cell("version").map(here).or_else(|| date.is_none().then(|| here(Version::UNRELEASED))),
        date,
        kind: kind.map(here),
        product: product.or(given.product).map(here),
        components: several("components"),
        tags,
        authors: several("authors"),
        issues: several("issues"),
        pull_requests: several("pull_requests"),
        breaking: is_breaking || cell("breaking").is_some_and(says_yes),
        security: security.collect(),
        source: Some(Origin { mark: format!("csv:{key}"), hash: String::new() }),
        ..EntryFields::default()
    };
    Draft {
        fields: DraftFields::Entry(Box::new(fields)),
        body: body(cell("body").unwrap_or_default()),
        name: name.split_whitespace().take(8).collect::<Vec<_>>().join(" "),
        place: Some(place),
    }
}

/// The rows, each with the byte at which it begins.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|sign| first.matches(*sign).count()).unwrap_or(',');
    let mut rows = Vec::new();
    let (mut row, mut cell, mut start) = (Vec::new(), String::new(), 0);
    let mut characters = text.char_indices().peekable();
    let mut is_quoted = false;
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if is_quoted && characters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            c if c == separator && !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push((start, std::mem::take(&mut row)));
                start = at + 1;
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((start, row));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_against_formulas_are_taken_off() {
        for (cell, text) in [("'=1+1", "=1+1"), ("''-a", "'-a"), ("'a", "'a"), ("-a", "-a"), ("'", "'"), ("", "")] {
            assert_eq!(without_guard(cell), text);
        }
    }

    #[test]
    fn rows_keep_quotes_lines_and_separators() {
        let rows = |text: &str| rows(text).into_iter().map(|(_, row)| row).collect::<Vec<_>>();
        assert_eq!(rows("a,b\n\"x, \"\"y\"\"\n2\",\n"), [vec!["a", "b"], vec!["x, \"y\"\n2", ""]]);
        assert_eq!(rows("a;b\n1,5;2"), [["a", "b"], ["1,5", "2"]]);
        assert!(rows("").is_empty());
    }
}
