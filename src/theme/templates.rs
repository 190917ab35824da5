//! The templates of all layers, read into one tera.

use std::collections::BTreeSet;

use tera::{ErrorKind, Tera};

use super::chain::Layer;
use super::faults::{Fault, Sources, faults};
use crate::base::{Diagnostic, Place};

/// The code of what is wrong with a template before anything is rendered.
const CODE: &str = "template-syntax";

/// File names in which `{{ … }}` is escaped for HTML and XML.
const ESCAPED: [&str; 4] = [".html", ".htm", ".xml", ".svg"];

/// The templates of all layers by the names that tera knows them by.
pub(super) fn sources(layers: &[Layer], diagnostics: &mut Vec<Diagnostic>) -> Sources {
    let mut sources = Sources::new();
    for layer in layers {
        let prefix = layer.prefix();
        for (name, file) in layer.folder("templates") {
            if prefix.is_empty() && name.starts_with("theme/") {
                let fault = Diagnostic::error("template-name", "the folder templates/theme/ is kept for theme names");
                diagnostics.push(fault.at(Place::file(&file.path)));
                continue;
            }
            match file.source() {
                Ok(source) => drop(sources.insert(format!("{prefix}{name}"), source)),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    sources
}

/// Reads all templates into `tera`, which must know every filter and function already.
///
/// A broken one does not hide the mistakes of the others: it is taken out, and the rest tried again.
pub(super) fn read(tera: &mut Tera, layers: &[Layer], sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    tera.autoescape_on(ESCAPED);
    let prefixes: Vec<String> = layers.iter().map(Layer::prefix).filter(|prefix| !prefix.is_empty()).collect();
    tera.set_fallback_prefixes(prefixes).expect("no template has been added yet");
    let mut sound: Vec<(&str, &str)> = sources.iter().map(|(name, source)| (name.as_str(), &*source.text)).collect();
    let mut broken: BTreeSet<String> = BTreeSet::new();
    if tera.add_raw_templates(sound.iter().copied()).is_ok() {
        return;
    }
    sound.retain(|(name, text)| match syntax_fault(name, text, sources) {
        None => true,
        Some(fault) => {
            diagnostics.push(fault.diagnostic);
            broken.insert((*name).to_owned());
            false
        }
    });
    while let Err(error) = tera.add_raw_templates(sound.iter().copied()) {
        let found = faults(&error, CODE, sources);
        let mut culprits = BTreeSet::new();
        for Fault { template, diagnostic } in found {
            if !is_consequence(&diagnostic, &broken, sources) {
                diagnostics.push(diagnostic);
            }
            culprits.extend(template);
        }
        let before = sound.len();
        sound.retain(|(name, _)| !culprits.contains::<str>(name));
        if sound.len() == before {
            break;
        }
        broken.extend(culprits);
    }
}

/// What is wrong with the template when it is read alone, names of other things aside.
fn syntax_fault(name: &str, text: &str, sources: &Sources) -> Option<Fault> {
    let error = Tera::default().add_raw_template(name, text).err()?;
    match error.kind() {
        ErrorKind::SyntaxError(_) => faults(&error, CODE, sources).into_iter().next(),
        _ => None,
    }
}

/// Whether the complaint is only that something is missing which a broken template would give.
fn is_consequence(fault: &Diagnostic, broken: &BTreeSet<String>, sources: &Sources) -> bool {
    let missing = fault.message.split('`').nth(1).unwrap_or_default();
    let component = format!("component {missing}");
    broken.iter().any(|name| {
        let short =
            name.strip_prefix("theme/").and_then(|rest| rest.split_once('/')).map_or(name.as_str(), |(_, short)| short);
        name == missing || short == missing || sources.get(name).is_some_and(|source| source.text.contains(&component))
    })
}
