//! `[release]`: what each release keeps up to date.

use super::Fields;
use crate::base::{At, Diagnostic};
use crate::model::{Bump, Releasing, VersionFile};
use crate::read::value::{Node, Value};

const BUMPS: [(&str, Bump); 4] =
    [("none", Bump::None), ("patch", Bump::Patch), ("minor", Bump::Minor), ("major", Bump::Major)];

/// How far a type of change moves the version.
pub(super) fn bump(table: &mut Fields<'_>) -> Option<Bump> {
    table.one_of("bump", &BUMPS)
}

pub(super) fn releasing(table: &mut Fields<'_>) -> Releasing {
    let own = kept(table);
    let products = table.named_tables("products", |table, id| (id.value.clone(), kept(table)));
    Releasing { products, ..own }
}

fn kept(table: &mut Fields<'_>) -> Releasing {
    let changelog = table.text("changelog").filter(|path| is_path(table, path)).map(|path| path.value);
    Releasing { changelog, files: files(table), products: Vec::new() }
}

/// `"path" = "key"`, or a list of keys and patterns for one file.
fn files(table: &mut Fields<'_>) -> Vec<VersionFile> {
    let Some(Node { value, span }) = table.node("files") else { return Vec::new() };
    let Value::Table(paths) = value else {
        let fault = Diagnostic::error(
            "wrong-type",
            format!("`{}`: expected a table, found {}", table.path("files"), value.found()),
        );
        table.complain(fault.help("write it such as `files = { \"Cargo.toml\" = \"package.version\" }`"), *span);
        return Vec::new();
    };
    let mut files = Vec::new();
    for (path, node) in &paths.entries {
        if !is_path(table, path) {
            continue;
        }
        let marks = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for mark in marks {
            match &mark.value {
                Value::Text(text) if !text.trim().is_empty() => {
                    files.push(VersionFile { path: path.value.clone(), mark: text.clone() });
                }
                other => {
                    let message =
                        format!("`{}`: expected a key or a pattern, found {}", table.path("files"), other.found());
                    let help = "a key is such as \"package.version\", a pattern such as \"acme@{version}\"";
                    table.complain(Diagnostic::error("wrong-type", message).help(help), mark.span);
                }
            }
        }
    }
    files
}

/// Whether it leads from the site's folder to a file, maybe up first.
fn is_path(table: &mut Fields<'_>, path: &At<String>) -> bool {
    let down = path.value.trim_start_matches("../");
    let fine = crate::base::SitePath::new(down).is_ok();
    if !fine {
        let message = format!("`{}` is no path of a file", path.value);
        let help = "write it from the site's folder, with `/`: CHANGELOG.md, ../Cargo.toml";
        table.complain(Diagnostic::error("invalid-path", message).help(help), path.span);
    }
    fine
}
