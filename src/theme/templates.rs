//! The templates of all layers, read into one tera.

use std::borrow::Cow;
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

/// Blocks for what pages bring along into their `<head>`, scripts and styles: a page can be read without, so a base
/// template that lacks them breaks nothing.
const EXTRAS: [&str; 3] = ["assets", "head", "styles"];

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
    let mut sound: Vec<(&str, Cow<'_, str>)> =
        sources.iter().map(|(name, source)| (name.as_str(), Cow::Borrowed(&*source.text))).collect();
    if add(tera, &sound).is_ok() {
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
    while let Err(error) = add(tera, &sound) {
        let mut culprits = BTreeSet::new();
        let mut mended = BTreeSet::new();
        for Fault { template, diagnostic } in faults(&error, CODE, sources) {
            match reading.weigh(template.as_deref(), diagnostic) {
                Weighed::Told(diagnostic) => diagnostics.push(diagnostic),
                Weighed::Follows => {}
                Weighed::Lacks(parent, block) if EXTRAS.contains(&block.as_str()) => {
                    mended.insert((parent, block));
                    continue;
                }
                Weighed::Lacks(..) => {}
            }
            culprits.extend(template);
        }
        let before = sound.len();
        sound.retain(|(name, _)| !culprits.contains::<str>(name));
        let is_mended = sound.iter_mut().fold(false, |is_mended, (name, text)| mend(name, text, &mended) || is_mended);
        if sound.len() == before && !is_mended {
            break;
        }
        reading.broken.extend(culprits);
    }
    diagnostics
        .extend(reading.gaps.into_iter().map(|((parent, block), fillers)| gap(&parent, &block, &fillers, sources)));
}

fn add(tera: &mut Tera, templates: &[(&str, Cow<'_, str>)]) -> tera::TeraResult<()> {
    tera.add_raw_templates(templates.iter().map(|(name, text)| (*name, text.as_ref())))
}

/// Gives a template the blocks that it lacks where nothing ever shows them, and nothing moves; whether it lacked one.
fn mend(name: &str, text: &mut Cow<'_, str>, lacking: &BTreeSet<(String, String)>) -> bool {
    let blocks = lacking.iter().filter(|(parent, _)| parent == name);
    let hidden: String = blocks
        .map(|(_, block)| format!("{{% if false %}}{{% block {block} %}}{{% endblock %}}{{% endif %}}"))
        .collect();
    let is_new = !hidden.is_empty() && !text.ends_with(&hidden);
    if is_new {
        text.to_mut().push_str(&hidden);
    }
    is_new
}

/// What a complaint is worth.
enum Weighed {
    Told(Diagnostic),
    /// It only follows from another, or is about what nobody will see.
    Follows,
    /// An overriding template, or what it extends, lacks a block that others fill: the template where the block would
    /// have to be, and its name.
    Lacks(String, String),
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
    fn weigh(&mut self, template: Option<&str>, fault: Diagnostic) -> Weighed {
        let subject = fault.message.split('`').nth(1).unwrap_or_default().to_owned();
        let Some(template) = template else { return Weighed::Told(fault) };
        if self.is_out_of_sight(template) || self.is_given_by_a_broken_one(&subject) {
            return Weighed::Follows;
        }
        if fault.message.ends_with("is not defined in any parent template")
            && let Some(parent) = self.overriding_parent(template)
        {
            self.gaps.entry((parent.clone(), subject.clone())).or_default().push(template.to_owned());
            return Weighed::Lacks(self.root(parent), subject);
        }
        Weighed::Told(fault)
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
        let parent = self.parent(template)?;
        (self.rank(&parent).0 < self.rank(template).0).then_some(parent)
    }

    /// The template that this one extends.
    fn parent(&self, template: &str) -> Option<String> {
        let text = &self.sources.get(template)?.text;
        let parent = text.split_once("extends")?.1.split(['"', '\'', '`']).nth(1)?;
        let mut full = self.prefixes.iter().map(|prefix| format!("{prefix}{parent}"));
        full.find(|name| self.sources.contains_key(name))
    }

    /// The template that extends no other, from this one on.
    fn root(&self, mut template: String) -> String {
        // Who extends itself is told by tera; here it only must come to an end.
        for _ in 0..self.sources.len() {
            match self.parent(&template) {
                Some(parent) => template = parent,
                None => break,
            }
        }
        template
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
    let place = Place::file(shown(parent));
    let help = format!("add `{{% block {block} %}}{{% endblock %}}`");
    if EXTRAS.contains(&block) {
        let assets = assets(block, fillers, sources);
        let named = if assets.is_empty() { "what they bring along".to_owned() } else { assets.join(", ") };
        let message = format!("there is no block `{block}`, in which {first}{others} would name {named}");
        let help = format!("{help} to the `<head>`; until then those pages do without");
        return Diagnostic::warning(CODE, message).at(place).help(help);
    }
    let message = format!("there is no block `{block}`, which {first}{others} would fill");
    Diagnostic::error(CODE, message).at(place).help(format!("{help}, or override those templates too"))
}

/// The names of the assets that the templates name in this block, in order, each once.
fn assets(block: &str, fillers: &[String], sources: &Sources) -> Vec<String> {
    let mut names = BTreeSet::new();
    for text in fillers.iter().filter_map(|name| sources.get(name)).map(|source| &source.text) {
        let inside = text.split("{%").skip_while(|tag| words(tag) != ["block", block]);
        let inside = inside.take_while(|tag| words(tag).first() != Some(&"endblock"));
        let calls = inside.flat_map(|tag| tag.split("asset(name=").skip(1));
        names.extend(calls.filter_map(|call| call.split(['"', '\'']).nth(1)).map(str::to_owned));
    }
    names.into_iter().collect()
}

/// The words of the tag that `text` begins with.
fn words(text: &str) -> Vec<&str> {
    let tag = text.split("%}").next().unwrap_or_default();
    tag.trim_matches('-').split_whitespace().take(2).collect()
}

/// What is wrong with the template when it is read alone, names of other things aside.
fn syntax_fault(name: &str, text: &str, sources: &Sources) -> Option<Fault> {
    let error = Tera::default().add_raw_template(name, text).err()?;
    match error.kind() {
        ErrorKind::SyntaxError(_) => faults(&error, CODE, sources).into_iter().next(),
        _ => None,
    }
}
