//! antsibull-changelog and reno: a YAML file a fragment, a list of texts for each section.

use super::Given;
use super::fragment::{Desk, Fragment, kind_of, top};
use super::rst::markdown;
use super::text::text;
use super::yaml::table;
use crate::base::Reported;
use crate::model::Draft;
use crate::read::Value;

pub fn antsibull(given: &Given<'_>) -> Reported<Vec<Draft>> {
    read(given, "antsibull")
}

pub fn reno(given: &Given<'_>) -> Reported<Vec<Draft>> {
    read(given, "reno")
}

fn read(given: &Given<'_>, tool: &str) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    for (path, content) in given.files.iter() {
        if !matches!(path.extension().as_str(), "yaml" | "yml") {
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let Some(table) = table(&source).take(&mut desk.diagnostics) else { continue };
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for (name, node) in &table.entries {
            let texts: Vec<String> = match &node.value {
                Value::List(items) => items.iter().filter_map(|item| item.value.written().map(markdown)).collect(),
                value => value.written().map(markdown).into_iter().collect(),
            };
            if texts.is_empty() {
                desk.leave(source.place(name.span), format!("`{}` holds no texts", name.value));
            } else {
                sections.push((name.value.clone(), texts));
            }
        }
        if sections.is_empty() {
            desk.leave(top(&source), "this fragment says nothing");
            continue;
        }
        let mark = format!("{tool}:{}", path.stem());
        let fragment = Fragment { mark, name: path.stem().to_owned(), ..Fragment::default() };
        let fragment = match &sections[..] {
            [(kind, texts)] if texts.len() == 1 => Fragment { kind: kind.clone(), body: texts.concat(), ..fragment },
            _ => Fragment { body: with_sections(&sections, given), ..fragment },
        };
        desk.add(fragment, top(&source));
    }
    Reported::new(desk.drafts, desk.diagnostics)
}

/// A heading for each section, its texts as items.
fn with_sections(sections: &[(String, Vec<String>)], given: &Given<'_>) -> String {
    let mut body = String::new();
    for (name, texts) in sections {
        let (kind, is_breaking) = kind_of(name, given.config);
        let title = kind.and_then(|id| given.config.change_type(&id)).map(|kind| kind.title.clone());
        body.push_str(&format!("## {}\n\n", title.unwrap_or_else(|| name.replace('_', " "))));
        for text in texts {
            let mark = if is_breaking { "**Breaking:** " } else { "" };
            let indented = format!("- {mark}{}", text.trim()).replace('\n', "\n  ").replace("\n  \n", "\n\n");
            body.push_str(&format!("{indented}\n"));
        }
        body.push('\n');
    }
    body
}
