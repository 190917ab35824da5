//! What comes along with an entry that moves: its translations, its pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::{Bench, is_waiting};
use crate::base::{Content, SitePath};
use crate::model::Config;
use crate::read::placement::{Placement, place};

impl Bench<'_> {
    /// Translations and pictures go where their entries go.
    pub(super) fn follow(&mut self) {
        let moved = self.steps.files.iter().filter(|(from, (to, _))| from != &to).map(|(from, _)| from);
        let folders: BTreeSet<String> = moved.filter_map(|path| path.folder()).map(str::to_owned).collect();
        let leading = self.leading();
        for folder in folders {
            let others: Vec<SitePath> = self.tree.below(&folder).map(|(path, _)| path.clone()).collect();
            for path in &others {
                if self.steps.files.contains_key(path) {
                    continue;
                }
                match companion(path, &leading, self.config()) {
                    Some(to) => self.steps.put(path, to, None),
                    None if is_waiting(&folder) => self.attach(path, &folder),
                    None => {}
                }
            }
        }
    }

    /// Where everything goes that may have translations.
    fn leading(&self) -> BTreeMap<Leader, SitePath> {
        let mut leading = BTreeMap::new();
        for (from, (to, _)) in &self.steps.files {
            if let Ok(placed) = place(from, self.config())
                && placed.language.is_none()
            {
                leading.entry(leader(from, placed)).or_insert_with(|| to.clone());
            }
        }
        leading
    }

    /// A file that something speaks of which moves: it comes along, and stays too when something speaks of it that stays.
    fn attach(&mut self, path: &SitePath, folder: &str) {
        if place(path, self.config()).is_ok() {
            return;
        }
        let name = path.as_str().strip_prefix(folder).unwrap_or_default().trim_start_matches('/');
        let speaks = |text: &str| names(text, name);
        let is_taken_along = self
            .steps
            .files
            .iter()
            .any(|(from, (_, text))| from.folder() == Some(folder) && text.as_deref().is_some_and(speaks));
        let is_needed_here = self.tree.below(folder).any(|(other, content)| {
            let Content::Bytes(bytes) = content else { return false };
            other.extension() == "md"
                && !self.steps.files.contains_key(other)
                && speaks(&String::from_utf8_lossy(bytes))
        });
        let top = folder.rsplit_once('/').map_or("changelog", |(top, _)| top);
        let (true, Ok(to)) = (is_taken_along, SitePath::new(&format!("{top}/{}/{name}", self.folder))) else { return };
        let Some(bytes) = self.tree.bytes(path.as_str()) else { return };
        match is_needed_here {
            true => self.steps.new.push((to, bytes.to_vec())),
            false => self.steps.put(path, to, None),
        }
    }
}

/// What a translation shares with what it translates: folder, name and day.
type Leader = (Option<String>, String, Option<String>);

fn leader(path: &SitePath, placed: Placement) -> Leader {
    (path.folder().map(str::to_owned), placed.name, placed.date.map(|date| date.iso_day()))
}

/// Where the translation of something that moves goes.
fn companion(path: &SitePath, leading: &BTreeMap<Leader, SitePath>, config: &Config) -> Option<SitePath> {
    let placed = place(path, config).ok()?;
    let language = placed.language.clone()?;
    let to = leading.get(&leader(path, placed))?;
    let stem = path.stem();
    let written = stem.get(stem.len().checked_sub(language.len())?..).unwrap_or(&language);
    SitePath::new(&format!("{}/{}.{written}.{}", to.folder()?, to.stem(), path.extension())).ok()
}

/// Whether the text names the file: `banana.png` does not name `nana.png`, nor `a.png.zip` or `my-a.png` `a.png`.
fn names(text: &str, file: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '%');
    text.match_indices(file).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let mut behind = text.get(at + file.len()..).unwrap_or_default().chars();
        let goes_on = match behind.next() {
            Some('.') => behind.next().is_some_and(is_of_name),
            next => next.is_some_and(is_of_name),
        };
        !file.is_empty() && !goes_on && !before.is_some_and(|c| is_of_name(c) || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_whole_name() {
        for (text, is) in [
            ("![x](a.png)", true),
            ("[x]: ./a.png \"t\"", true),
            ("image = \"a.png\"", true),
            ("See a.png.", true),
            ("![x](banana.png) ![y](my-a.png) ![z](a.png.zip) ![w](x.a.png)", false),
            ("", false),
        ] {
            assert_eq!(names(text, "a.png"), is, "{text}");
        }
    }
}
