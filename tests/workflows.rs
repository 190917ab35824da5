//! The workflows that the README offers: they are YAML, ask for no more than they need, and their steps run in a
//! repository as a forge clones it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::site::{CONFIG, Ran, run};

/// A workflow of the README, found by the comment that it begins with.
fn workflow(name: &str) -> Value {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let blocks = readme.split("```yaml\n").skip(1).map(|block| block.split("```").next().unwrap());
    let text = blocks.into_iter().find(|block| block.starts_with(&format!("# {name}"))).unwrap();
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A forge with a site in its `main` branch, a branch `work` with a change, and how a runner clones them.
struct Forge(TempDir);

impl Forge {
    fn new() -> Self {
        let forge = Self(TempDir::new().unwrap());
        let (bin, here) = (forge.path("bin"), forge.path("here"));
        fs::create_dir_all(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_tidings"), bin.join("tidings")).unwrap();
        forge.git(&forge.path(""), &["init", "--quiet", "--initial-branch=main", "here"]);
        forge.write("tidings.toml", CONFIG);
        forge.write("changelog/1.0.0.md", "## [1.0.0] - 2026-01-01\n### Added\n- The map.\n");
        let soon = "+++\ntitle = \"Soon\"\ntype = \"added\"\npublish_at = 2026-08-01T06:00:00Z\n+++\nSoon.\n";
        forge.write("changelog/2026-06-01-soon.md", soon).commit("Begin");
        forge.git(&here, &["switch", "--quiet", "-c", "work"]);
        forge.write("src/map.rs", "fn turn() {}\n").commit("Turn the map");
        forge.git(&here, &["switch", "--quiet", "main"]);
        forge.write("README.md", "# Acme\n").commit("Words");
        // What GitHub checks out for a pull request.
        forge.git(&here, &["switch", "--quiet", "--detach"]);
        forge.git(&here, &["merge", "--quiet", "--no-ff", "-m", "Merge work into main", "work"]);
        forge.git(&here, &["update-ref", "refs/pull/1/merge", "HEAD"]);
        forge
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.path("here").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn commit(&self, message: &str) {
        self.git(&self.path("here"), &["add", "--all"]);
        self.git(&self.path("here"), &["commit", "--quiet", "-m", message]);
    }

    fn git(&self, folder: &Path, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(folder);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@acme.example");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The folder of a clone in which only `reference` is checked out, as a commit without a branch.
    fn runner(&self, reference: &str, depth: u64) -> PathBuf {
        let folder = self.path(&format!("runner-{}", reference.replace('/', "-")));
        fs::create_dir_all(&folder).unwrap();
        self.git(&folder, &["init", "--quiet"]);
        let address = format!("file://{}", self.path("here").display());
        self.git(&folder, &["remote", "add", "origin", &address]);
        let (wanted, depth) = (format!("+{reference}:refs/remotes/{reference}"), depth.to_string());
        match depth.as_str() {
            "0" => self.git(&folder, &["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", &wanted]),
            _ => self.git(&folder, &["fetch", "--quiet", "--depth", &depth, "origin", &wanted]),
        }
        self.git(&folder, &["checkout", "--quiet", "--detach", &format!("refs/remotes/{reference}")]);
        folder
    }

    /// Runs a step as both forges do: it ends with the first command that fails.
    fn step(&self, script: &str, folder: &Path, variables: &BTreeMap<String, String>) -> Ran {
        let mut command = Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(folder).envs(variables);
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        command.env("PATH", path).env("TIDINGS_CACHE_DIR", self.path("cache")).env("SOURCE_DATE_EPOCH", EPOCH);
        run(&mut command)
    }
}

/// 15 June 2026, before what is scheduled.
const EPOCH: &str = "1781524800";

/// The steps of a job, the shell's with the variables that it gives them, `${{ … }}` by what `context` says.
fn steps(job: &Value, context: &[(&str, &str)]) -> Vec<(String, BTreeMap<String, String>)> {
    let filled = |text: &str| {
        context.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{{ {name} }}}}"), value))
    };
    let steps = job["steps"].as_array().unwrap().iter().filter_map(|step| {
        let given = step["env"].as_object().into_iter().flatten();
        let variables = given.map(|(name, value)| (name.clone(), filled(value.as_str().unwrap()))).collect();
        Some((step["run"].as_str()?.to_owned(), variables))
    });
    let steps: Vec<_> = steps.collect();
    assert!(!steps.iter().any(|(script, _)| script.contains("${{")), "what is asked for comes by variables: {steps:?}");
    steps
}

const GITHUB: &str = ".github/workflows/changelog.yml";
const LABELS: &str = "join(github.event.pull_request.labels.*.name, ',')";

#[test]
fn jobs_have_the_rights_and_the_history_that_they_need() {
    let workflow = workflow(GITHUB);
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    for (job, permissions) in [
        ("check", serde_json::json!({ "contents": "read" })),
        ("build", serde_json::json!({ "contents": "read" })),
        ("deploy", serde_json::json!({ "pages": "write", "id-token": "write" })),
    ] {
        assert_eq!(workflow["jobs"][job]["permissions"], permissions, "{job}");
    }
    for job in workflow["jobs"].as_object().unwrap().values() {
        let clones = job["steps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|step| step["uses"].as_str().is_some_and(|action| action.starts_with("actions/checkout@")));
        clones.for_each(|step| {
            assert_eq!((&step["with"]["fetch-depth"], &step["with"]["persist-credentials"]), (&0.into(), &false.into()))
        });
    }
    for trigger in ["pull_request", "push", "schedule", "workflow_dispatch"] {
        assert!(workflow["on"].as_object().unwrap().contains_key(trigger), "{trigger}");
    }
    assert_eq!(workflow["jobs"]["deploy"]["needs"], "build");
}

#[test]
fn a_pull_request_is_checked_on_github() {
    let (forge, workflow) = (Forge::new(), workflow(GITHUB));
    let folder = forge.runner("pull/1/merge", 0);
    let check = |labels: &str| {
        let steps = steps(&workflow["jobs"]["check"], &[("github.base_ref", "main"), (LABELS, labels)]);
        let [(script, variables)] = &steps[..] else { panic!("{steps:?}") };
        forge.step(script, &folder, variables)
    };
    check("")
        .ends_with(1)
        .says("::error file=src/map.rs,title=no-entry::this change touches src/map.rs, and brings no entry");
    check("bug").ends_with(1);
    check("bug,no-changelog").is_fine();
    fs::create_dir_all(folder.join("changelog/unreleased")).unwrap();
    fs::write(folder.join("changelog/unreleased/turn.md"), "+++\ntype = \"added\"\n+++\nMaps turn.\n").unwrap();
    assert_eq!(check("").is_fine().stderr, "");
}

#[test]
fn a_shallow_clone_says_what_is_missing() {
    let (forge, workflow) = (Forge::new(), workflow(GITHUB));
    let folder = forge.runner("pull/1/merge", 1);
    let steps = steps(&workflow["jobs"]["check"], &[("github.base_ref", "main"), (LABELS, "")]);
    let ran = forge.step(&steps[0].0, &folder, &steps[0].1);
    ran.ends_with(2).says("git knows no commit \"origin/main\"").says("`fetch-depth: 0`");
}

#[test]
fn the_site_is_built_on_github_and_again_when_something_is_due() {
    let (forge, workflow) = (Forge::new(), workflow(GITHUB));
    let folder = forge.runner("heads/main", 0);
    let steps = steps(&workflow["jobs"]["build"], &[]);
    let [(script, variables)] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!(forge.step(script, &folder, variables).is_fine().stderr, "");
    let upload = workflow["jobs"]["build"]["steps"].as_array().unwrap().last().unwrap();
    let public = folder.join(upload["with"]["path"].as_str().unwrap());
    assert!(public.join("index.html").is_file() && public.join(".well-known/releases.json").is_file());
    assert_eq!(upload["with"]["include-hidden-files"], true);
    assert!(!public.join("entries/soon").exists());
    let mut later = variables.clone();
    later.insert("LATER".to_owned(), "1785600000".to_owned());
    forge.step(&format!("SOURCE_DATE_EPOCH=$LATER {script}"), &folder, &later).is_fine();
    assert!(public.join("entries/soon/index.html").is_file());
}

#[test]
fn both_jobs_run_on_gitlab() {
    let (forge, workflow) = (Forge::new(), workflow(".gitlab-ci.yml"));
    let script = |job: &str| {
        let lines = workflow[job]["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
        assert_eq!(workflow[job]["variables"]["GIT_DEPTH"], 0);
        lines.collect::<Vec<_>>().join("\n")
    };
    let folder = forge.runner("heads/work", 0);
    let check = |labels: &str| {
        let variables = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_LABELS", labels)];
        forge.step(
            &script("changelog"),
            &folder,
            &variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        )
    };
    check("").ends_with(1).says("error[no-entry]: this change touches src/map.rs, and brings no entry");
    check("skip-changelog,bug").is_fine();
    let folder = forge.runner("heads/main", 0);
    forge.step(&script("pages"), &folder, &BTreeMap::new()).is_fine();
    let artifacts = workflow["pages"]["artifacts"]["paths"][0].as_str().unwrap();
    assert!(folder.join(artifacts).join("index.html").is_file());
}
