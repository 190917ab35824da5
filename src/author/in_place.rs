//! What is read in place becomes files that nobody writes: the same that an import would, beside those that there are.

use std::collections::BTreeMap;

use super::front_matter::file;
use super::imported::{Desk, body_of, marked, told_apart};
use super::{Format, keys};
use crate::base::{Content, SitePath, Tree};
use crate::model::{Config, Draft, DraftFields, Version};
use crate::read::placement::{Noun, place};
use crate::read::{clean, front, release_fields};

/// What becomes of drafts that are read in place. All numbers are those of sources, and of drafts in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InPlace {
    pub files: Vec<Placed>,
    /// Drafts that the site itself has a file for, which counts, and what that is.
    pub told: Vec<(usize, usize, SitePath)>,
    /// Releases that an earlier source tells of, and which of its drafts does.
    pub twice: Vec<((usize, usize), (usize, usize))>,
}

/// A file for a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub path: SitePath,
    pub text: String,
    pub source: usize,
    pub draft: usize,
}

/// The drafts of one source as they are to be placed: under marks of their own, with bodies as files have them, and
/// without a heading under which nothing waits yet.
pub fn prepared(drafts: Vec<Draft>, config: &Config) -> Vec<Draft> {
    let mut marks = BTreeMap::new();
    let drafts = drafts.into_iter().filter(|draft| !waits_for_nothing(draft));
    drafts.map(|draft| told_apart(&draft, &mut marks).into_owned()).map(|draft| with_body(draft, config)).collect()
}

fn with_body(draft: Draft, config: &Config) -> Draft {
    Draft { body: body_of(&draft, config), ..draft }
}

fn waits_for_nothing(draft: &Draft) -> bool {
    let is_waiting = |version: &str| version == Version::UNRELEASED;
    match &draft.fields {
        DraftFields::Release(fields) => {
            draft.body.trim().is_empty() && fields.version.as_ref().is_some_and(|at| is_waiting(&at.value))
        }
        DraftFields::Entry(_) | DraftFields::RoadmapItem(_) => false,
    }
}

/// Puts the drafts of all sources beside the files of a site. What the site has a file for stays that file's: because
/// it has the draft's mark, is of the same release, or stands where the draft's would.
pub fn in_place(tree: &Tree, config: &Config, sources: &[&[Draft]]) -> InPlace {
    let mut marks: BTreeMap<String, SitePath> =
        marked(tree, &config.limits).into_iter().map(|(mark, known)| (mark, known.path)).collect();
    let releases = releases(tree, config);
    let mut placed: BTreeMap<Key, (usize, usize)> = BTreeMap::new();
    let mut desk = Desk::new(tree, config, BTreeMap::new());
    let mut all = InPlace::default();
    let drafts = sources
        .iter()
        .enumerate()
        .flat_map(|(source, drafts)| drafts.iter().enumerate().map(move |(index, draft)| (source, index, draft)));
    for (source, index, draft) in drafts {
        let mark = draft.origin().map(|origin| origin.mark.as_str()).unwrap_or_default();
        let key = key(draft);
        let by_hand = marks.remove(mark).or_else(|| releases.get(key.as_ref()?).cloned());
        if let Some(path) = by_hand {
            all.told.push((source, index, path));
            continue;
        }
        if let Some(first) = key.as_ref().and_then(|key| placed.get(key)) {
            all.twice.push(((source, index), *first));
            continue;
        }
        let (path, implied) = desk.path(draft);
        if tree.contains(path.as_str()) {
            all.told.push((source, index, path));
            continue;
        }
        placed.extend(key.map(|key| (key, (source, index))));
        desk.taken.insert(path.folded());
        let mut keys = keys(&draft.fields);
        keys.retain(|(key, _)| !implied.contains(&key.as_str()) && key != "source");
        let text = file(Format::default(), &keys, &draft.body);
        all.files.push(Placed { path, text, source, draft: index });
    }
    all
}

/// The product and version of a release, both as they are compared.
type Key = (String, String);

fn key(draft: &Draft) -> Option<Key> {
    let DraftFields::Release(fields) = &draft.fields else { return None };
    let product = fields.product.as_ref().map(|at| at.value.clone()).unwrap_or_default();
    Some((product, as_compared(fields.version.as_ref().map_or(Version::UNRELEASED, |at| &at.value))))
}

fn as_compared(version: &str) -> String {
    Version::new(version).as_str().to_lowercase()
}

/// The files of the site that tell of a release as a whole, by what they tell of.
fn releases(tree: &Tree, config: &Config) -> BTreeMap<Key, SitePath> {
    let mut releases = BTreeMap::new();
    for (path, content) in tree.below("changelog") {
        // A translation tells of nothing by itself.
        let placement = place(path, config).ok().filter(|it| it.noun == Noun::Release && it.language.is_none());
        let (Some(placement), Content::Bytes(bytes)) = (placement, content) else { continue };
        let fields = clean(path, bytes).value.map(|source| {
            let front = front(&source, &config.limits).value;
            release_fields(&source, &front, &config.limits).value
        });
        let fields = fields.unwrap_or_default();
        let version = match placement.unreleased {
            true => None,
            false => fields.version.map(|at| at.value).or(placement.version),
        };
        let product = fields.product.map(|at| at.value).or(placement.product).unwrap_or_default();
        let version = as_compared(version.as_deref().unwrap_or(Version::UNRELEASED));
        releases.entry((product, version)).or_insert_with(|| path.clone());
    }
    releases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{At, Source, Span};
    use crate::model::{EntryFields, Origin, ReleaseFields};

    fn config() -> Config {
        let text = "title = \"A\"\nbase_url = \"https://acme.example\"\n[products.app]\n";
        crate::read::config(&Source::new(SitePath::new("tidings.toml").unwrap(), text)).value.unwrap()
    }

    fn at(text: &str) -> Option<At<String>> {
        (!text.is_empty()).then(|| At::new(text.to_owned(), Span::default()))
    }

    fn release(product: &str, version: &str, body: &str) -> Draft {
        let source = Some(Origin { mark: format!("changelog:{version}"), hash: String::new() });
        let fields = ReleaseFields { version: at(version), product: at(product), source, ..ReleaseFields::default() };
        let fields = DraftFields::Release(Box::new(fields));
        Draft { fields, body: body.to_owned(), name: version.to_owned(), place: None }
    }

    fn waiting(name: &str) -> Draft {
        let source = Some(Origin { mark: format!("changesets:{name}"), hash: String::new() });
        let fields = EntryFields { version: at("unreleased"), source, ..EntryFields::default() };
        let fields = DraftFields::Entry(Box::new(fields));
        Draft { fields, body: name.to_owned(), name: name.to_owned(), place: None }
    }

    fn placed(files: &[(&str, &str)], sources: &[&[Draft]]) -> (Vec<String>, usize, usize) {
        let mut tree = Tree::new();
        files.iter().for_each(|(path, text)| tree.insert(SitePath::new(path).unwrap(), text.as_bytes()));
        let all = in_place(&tree, &config(), sources);
        (all.files.iter().map(|it| it.path.to_string()).collect(), all.told.len(), all.twice.len())
    }

    #[test]
    fn a_file_of_the_site_counts_more_than_a_source() {
        let drafts = [release("", "1.0.0", "- a"), release("app", "v1.1.0", "- b"), waiting("quick-fox")];
        let all = ["changelog/1.0.0.md", "changelog/app/v1.1.0.md", "changelog/unreleased/quick-fox.md"];
        for (files, left, told) in [
            (&[][..], &[0, 1, 2][..], 0),
            (&[("changelog/1.0.0.md", "- mine")], &[1, 2], 1),
            (&[("changelog/1.0.0/release.md", "")], &[1, 2], 1),
            (&[("changelog/v1.0.0.md", "")], &[1, 2], 1),
            (&[("changelog/1.0.0/other.md", "- more")], &[0, 1, 2], 0),
            (&[("changelog/Winter/release.md", "+++\nversion = \"1.1.0\"\nproduct = \"app\"\n+++\n")], &[0, 2], 1),
            (&[("changelog/1.2.0/fox.md", "+++\nsource = \"changesets:quick-fox\"\n+++\nx")], &[0, 1], 1),
        ] {
            let expected: Vec<&str> = left.iter().map(|index: &usize| all[*index]).collect();
            assert_eq!(placed(files, &[&drafts]), (expected.iter().map(|it| (*it).to_owned()).collect(), told, 0));
        }
        let (paths, told, _) = placed(&[("changelog/unreleased/quick-fox.md", "- mine")], &[&drafts]);
        assert_eq!((paths[2].as_str(), told), ("changelog/unreleased/quick-fox-2.md", 0), "it is another entry");
    }

    #[test]
    fn of_two_sources_the_first_counts() {
        let (one, other) = ([release("", "1.0.0", "- a")], [release("", "v1.0.0", "- b"), release("", "0.9.0", "")]);
        let (paths, told, twice) = placed(&[], &[&one, &other]);
        assert_eq!((paths.len(), told, twice), (2, 0, 1));
    }

    #[test]
    fn what_waits_for_nothing_is_no_release() {
        let drafts = vec![release("", "unreleased", " \n"), release("", "1.0.0", "")];
        let names: Vec<String> = prepared(drafts, &config()).into_iter().map(|draft| draft.name).collect();
        assert_eq!(names, ["1.0.0"]);
    }
}
