//! `tidings serve`: the site as its readers will see it, always as the files are now.

mod live;
mod preview;
mod shown;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::exit::{Ending, say};
use super::highlights::Kept;
use super::report::{Counts, Reporter, count_of};
use super::site::{Look, Talk, Where, site_address, span};
use crate::base::{Diagnostic, Extent, Reported, SitePath, Tree, seen_beside};
use crate::build::{self, Memo, Wish};
use crate::edge::disk::{Folder, Hint};
use crate::edge::server::{Address, Announcer, Server};
use crate::edge::watch::{How, Watch};
use crate::edge::{Failure, clock, signals};
use crate::model::Config;
use preview::Preview;

/// How many names of changed files one line has room for.
const MOST_NAMES: usize = 2;

/// How long a moment is waited for at once: the clock may be set, or the machine may sleep, meanwhile.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Show the site in the browser, always as its files are now
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings serve                    the site of the current folder, at http://127.0.0.1:1111/
  tidings serve acme --open        another site, and a browser that shows it
  tidings serve --drafts --future  with what is not public yet
  tidings serve --poll             for network and container file systems, which tell of no changes

Every change of a file shows at once; what is wrong with it stands over the last good page.
Ctrl-C ends it. Nothing is written to disk.

With --message-format json, each build says one object on standard output:
  {\"kind\":\"built\",\"url\":…,\"changed\":[…],\"read\":…,\"files\":…,\"pages\":…,
   \"errors\":…,\"warnings\":…,\"milliseconds\":…}")]
pub(super) struct Serve {
    #[command(flatten)]
    place: Where,
    /// The port; when it is taken, the next free one [default: 1111]
    #[arg(short, long, value_name = "PORT")]
    port: Option<u16>,
    /// The address to listen at; another than this machine's own lets others look on
    #[arg(short, long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    interface: IpAddr,
    /// A host name under which this server may be asked, besides localhost (repeatable)
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    open: bool,
    /// Where the site will be published: its path is kept, its host is this server
    #[arg(short = 'u', long, value_name = "URL", env = "TIDINGS_BASE_URL", hide_env = true)]
    base_url: Option<String>,
    /// Look for changes every so many milliseconds, instead of waiting to be told of them
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "500", value_parser = clap::value_parser!(u64).range(20..=3_600_000))]
    poll: Option<u64>,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(serve: Serve) -> Ending {
    let reporter = Reporter::new(&serve.talk, false);
    let root = serve.place.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    let failed = |failure: Failure| failure.told_by(&reporter);
    signals::leave().map_err(failed)?;
    let server = serve.bind().map_err(failed)?;
    let session = Session::new(serve, root, reporter.clone(), origin(server.local_address())).map_err(failed)?;
    session.run(server).map_err(failed)
}

/// The configuration in `tree`, as far as it can be read.
fn config(tree: &Tree) -> Option<Config> {
    build::config_in(tree.bytes(build::CONFIG)?)
}

/// Scheme and host under which this machine's browser reaches a server at `address`.
fn origin(address: SocketAddr) -> String {
    match address.ip().is_unspecified() {
        true => format!("http://127.0.0.1:{}", address.port()),
        false => format!("http://{address}"),
    }
}

impl Serve {
    fn bind(&self) -> Result<Server, Failure> {
        let allowed_hosts = self.allow_host.clone();
        Server::bind(&Address { interface: self.interface, port: self.port, allowed_hosts })
    }
}

/// One run of the command: what is known from build to build.
struct Session {
    serve: Serve,
    root: PathBuf,
    reporter: Reporter,
    /// Scheme and host under which the site is seen.
    origin: String,
    /// In place of the configuration's.
    base_url: Option<String>,
    watch: Watch,
    folder: Folder,
    /// What `folder` reads.
    extent: Extent,
    memo: Memo,
    preview: Arc<Preview>,
    /// Tells browsers of a new build, once there is a server.
    announcer: Option<Announcer>,
    /// What was read last.
    seen: Reported<Tree>,
    /// When something becomes public or stops being so.
    due: Option<Timestamp>,
    /// The warnings of the last build: what was said once is not said again.
    told: HashSet<Diagnostic>,
    /// Whether templates may be at fault, which shows only when a page is made.
    is_theme_doubtful: bool,
    /// Whether something was wrong with the last build.
    was_broken: bool,
}

/// What made a new build necessary.
enum Changed {
    Files(Vec<SitePath>),
    /// Something became public, or stopped being so.
    Moment,
}

impl Session {
    fn new(serve: Serve, root: PathBuf, reporter: Reporter, origin: String) -> Result<Self, Failure> {
        let how = serve.poll.map_or(How::Events, |every| How::Poll(Duration::from_millis(every)));
        let extent = build::extent(None);
        let highlights = Kept::find(&root).map(|kept| kept.read()).unwrap_or_default();
        Ok(Self {
            base_url: serve.base_url.as_deref().map(site_address).transpose()?,
            // Watched first, then read: what changes in between is not missed.
            watch: Watch::start(&root, how)?,
            folder: Folder::new(&root, extent.clone()),
            extent,
            memo: Memo::remembering().with_highlights(highlights),
            preview: Arc::new(Preview::new(clock::milliseconds(), reporter.clone())),
            announcer: None,
            seen: Reported::default(),
            due: None,
            told: HashSet::new(),
            is_theme_doubtful: false,
            was_broken: false,
            serve,
            root,
            reporter,
            origin,
        })
    }

    /// Reads, builds, shows, waits, for ever.
    fn run(mut self, server: Server) -> Result<(), Failure> {
        let started = Instant::now();
        self.read(&Hint::Anything);
        if let Some(config) = config(&self.seen.value) {
            self.serve.look.check_audiences(&config.audiences)?;
        }
        let mut counts = self.build()?;
        self.announcer = Some(server.start(Arc::clone(&self.preview).replies())?);
        let took = started.elapsed();
        counts.errors += self.check_templates(counts);
        self.greet(counts, took)?;
        loop {
            let Some(changed) = self.wait() else { continue };
            let started = Instant::now();
            self.was_broken = counts.errors > 0;
            counts = self.build()?;
            let took = started.elapsed();
            counts.errors += self.check_templates(counts);
            self.tell(&changed, counts, took)?;
        }
    }

    /// Makes pages when that may now go otherwise than before; how many errors there are in templates. What is wrong
    /// with the build itself comes first: there are no pages of it.
    fn check_templates(&mut self, build: Counts) -> usize {
        self.is_theme_doubtful |= self.memo.counts().theme_loaded;
        if build.errors > 0 || !self.is_theme_doubtful {
            return 0;
        }
        let errors = self.preview.check_templates();
        self.is_theme_doubtful = errors > 0;
        errors
    }

    /// Waits until something may be different; what is. `None` when nothing is.
    fn wait(&mut self) -> Option<Changed> {
        let until_due = self.due.and_then(|due| Some(Duration::try_from(due - clock::now().ok()?).unwrap_or_default()));
        let hint = self.watch.next(until_due.map(|time| Instant::now() + time.min(LONGEST_WAIT)));
        self.watch.notice().iter().for_each(|notice| self.reporter.remark(notice));
        if let Some(differing) = hint.and_then(|hint| self.read(&hint)) {
            return Some(Changed::Files(differing));
        }
        let is_due = self.due.is_some_and(|due| clock::now().is_ok_and(|now| now >= due));
        is_due.then_some(Changed::Moment)
    }

    /// Sees the folder as it is now; when it cannot be read, as it was, and why. Comes back with the files that are
    /// others than before; `None` when everything is the same.
    fn read(&mut self, hint: &Hint) -> Option<Vec<SitePath>> {
        let mut read = self.folder.read(hint);
        let config = read.as_ref().ok().and_then(|read| config(read.value));
        if let Some(extent) = config.map(|config| build::extent(Some(&config))).filter(|it| *it != self.extent) {
            self.folder = Folder::new(&self.root, extent.clone());
            self.extent = extent;
            read = self.folder.read(&Hint::Anything);
        }
        let (differing, diagnostics) = match read {
            Ok(Reported { value: tree, diagnostics }) => {
                let differing = self.seen.value.differing(tree);
                self.seen.value.follow(tree, &differing);
                (differing, diagnostics)
            }
            Err(failure) => (Vec::new(), vec![failure.diagnostic()]),
        };
        self.watch.also(&self.folder.linked());
        let told = std::mem::replace(&mut self.seen.diagnostics, diagnostics);
        (!differing.is_empty() || told != self.seen.diagnostics).then_some(differing)
    }

    /// Builds what was read and shows it in the browser; what is wrong also here.
    fn build(&mut self) -> Result<Counts, Failure> {
        let viewpoint = self.serve.look.viewpoint()?;
        let is_clock_ours = self.serve.look.is_at_present();
        let wish = Wish { viewpoint, base_url: self.base_url.clone(), origin: Some(self.origin.clone()) };
        let mut diagnostics = self.seen.diagnostics.clone();
        let built = AssertUnwindSafe(|| build::build(&self.seen.value, &wish, &self.memo));
        let built = catch_unwind(built).unwrap_or_else(|_| Reported::new(None, vec![internal()]));
        let output = built.take(&mut diagnostics);
        self.due = output.as_ref().filter(|_| is_clock_ours).and_then(|it| Some(it.summary().next_change?.timestamp()));
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(Diagnostic::is_error);
        let counts = Counts { errors: errors.len(), warnings: warnings.len(), notes: 0 };
        let before = self.preview.show(output.filter(|_| errors.is_empty()), errors.clone());
        self.announcer.iter().for_each(Announcer::announce);
        drop(before);
        let news = warnings.iter().filter(|warning| !self.told.contains(warning)).cloned();
        self.reporter.tell(news.chain(errors).collect());
        self.told = warnings.into_iter().collect();
        Ok(counts)
    }

    fn url(&self) -> String {
        format!("{}{}/", self.origin, self.preview.base_path())
    }

    /// The first words: where the site is to be seen.
    fn greet(&self, counts: Counts, took: Duration) -> Result<(), Failure> {
        let url = self.url();
        if self.serve.open && open::that_detached(&url).is_err() {
            self.reporter.remark(&format!("there is no browser to open {url}"));
        }
        if self.reporter.tells_programs() {
            return say(&self.object(&[], counts, took));
        }
        if self.serve.talk.quiet {
            return Ok(());
        }
        let mut text = match (self.preview.pages(), counts.errors) {
            (0, 1) => format!("Serving nothing yet at {url} until 1 error is mended"),
            (0, 2..) => format!("Serving nothing yet at {url} until {} errors are mended", counts.errors),
            (pages, _) => {
                format!("Serving {} at {url} after {}{}", count_of(pages, "page"), span(took), self.trouble(counts))
            }
        };
        if !self.serve.interface.is_loopback() {
            text += "\nEverybody who can reach this machine can read it";
        }
        say(&format!("{text}\nCtrl-C ends it\n"))
    }

    /// One line about a later build.
    fn tell(&self, changed: &Changed, counts: Counts, took: Duration) -> Result<(), Failure> {
        let paths = match changed {
            Changed::Files(paths) => &paths[..],
            Changed::Moment => &[],
        };
        if self.reporter.tells_programs() {
            return say(&self.object(paths, counts, took));
        }
        if self.serve.talk.quiet {
            return Ok(());
        }
        let what = match changed {
            Changed::Moment => "the time has come for something scheduled".to_owned(),
            Changed::Files(_) => names(paths),
        };
        say(&format!("{} {what}: {}{}\n", clock::time_of_day(), self.what_is_ready(took), self.trouble(counts)))
    }

    /// `2 files read, theme loaded, 1,335 pages in 12 ms`.
    fn what_is_ready(&self, took: Duration) -> String {
        let made = self.memo.counts();
        let read = (made.read > 0).then(|| format!("{} read", count_of(made.read, "file")));
        let theme = made.theme_loaded.then(|| "theme loaded".to_owned());
        let pages = format!("{} in {}", count_of(self.preview.pages(), "page"), span(took));
        read.into_iter().chain(theme).chain([pages]).collect::<Vec<_>>().join(", ")
    }

    /// `; mended`, `; 1 error and 2 warnings, so the last good pages are shown`.
    fn trouble(&self, counts: Counts) -> String {
        let is_mended = self.was_broken && counts.errors == 0;
        let is_behind = counts.errors > 0 && self.preview.pages() > 0;
        let mended = is_mended.then(|| "; mended".to_owned());
        let words = Some(counts.words()).filter(|words| !words.is_empty()).map(|words| format!("; {words}"));
        let shown = is_behind.then(|| ", so the last good pages are shown".to_owned());
        [mended, words, shown].into_iter().flatten().collect()
    }

    /// A build as programs read it.
    fn object(&self, changed: &[SitePath], counts: Counts, took: Duration) -> String {
        let made = self.memo.counts();
        let object = json!({
            "kind": "built",
            "url": self.url(),
            "changed": changed.iter().map(seen_beside).collect::<Vec<_>>(),
            "read": made.read,
            "files": made.files,
            "theme_loaded": made.theme_loaded,
            "pages": self.preview.pages(),
            "errors": counts.errors,
            "warnings": counts.warnings,
            "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
        format!("{object}\n")
    }
}

/// `changelog/a.md and 3 other files`.
fn names(paths: &[SitePath]) -> String {
    let shown = paths.iter().take(MOST_NAMES).map(seen_beside).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(MOST_NAMES) {
        _ if paths.is_empty() => "the folder".to_owned(),
        0 => shown,
        more => format!("{shown} and {}", count_of(more, "other file")),
    }
}

fn internal() -> Diagnostic {
    Diagnostic::error("internal", "internal error while building the site")
        .help("this is a bug in Tidings: please report it with the site's sources")
}
