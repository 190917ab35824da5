//! The templates of all layers, read into one tera.

use std::collections::{BTreeMap, BTreeSet};

use tera::{ErrorKind, Tera};

use super::chain::Layer;
use super::faults::{Fault, Sources, faults};
use crate::base::{Diagnostic, Place, Source, Span};

/// The code of what is wrong with a template before anything is rendered.
const CODE: &str = "template-syntax";

/// File names in which `{{ … }}` is escaped for HTML and XML.
const ESCAPED: [&str; 4] = [".html", ".htm", ".xml", ".svg"];

/// The most `elif` that one template may hold: tera itself bounds every other kind of nesting, but
/// goes one level deeper for each of these.
const MOST_ELIF: usize = 100;

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
            match file.source().and_then(bounded) {
                Ok(source) => drop(sources.insert(format!("{prefix}{name}"), source)),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    sources
}

fn bounded(source: Source) -> Result<Source, Diagnostic> {
    let is_elif = |at: &usize| source.text[at + 2..].trim_start_matches(['-', ' ', '\t', '\n']).starts_with("elif");
    match source.text.match_indices("{%").map(|(at, _)| at).filter(is_elif).nth(MOST_ELIF) {
        None => Ok(source),
        Some(at) => {
            let message = format!("a template can have at most {MOST_ELIF} `elif`");
            Err(Diagnostic::error(CODE, message).at(source.place(Span::new(at, at + 2))))
        }
    }
}

/// Reads all templates into `tera`, which must know every filter and function already.
///
/// A broken one does not hide the mistakes of the others: it is taken out, and the rest tried again.
pub(super) fn read(tera: &mut Tera, layers: &[Layer], sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    tera.autoescape_on(ESCAPED);
    let prefixes: Vec<String> = layers.iter().map(Layer::prefix).collect();
    let themes = prefixes.iter().filter(|prefix| !prefix.is_empty()).cloned();
    tera.set_fallback_prefixes(themes).expect("no template has been added yet");
    let mut sound: Vec<(&str, &str)> = sources.iter().map(|(name, source)| (name.as_str(), &*source.text)).collect();
    if tera.add_raw_templates(sound.iter().copied()).is_ok() {
        return;
    }
    let mut reading = Reading { sources, prefixes: &prefixes, broken: BTreeSet::new(), gaps: BTreeMap::new() };
    sound.retain(|(name, text)| match syntax_fault(name, text, sources) {
        None => true,
        Some(fault) => {
            diagnostics.push(fault.diagnostic);
            reading.broken.insert((*name).to_owned());
            false
        }
    });
    while let Err(error) = tera.add_raw_templates(sound.iter().copied()) {
        let mut culprits = BTreeSet::new();
        for Fault { template, diagnostic } in faults(&error, CODE, sources) {
            diagnostics.extend(reading.weigh(template.as_deref(), diagnostic));
            culprits.extend(template);
        }
        let before = sound.len();
        sound.retain(|(name, _)| !culprits.contains::<str>(name));
        if sound.len() == before {
            break;
        }
        reading.broken.extend(culprits);
    }
    diagnostics
        .extend(reading.gaps.into_iter().map(|((parent, block), fillers)| gap(&parent, &block, &fillers, sources)));
}

/// What is known while broken templates are sorted out.
struct Reading<'a> {
    sources: &'a Sources,
    /// What the names of templates start with, nearest layer first.
    prefixes: &'a [String],
    /// Templates that were taken out.
    broken: BTreeSet<String>,
    /// Blocks that an overriding template lacks, as its name and the block's, and who fills them.
    gaps: BTreeMap<(String, String), Vec<String>>,
}

impl Reading<'_> {
    /// The complaint, unless it only follows from another, or is about what nobody will see.
    fn weigh(&mut self, template: Option<&str>, fault: Diagnostic) -> Option<Diagnostic> {
        let subject = fault.message.split('`').nth(1).unwrap_or_default().to_owned();
        let Some(template) = template else { return Some(fault) };
        if self.is_out_of_sight(template) || self.is_given_by_a_broken_one(&subject) {
            return None;
        }
        if fault.message.ends_with("is not defined in any parent template")
            && let Some(parent) = self.overriding_parent(template)
        {
            self.gaps.entry((parent, subject)).or_default().push(template.to_owned());
            return None;
        }
        Some(fault)
    }

    /// Whether a nearer layer has a template of the same name, and none asks for this one.
    fn is_out_of_sight(&self, template: &str) -> bool {
        let (rank, name) = self.rank(template);
        let is_overridden =
            self.prefixes[..rank].iter().any(|prefix| self.sources.contains_key(&format!("{prefix}{name}")));
        is_overridden && !self.sources.values().any(|source| source.text.contains(template))
    }

    fn is_given_by_a_broken_one(&self, subject: &str) -> bool {
        let component = format!("component {subject}");
        self.broken.iter().any(|broken| {
            let text = self.sources.get(broken).map_or("", |source| &source.text);
            broken == subject || self.rank(broken).1 == subject || text.contains(&component)
        })
    }

    /// The template that this one extends, when it belongs to a nearer layer.
    fn overriding_parent(&self, template: &str) -> Option<String> {
        let text = &self.sources.get(template)?.text;
        let parent = text.split_once("extends")?.1.split(['"', '\'', '`']).nth(1)?;
        let full = self.prefixes.iter().map(|prefix| format!("{prefix}{parent}"));
        let resolved = full.into_iter().find(|name| self.sources.contains_key(name))?;
        (self.rank(&resolved).0 < self.rank(template).0).then_some(resolved)
    }

    /// The number of its layer, and its name without the layer's prefix.
    fn rank<'n>(&self, template: &'n str) -> (usize, &'n str) {
        let themes = self.prefixes.iter().enumerate().filter(|(_, prefix)| !prefix.is_empty());
        let found = themes.into_iter().find_map(|(rank, prefix)| Some((rank, template.strip_prefix(prefix.as_str())?)));
        found.unwrap_or((0, template))
    }
}

/// A block that templates of a farther layer fill is missing in what overrides their parent.
fn gap(parent: &str, block: &str, fillers: &[String], sources: &Sources) -> Diagnostic {
    let shown = |name: &str| sources.get(name).map_or_else(|| name.to_owned(), |source| source.path.to_string());
    let first = fillers.first().map_or_else(String::new, |name| shown(name));
    let others = match fillers.len() {
        0 | 1 => String::new(),
        many => format!(" and {} more", many - 1),
    };
    let message = format!("there is no block `{block}`, which {first}{others} would fill");
    let help = format!("add `{{% block {block} %}}{{% endblock %}}`, or override those templates too");
    Diagnostic::error(CODE, message).at(Place::file(shown(parent))).help(help)
}

/// What is wrong with the template when it is read alone, names of other things aside.
fn syntax_fault(name: &str, text: &str, sources: &Sources) -> Option<Fault> {
    let error = Tera::default().add_raw_template(name, text).err()?;
    match error.kind() {
        ErrorKind::SyntaxError(_) => faults(&error, CODE, sources).into_iter().next(),
        _ => None,
    }
}
