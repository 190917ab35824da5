//! Watch mode: what is served is what a build would make of the files as they are now, and what is wrong is told.

use std::fs;
use std::path::Path;

use rustix::process::Signal;

use crate::served::Served;
use crate::site::{NOW, Site, entry, files, fixture, run, tidings};

const ENTRY: &str = "changelog/2026-01-01-first.md";
const PAGE: &str = "entries/first/";

/// A site with one entry that says `hello`, below the path `/changes`.
fn site() -> Site {
    let site = Site::new();
    site.write("tidings.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/changes\"\n");
    site.write(ENTRY, entry("First", "It says hello."));
    site
}

fn serve(site: &Site) -> Served {
    Served::start(&site.root(), &["--now", NOW])
}

/// Every file of a fresh build of what `served` serves is served, byte for byte.
#[track_caller]
fn equals_a_build(served: &Served, root: &Path, args: &[&str]) {
    let out = tempfile::tempdir().unwrap();
    let url = format!("http://{}{}", served.host, served.home);
    let mut build = tidings();
    build.arg("build").arg(root).arg("--output").arg(out.path()).args(["--base-url", &url]).args(args);
    run(&mut build).is_fine();
    let built = files(out.path());
    assert!(built.len() > 10, "{:?}", built.keys());
    for (path, bytes) in built.iter().filter(|(path, _)| *path != "tidings-manifest.txt") {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        let reply = served.get(&format!("{}{address}", served.home));
        assert_eq!(reply.status, 200, "{address}");
        let same = if path.ends_with(".html") { reply.bytes() == *bytes } else { reply.body == *bytes };
        assert!(same, "{address} is not what a build makes");
    }
}

#[test]
fn what_is_served_is_what_a_build_makes() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let now = ["--now", "2026-11-23"];
    let served = Served::start(&example, &now);
    equals_a_build(&served, &example, &now);
    let site = site();
    let served = serve(&site);
    assert_eq!(served.home, "/changes/");
    equals_a_build(&served, &site.root(), &["--now", NOW]);
    assert!(served.get("/").head.contains("\r\nlocation: /changes/"), "the way to the site");
    assert!(served.get("/changes/entries/first?a=b").head.contains("\r\nlocation: /changes/entries/first/?a=b"));
    for nowhere in ["/changes/nowhere/", "/changesets/", "/entries/first/", "/changes/.tidings/", "/changes/entries"] {
        let reply = served.get(nowhere);
        assert_eq!(reply.status, 404, "{nowhere}");
        assert!(reply.text().contains("<h1"), "{nowhere}: the site's own page says so");
    }
}

#[test]
fn every_edit_shows() {
    let site = site();
    let served = serve(&site);
    served.shows(PAGE, "It says hello.");
    site.write(ENTRY, entry("First", "It says goodbye."));
    served.shows(PAGE, "It says goodbye.");
    served.shows("", "It says goodbye.");
    site.write("changelog/2026-02-02-second.md", entry("Second", "A new one."));
    served.shows("entries/second/", "A new one.");
    site.rename("changelog/2026-02-02-second.md", "changelog/2026-02-02-third.md");
    served.shows("entries/third/", "A new one.");
    served.loses("entries/second/");
    site.remove("changelog/2026-02-02-third.md");
    served.loses("entries/third/");
    site.write("templates/entry.html", "{% extends \"base.html\" %}{% block content %}<b>mine</b>{% endblock %}");
    served.shows(PAGE, "<b>mine</b>");
    site.remove("templates/entry.html");
    served.shows(PAGE, "It says goodbye.");
    site.write("tidings.toml", "title = \"Other\"\nbase_url = \"https://acme.example/changes\"\n");
    served.shows(PAGE, "Other");
    site.write("static/note.txt", "one");
    served.shows("note.txt", "one");
    site.write("static/note.txt", "two");
    served.shows("note.txt", "two");
    site.write("i18n/en.toml", "[nav]\nroadmap = \"Soon\"\nchangelog = \"Lately\"\n");
    served.shows("", "Lately");
    equals_a_build(&served, &site.root(), &["--now", NOW]);
}

#[test]
fn a_folder_that_goes_and_comes_back_is_followed() {
    let site = site();
    let served = serve(&site);
    fs::rename(site.root().join("changelog"), site.root().join("elsewhere")).unwrap();
    served.loses(PAGE);
    fs::rename(site.root().join("elsewhere"), site.root().join("changelog")).unwrap();
    served.shows(PAGE, "It says hello.");
    fs::remove_file(site.root().join("tidings.toml")).unwrap();
    served.complains("there is no tidings.toml here");
    served.shows(PAGE, "It says hello.");
    site.write("tidings.toml", "title = \"Back\"\nbase_url = \"https://acme.example/changes\"\n");
    served.shows(PAGE, "Back");
    let aside = site.root().with_file_name("aside");
    fs::rename(site.root(), &aside).unwrap();
    site.write("tidings.toml", "title = \"New root\"\nbase_url = \"https://acme.example/changes\"\n");
    site.write(ENTRY, entry("First", "In a new root."));
    served.shows(PAGE, "In a new root.");
    site.write(ENTRY, entry("First", "In a new root, edited."));
    served.shows(PAGE, "In a new root, edited.");
}

#[test]
fn a_mistake_stands_over_the_last_good_page_until_it_is_mended() {
    let site = site();
    let served = serve(&site);
    let mistakes = [
        (ENTRY, "+++\ntitle = \"First\"\ntags = 7\n+++\nBad.\n", "changelog/2026-01-01-first.md:3:8", "tags = 7"),
        ("tidings.toml", "title = \n", "tidings.toml:1:9", "title ="),
        ("templates/entry.html", "{% if %}", "templates/entry.html:1:7", "{% if %}"),
        ("templates/entry.html", "\n{{ nothing }}", "templates/entry.html:2:4", "{{ nothing }}"),
    ];
    for (path, text, place, line) in mistakes {
        let good = fs::read(site.root().join(path)).ok();
        site.write(path, text);
        served.complains(&format!("{path}:{}", place.split_once(':').unwrap().1));
        assert!(served.page(PAGE).contains("It says hello."), "{path}: the last good page stays");
        served.hears("; 1 error, so the last good pages are shown");
        let news = served.news(&format!("{}{PAGE}", served.home));
        let fault = &news["faults"][0];
        assert_eq!(fault["places"][0]["at"], place, "{news}");
        let pieces = fault["places"][0]["line"].as_array().unwrap();
        assert_eq!(pieces.iter().map(|piece| piece.as_str().unwrap()).collect::<String>().trim(), line, "{news}");
        assert_eq!(news["change"], "none", "the page itself is the same: {news}");
        match good {
            Some(good) => site.write(path, good),
            None => site.remove(path),
        };
        let is_mended = || served.news(&format!("{}{PAGE}", served.home))["faults"] == serde_json::json!([]);
        served.until("the mistake is gone", is_mended);
        served.hears("; mended");
    }
}

#[test]
fn a_template_that_was_wrong_before_is_not_told_again() {
    let site = site();
    let served = serve(&site);
    let faults = || served.news(&format!("{}{PAGE}", served.home))["faults"].take();
    let places =
        || faults().as_array().unwrap().iter().map(|fault| fault["places"][0]["at"].clone()).collect::<Vec<_>>();
    let good = fs::read(site.root().join(ENTRY)).unwrap();
    site.write("templates/entry.html", "\n{{ nothing }}");
    served.hears("; 1 error");
    site.write("templates/entry.html", "{{ site.title | no_such_filter }}");
    served.hears("templates/entry.html: theme loaded");
    assert_eq!(places(), ["templates/entry.html:1:17"]);
    site.write("templates/entry.html", "\n\n{{ nothing }}");
    served.hears("templates/entry.html: theme loaded");
    assert_eq!(places(), ["templates/entry.html:3:4"]);
    // A mistake elsewhere hides it only until that is mended.
    site.write(ENTRY, "+++\ntags = 7\n+++\nBad.\n");
    served.hears("; 1 error");
    assert_eq!(places(), [format!("{ENTRY}:2:8")]);
    site.write(ENTRY, good);
    served.hears("; 1 error");
    assert_eq!(places(), ["templates/entry.html:3:4"]);
    // Nothing is read where the configuration cannot be.
    site.write("tidings.toml", "title = \n");
    served.hears("tidings.toml: 11 pages in ");
    assert_eq!(places(), ["tidings.toml:1:9"]);
}

#[test]
fn a_site_that_is_broken_from_the_start_says_so_and_comes_up_when_mended() {
    let site = site();
    site.write(ENTRY, "+++\ntags = 7\n+++\n<script>x</script>\n");
    let served = serve(&site);
    let reply = served.get("/");
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("changelog/2026-01-01-first.md:2:8"), "{}", reply.text());
    site.write(ENTRY, entry("First", "It says hello."));
    let is_up = || served.get("/changes/entries/first/").text().contains("It says hello.");
    served.until("the site comes up", is_up);
}

#[test]
fn a_page_is_told_of_what_concerns_it() {
    let site = site();
    site.write("changelog/2026-01-02-other.md", entry("Other", "Another page."));
    site.write("static/own.css", "b { color: red }");
    site.write("themes/t/theme.toml", "name = \"T\"\nparent = \"default\"\n");
    site.write("themes/t/assets/style.css", "b { color: red }");
    let config = "title = \"Acme\"\nbase_url = \"https://acme.example/changes\"\ntheme = \"t\"\n";
    site.write("tidings.toml", config);
    let link =
        "{% extends \"base.html\" %}{% block head %}<link rel=\"stylesheet\" href=\"/changes/own.css\">{% endblock %}";
    site.write("templates/archive.html", link);
    let served = serve(&site);
    let listen = |path: &str| {
        let page = String::from_utf8(served.get(path).body).unwrap();
        let value =
            |key: &str| page.split(&format!("data-{key}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut listener = served.listen(&format!(
            "page={path}&whole={}&unstyled={}&build={}",
            value("whole"),
            value("unstyled"),
            value("build")
        ));
        assert_eq!(listener.next()["change"], "none", "{path}");
        listener
    };
    let paths = ["/changes/entries/first/", "/changes/feeds/", "/changes/archive/2026/"];
    let changes = |path: &str, text: &str| {
        let mut listeners = paths.map(listen);
        site.write(path, text);
        listeners.each_mut().map(|listener| listener.next()["change"].as_str().unwrap().to_owned())
    };
    assert_eq!(changes(ENTRY, &entry("First", "Edited.")), ["page", "none", "none"]);
    assert_eq!(changes("themes/t/assets/style.css", "b { color: blue }"), ["styles", "styles", "styles"]);
    assert_eq!(changes("static/own.css", "b { color: blue }"), ["none", "none", "styles"]);
    assert_eq!(changes("tidings.toml", &config.replace("Acme", "Emca")), ["page", "page", "page"]);
}

#[test]
fn nothing_is_written_and_a_build_beside_it_is_no_change() {
    let site = site();
    let before = files(&site.root());
    let served = serve(&site);
    served.page(PAGE);
    served.hears("Ctrl-C ends it");
    assert_eq!(files(&site.root()), before);
    let mut build = tidings();
    run(build.arg("build").arg(site.root())).is_fine();
    assert!(!files(&site.root()).values().any(|bytes| String::from_utf8_lossy(bytes).contains(".tidings/")));
    site.write(ENTRY, entry("First", "It says goodbye."));
    served.shows(PAGE, "It says goodbye.");
    served.hears("changelog/2026-01-01-first.md: 1 file read, ");
    site.write(ENTRY, entry("First", "It says hello again."));
    let said = served.hears("changelog/2026-01-01-first.md: 1 file read, ");
    assert_eq!(said.len(), 1, "one save is one build: {said:?}");
}

#[test]
fn drafts_show_only_when_asked_for_and_say_so() {
    let site = site();
    site.write("changelog/2026-01-02-secret.md", "+++\ntitle = \"Secret\"\ndraft = true\n+++\nCanary.\n");
    site.write("changelog/2031-01-02-later.md", "+++\ntitle = \"Later\"\n+++\nCanary.\n");
    let served = serve(&site);
    served.loses("entries/secret/");
    served.loses("entries/later/");
    assert!(!served.page("").contains("Canary"));
    site.write("changelog/2026-01-02-secret.md", "+++\ntitle = \"Secret\"\ndraft = true\n+++\nCanary two.\n");
    site.write(ENTRY, entry("First", "It says goodbye."));
    served.shows(PAGE, "It says goodbye.");
    assert!(!served.page("").contains("Canary"));
    let served = Served::start(&site.root(), &["--drafts", "--future", "--now", NOW]);
    for page in ["entries/secret/", "entries/later/"] {
        assert!(served.page(page).contains("class=\"ribbon\""), "{page}");
    }
}

#[test]
fn what_is_scheduled_appears_when_its_time_comes() {
    let site = site();
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3);
    let soon = soon.strftime("%Y-%m-%dT%H:%M:%SZ");
    site.write(
        "changelog/2026-01-02-soon.md",
        format!("+++\ntitle = \"Soon\"\npublish_at = {soon}\n+++\nIt is out.\n"),
    );
    let served = Served::start(&site.root(), &["--interface", "127.0.0.1"]);
    served.shows("entries/soon/", "It is out.");
}

#[test]
fn polling_sees_the_same() {
    let site = site();
    let served = Served::start(&site.root(), &["--poll", "20"]);
    site.write(ENTRY, entry("First", "It says goodbye."));
    served.shows(PAGE, "It says goodbye.");
}

#[test]
fn programs_are_told_too() {
    let site = site();
    let served = Served::start(&site.root(), &["--message-format", "github"]);
    site.write(ENTRY, "+++\ntags = 7\n+++\n");
    served.complains("::error file=");
    let mut command = tidings();
    let site = fixture("never-seen");
    let mut child = command.arg("serve").arg(site).args(["--port", "0", "--message-format", "json"]);
    child = child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let mut child = child.spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let object: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(object["kind"], "built", "{line}");
    assert!(object["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{line}");
}

#[test]
fn a_signal_ends_it_well() {
    let site = site();
    for signal in [Signal::INT, Signal::TERM] {
        assert_eq!(serve(&site).end_with(signal), Some(0));
    }
}

#[test]
fn foreign_names_are_refused_unless_they_are_allowed() {
    let site = site();
    let served = Served::start(&site.root(), &["--allow-host", "preview.test"]);
    let ask = |host: &str| {
        served.request(&format!("GET {}{PAGE} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", served.home))
    };
    for (host, status) in [("evil.example", 403), ("preview.test", 200), ("localhost:1", 200), ("127.0.0.1", 200)] {
        assert_eq!(ask(host).status, status, "{host}");
    }
    assert!(ask("evil.example").text().contains("--allow-host evil.example"));
}

#[test]
fn a_taken_port_is_passed_over() {
    let site = site();
    let first = serve(&site);
    let port = first.host.split_once(':').unwrap().1.to_owned();
    let second = Served::start(&site.root(), &["--port", &port]);
    assert_ne!(first.host, second.host);
    second.page(PAGE);
}
