//! A site's folder in a temporary place, and the binary run on it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

/// The present moment of every build that says no other.
pub const NOW: &str = "2026-06-15T12:00:00Z";

/// What takes longer hangs or explodes. Far beyond what a busy machine needs: speed is measured in
/// `benches/`, not asserted here.
pub const HANGS: Duration = Duration::from_secs(60);

/// The least that `tidings.toml` must say.
pub const CONFIG: &str = "title = \"Acme\"\nbase_url = \"https://acme.example\"\n";

/// A folder that goes away with the value. The site is in `site/`, what is built in `out/`.
pub struct Site {
    folder: TempDir,
    /// What builds remember.
    cache: TempDir,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    /// A site with nothing but the least configuration.
    pub fn new() -> Self {
        let site = Self { folder: TempDir::new().unwrap(), cache: TempDir::new().unwrap() };
        site.write("tidings.toml", CONFIG);
        site
    }

    /// A copy of a folder; the least configuration where it has none.
    pub fn copy_of(folder: &Path) -> Self {
        let site = Self::new();
        for (path, bytes) in files(folder) {
            site.write(&path, bytes);
        }
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let file = self.root().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
        self
    }

    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    pub fn rename(&self, from: &str, to: &str) -> &Self {
        let to = self.root().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.root().join(from), to).unwrap();
        self
    }

    /// `tidings build` into `out/`.
    pub fn build(&self) -> Ran {
        self.build_with(&["--now", NOW])
    }

    /// The same with flags of the test's own, and no moment but theirs.
    pub fn build_with<A: AsRef<OsStr>>(&self, args: &[A]) -> Ran {
        run(self.command().args(args))
    }

    /// A build that must go well; what was published.
    pub fn built(&self) -> BTreeMap<String, Vec<u8>> {
        self.build().is_fine();
        let published = files(&self.out());
        assert!(published.contains_key("index.html"), "no home page: {:?}", published.keys());
        published
    }

    /// `tidings build` of this site, to be completed.
    pub fn command(&self) -> Command {
        let mut command = tidings();
        command.arg("build").arg(self.root()).arg("--output").arg(self.out());
        command.env("TIDINGS_CACHE_DIR", self.cache());
        command
    }

    pub fn cache(&self) -> &Path {
        self.cache.path()
    }

    /// A published text.
    pub fn page(&self, path: &str) -> String {
        let file = self.out().join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}; there are {:#?}", self.pages()))
    }

    /// The paths of everything that is published.
    pub fn pages(&self) -> Vec<String> {
        files(&self.out()).into_keys().collect()
    }
}

impl Ran {
    #[track_caller]
    pub fn is_fine(&self) -> &Self {
        self.ends_with(0)
    }

    #[track_caller]
    pub fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "exit code; it said:\n{}\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked at"), "it panicked:\n{}", self.stderr);
        self
    }

    /// The words appear in what it said on standard error.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.stderr.contains(words), "`{words}` is not in what it said:\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn is_silent_on(&self, words: &str) -> &Self {
        assert!(!self.stderr.contains(words), "`{words}` is in what it said:\n{}", self.stderr);
        self
    }
}

/// A site of `tests/sites`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name)
}

/// An entry with a title, a date and this body.
pub fn entry(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2026-01-01\n+++\n\n{body}\n")
}

/// The binary with no colour, no memory, and nothing of this machine's environment that it might look at.
pub fn tidings() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TIDINGS_")) {
        command.env_remove(name);
    }
    command.env("TIDINGS_CACHE_DIR", "");
    command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// Runs it to its end; a signal ends it with code -1.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Every file below `folder` by its path from there, links followed.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    assert!(folder.is_dir(), "{} is not there", folder.display());
    let walk = walkdir::WalkDir::new(folder).follow_links(true);
    let entries = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    entries.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// The files whose bytes hold `word`, in any of the published texts.
pub fn holding<'a>(files: &'a BTreeMap<String, Vec<u8>>, word: &str) -> Vec<&'a str> {
    let has = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
    files.iter().filter(|(path, bytes)| path.contains(word) || has(bytes)).map(|(path, _)| path.as_str()).collect()
}
