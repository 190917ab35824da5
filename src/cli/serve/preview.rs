//! The site as it is served: the last good build, what is wrong with a later one, and what a page in a browser is told.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde_json::json;
use url::{Url, form_urlencoded};

use super::live::{self, Prints};
use super::shown::Shown;
use crate::base::{Diagnostic, locked};
use crate::build::Output;
use crate::cli::report::Reporter;
use crate::edge::server::{Answer, News, Replies, media_type};

/// How many files are held, each as it was when it could last be made.
const MOST_HELD: usize = 200;

/// What all threads of the server share.
pub(super) struct Preview {
    shown: RwLock<Arc<Shown>>,
    /// By path in the output.
    held: Mutex<HashMap<String, Held>>,
    /// Faults in pages of this build that were told: many pages have the same one.
    told: Mutex<HashSet<Diagnostic>>,
    reporter: Reporter,
}

/// A file that was asked for.
#[derive(Clone)]
struct Held {
    /// The build that was asked to make it.
    build: u64,
    /// As it could last be made.
    bytes: Option<Arc<[u8]>>,
    /// Why this build cannot make it.
    fault: Option<Diagnostic>,
}

/// What there is at an address.
enum Found {
    /// A file of the output, or the page that says that there is none.
    File {
        path: String,
        status: u16,
        bytes: Arc<[u8]>,
        faults: Vec<Diagnostic>,
    },
    /// Something is wrong, and there never was a good page.
    Broken(Vec<Diagnostic>),
    /// The same with a slash.
    Elsewhere(String),
    Nothing,
}

impl Preview {
    /// With nothing to show yet; `build` is the number of the first build, above those of earlier servers, whose pages
    /// may still be open.
    pub(super) fn new(build: u64, reporter: Reporter) -> Self {
        Self {
            shown: RwLock::new(Arc::new(Shown::nothing(build))),
            held: Mutex::default(),
            told: Mutex::default(),
            reporter,
        }
    }

    /// What the server answers.
    pub(super) fn replies(self: Arc<Self>) -> Replies {
        let listened_to = Arc::clone(&self);
        Replies {
            page: Box::new(move |path, query| self.answer(path, query)),
            news: Box::new(move |query| Some(listened_to.news(query))),
            events_path: live::EVENTS_AT,
        }
    }

    /// From now on this build is shown; without an output the last good one is, with what is wrong.
    /// Comes back with what was shown before, because to free a large site takes a while.
    pub(super) fn show(&self, output: Option<Output>, faults: Vec<Diagnostic>) -> Arc<Shown> {
        let next = Arc::new(self.shown().next(output, faults));
        locked(&self.told).clear();
        std::mem::replace(&mut *self.shown.write().unwrap_or_else(PoisonError::into_inner), next)
    }

    fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The path of the site's address, without a last slash.
    pub(super) fn base_path(&self) -> String {
        self.shown().base_path().to_owned()
    }

    /// How many pages the site has.
    pub(super) fn pages(&self) -> usize {
        self.shown().output.as_ref().map_or(0, |output| output.summary().pages)
    }

    /// Makes a page of each kind, so that a broken template is told before somebody comes across it; how many faults
    /// there are.
    pub(super) fn check_templates(&self) -> usize {
        let shown = self.shown();
        let Some(output) = &shown.output else { return 0 };
        let faults = output.one_page_of_each_kind().filter_map(|index| self.made(&shown, output, index).fault);
        faults.collect::<HashSet<_>>().len()
    }

    fn answer(&self, path: &str, query: Option<&str>) -> Answer {
        let shown = self.shown();
        if path.strip_prefix(shown.base_path()) == Some(live::SCRIPT_AT) {
            let bytes = live::SCRIPT.as_bytes().into();
            return Answer::File { status: 200, bytes, media_type: media_type(path) };
        }
        let page = |bytes: &[u8]| live::with_script(bytes, path, &shown, &shown.prints(bytes)).into();
        match self.find(&shown, path) {
            Found::File { path: file, status, bytes, .. } => {
                let bytes = if file.ends_with(".html") { page(&bytes) } else { bytes };
                Answer::File { status, bytes, media_type: media_type(&file) }
            }
            Found::Broken(faults) => {
                let bytes = page(&live::fault_page(&faults));
                Answer::File { status: 500, bytes, media_type: media_type("fault.html") }
            }
            Found::Elsewhere(path) => {
                Answer::Elsewhere(encoded(&path) + &query.map(|query| format!("?{query}")).unwrap_or_default())
            }
            Found::Nothing => Answer::Nothing,
        }
    }

    /// What a page that was loaded before should know. Its query says where it is, and by which build and with
    /// which fingerprints it was loaded.
    fn news(&self, query: &str) -> News {
        let seen: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
        let seen = |key: &str| seen.get(key).map_or("", |value| value.as_ref());
        let since = seen("build").parse().unwrap_or(0);
        let shown = self.shown();
        let (bytes, faults) = match self.find(&shown, seen("page")) {
            Found::File { bytes, faults, .. } => (bytes, faults),
            // The page itself says them.
            Found::Broken(faults) => (live::fault_page(&faults).into(), Vec::new()),
            Found::Elsewhere(_) | Found::Nothing => (Arc::from([]), Vec::new()),
        };
        let prints = shown.prints(&bytes);
        let change = match prints {
            Prints { whole, .. } if whole.to_string() == seen("whole") => shown.change_of_copies(since, &bytes),
            Prints { unstyled, .. } if unstyled.to_string() == seen("unstyled") => "styles",
            _ => "page",
        };
        let Prints { whole, unstyled } = prints;
        let data = json!({
            "change": change,
            "styles": shown.changed_styles(since),
            "faults": faults.iter().map(live::fault).collect::<Vec<_>>(),
            "build": shown.build,
            "whole": whole.to_string(),
            "unstyled": unstyled.to_string(),
        });
        News { event: "state", data: data.to_string() }
    }

    /// What there is at `path`, an address of this server.
    fn find(&self, shown: &Shown, path: &str) -> Found {
        let Some(output) = &shown.output else { return Found::Broken(shown.faults.clone()) };
        let base = shown.base_path();
        let file = match path.strip_prefix(base).and_then(|path| path.strip_prefix('/')) {
            None if path == "/" || path == base => return Found::Elsewhere(format!("{base}/")),
            None => None,
            Some(inner) if inner.is_empty() || inner.ends_with('/') => output.find(&format!("{inner}index.html")),
            Some(inner) => match output.find(inner) {
                None if output.contains(&format!("{inner}/index.html")) => {
                    return Found::Elsewhere(format!("{path}/"));
                }
                file => file,
            },
        };
        let file = file.map(|index| (index, 200));
        let Some((index, status)) =
            file.or_else(|| Some((nowhere(output, path.strip_prefix(base).unwrap_or_default())?, 404)))
        else {
            return Found::Nothing;
        };
        let made = self.made(shown, output, index);
        let faults = if shown.is_current() { made.fault.into_iter().collect() } else { shown.faults.clone() };
        match made.bytes {
            Some(bytes) => Found::File { path: output.path(index).to_string(), status, bytes, faults },
            None => Found::Broken(faults),
        }
    }

    /// The file with this index, made now or already for this build. A fault is told once for each build, and none of
    /// an earlier build: its templates are no longer those on disk. What is copied as it is, such as a film, is not
    /// held a second time.
    fn made(&self, shown: &Shown, output: &Output, index: usize) -> Held {
        if let Some(bytes) = output.copy(index) {
            return Held { build: shown.build, bytes: Some(Arc::clone(bytes)), fault: None };
        }
        let path = output.path(index).as_str();
        let last = locked(&self.held).get(path).cloned();
        if let Some(held) = last.as_ref().filter(|held| held.build == shown.build) {
            return held.clone();
        }
        let held = match output.render(index) {
            Ok(bytes) => Held { build: shown.build, bytes: Some(bytes.into()), fault: None },
            Err(fault) => {
                if shown.is_current() && locked(&self.told).insert(fault.clone()) {
                    self.reporter.tell(vec![fault.clone()]);
                }
                Held { build: shown.build, bytes: last.and_then(|last| last.bytes), fault: Some(fault) }
            }
        };
        let mut all = locked(&self.held);
        if all.len() >= MOST_HELD {
            all.clear();
        }
        all.insert(path.to_owned(), held.clone());
        held
    }
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let mut url = Url::parse("http://localhost/").expect("it is an address");
    url.set_path(&path.replace('%', "%25"));
    url.path().to_owned()
}

/// The page that says that nothing is at `path`: the nearest above it, as hosts choose it.
fn nowhere(output: &Output, path: &str) -> Option<usize> {
    let folders = path.rmatch_indices('/').map(|(at, _)| path[..at].trim_start_matches('/'));
    let pages = folders.filter(|folder| !folder.is_empty()).map(|folder| format!("{folder}/404.html"));
    pages.chain(["404.html".to_owned()]).find_map(|page| output.find(&page))
}
