//! Names and files that are hard to place: doubles, ways out of the folder, links, litter.

use std::path::Path;
use std::time::Instant;

use crate::site::{CONFIG, HANGS, NOW, Site, entry, files, holding};

#[test]
fn two_things_at_one_address_are_refused_and_both_named() {
    let dated = |slug: &str| format!("---\ntitle: T\ndate: 2026-01-01\nslug: {slug}\n---\n");
    for (name, one, two) in [
        ("slugs", dated("same"), dated("same")),
        ("ids", dated("one\nid: same"), dated("two\nid: same")),
        ("aliases", dated("one\naliases: [/old/]"), dated("two\naliases: [/old/]")),
        ("an alias and a page", dated("one"), dated("two\naliases: [/entries/one/]")),
        ("an alias and the home page", dated("one"), dated("two\naliases: [/]")),
    ] {
        let site = Site::new();
        site.write("changelog/one.md", one).write("changelog/two.md", two);
        let ran = site.build();
        assert_eq!(ran.code, 1, "{name}: {}", ran.stderr);
        ran.says("changelog/two.md");
    }
    // The names of one path, put together differently, are shown in their composed form.
    for (one, two, shown) in
        [("a b", "a-b", "a-b"), ("Case", "case", "case"), ("caf\u{e9}", "cafe\u{301}", "caf\u{e9}")]
    {
        let site = Site::new();
        let path = |name: &str| format!("changelog/{name}.md");
        site.write(&path(one), "---\ntitle: One\ndate: 2026-01-01\n---\n");
        site.write(&path(two), "---\ntitle: Two\ndate: 2026-01-01\n---\n");
        site.build().ends_with(1).says(&path(one)).says(&path(shown));
    }
    let site = Site::new();
    site.write("changelog/1.0.0.md", "---\ndate: 2026-01-01\n---\n- a\n");
    site.write("changelog/1.0.0/release.md", "---\ndate: 2026-01-02\n---\n");
    site.build().ends_with(1).says("changelog/1.0.0.md").says("changelog/1.0.0/release.md");
}

#[test]
fn no_name_leads_out_of_the_output_folder() {
    let names = [
        "..",
        "../x",
        "../../etc/x",
        "a/../../x",
        "a\\\\..\\\\x",
        "%2e%2e/x",
        "%2e%2e%2fx",
        "C:",
        "C:/x",
        "CON",
        "nul.txt",
        "x\\u0000",
        ".",
        "...",
        "a/./b",
        "//evil.example/x",
    ];
    for name in names.map(str::to_owned).into_iter().chain(["x".repeat(300)]) {
        for key in ["slug", "aliases", "id", "image"] {
            let value = if key == "aliases" { format!("[\"{name}\"]") } else { format!("\"{name}\"") };
            let site = Site::new();
            site.write("changelog/a.md", format!("---\ntitle: A\ndate: 2026-01-01\n{key}: {value}\n---\n"));
            let ran = site.build();
            assert!(matches!(ran.code, 0 | 1), "{key}: {name}: {ran:?}");
            let around = site.root().parent().unwrap().to_owned();
            let strangers: Vec<String> = files(&around)
                .into_keys()
                .filter(|path| {
                    !path.starts_with("out/") && !["site/tidings.toml", "site/changelog/a.md"].contains(&path.as_str())
                })
                .collect();
            assert_eq!(strangers, Vec::<String>::new(), "{key}: {name}");
            if key == "slug" {
                ran.ends_with(1).says("changelog/a.md").says("slug");
            }
        }
    }
    for theme in ["..", "../themes", "/etc", "a/../.."] {
        let site = Site::new();
        site.write("tidings.toml", format!("{}theme = \"{theme}\"\n", CONFIG));
        site.build().ends_with(1).says("tidings.toml").says("theme");
    }
    for include in ["../../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd"] {
        let site = Site::new();
        site.write("changelog/a.md", entry("A", "text"));
        site.write("templates/entry.html", format!("{{% include \"{include}\" %}}"));
        site.build().ends_with(1).says("templates/entry.html");
    }
}

#[cfg(unix)]
#[test]
fn links_inside_are_followed_and_links_outside_refused() {
    use std::os::unix::fs::symlink;
    let with = |link: &dyn Fn(&Path)| {
        let site = Site::new();
        site.write("changelog/real.md", entry("Real", "text")).write("shared/inside.md", entry("Inside", "text"));
        link(&site.root().join("changelog"));
        let started = Instant::now();
        let ran = site.build();
        assert!(started.elapsed() < HANGS);
        (site, ran)
    };
    let (site, ran) = with(&|folder| symlink("../shared/inside.md", folder.join("linked.md")).unwrap());
    ran.is_fine();
    assert!(site.pages().contains(&"entries/linked/index.html".to_owned()), "{:?}", site.pages());
    for (name, target) in [
        ("passwd.md", "/etc/passwd"),
        ("dangling.md", "nowhere.md"),
        ("self.md", "self.md"),
        ("loop", "."),
        ("up", "../.."),
    ] {
        let (site, ran) = with(&|folder| symlink(target, folder.join(name)).unwrap());
        ran.ends_with(1).says(name);
        assert!(!site.out().exists() || holding(&files(&site.out()), "root:x:0").is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_entries_does_not_hang_the_build() {
    let site = Site::new();
    site.write("changelog/real.md", entry("Real", "text"));
    let made = std::process::Command::new("mkfifo").arg(site.root().join("changelog/pipe.md")).status().unwrap();
    assert!(made.success());
    let started = Instant::now();
    site.build().is_fine().says("pipe.md");
    assert!(started.elapsed() < HANGS);
}

#[test]
fn litter_of_editors_is_passed_over_and_strangers_are_told() {
    let site = Site::new();
    site.write("changelog/a.md", entry("A", "text"));
    for litter in ["a.md~", ".a.md.swp", "#a.md#", ".#a.md", "4913", "a.md.tmp", ".DS_Store", "Thumbs.db"] {
        site.write(&format!("changelog/{litter}"), "canary-litter");
    }
    let ran = site.build();
    ran.is_fine().is_silent_on("changelog/");
    assert_eq!(holding(&files(&site.out()), "canary-litter"), Vec::<&str>::new());

    site.write("changelog/notes.docx", "x").write("changelog/1.0.0/deep/er/entry.md", entry("Lost", "text"));
    let ran = site.build();
    ran.is_fine().says("changelog/notes.docx").says("changelog/1.0.0/deep/er/entry.md");
    site.build_with(&["--strict", "--now", NOW]).ends_with(1);
}

#[cfg(unix)]
#[test]
fn odd_file_names_are_built_or_refused_by_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let longest = format!("{}.md", "x".repeat(252));
    // What is said, quoted where a line could not hold it; nothing where the file is built.
    for (folder, name, said) in [
        ("changelog", &b"a\nb.md"[..], Some(r#"the path "changelog/a\nb.md" has a backslash or a control character"#)),
        ("changelog", b"a\x1b[31mb.md", Some(r#"the path "changelog/a\u{1b}[31mb.md" has"#)),
        ("changelog", b"a\\b.md", Some(r"the path changelog/a\b.md has a backslash or a control character")),
        ("changelog", b"caf\xe9.md", Some(r#"the name of "changelog/caf\xE9.md" is not UTF-8"#)),
        ("changelog", longest.as_bytes(), None),
        ("changelog", b"-rf.md", None),
        ("changelog", b"--help.md", None),
        ("changelog", b"it's \"quoted\" & $(so) `on`.md", None),
        ("static", b"-rf", None),
        ("static", b"it's $(so).txt", None),
        ("static", b"a\nb.txt", Some(r#"the path "static/a\nb.txt" has"#)),
        ("static", b"caf\xe9.txt", Some(r#"the name of "static/caf\xE9.txt" is not UTF-8"#)),
        ("static", "y".repeat(255).as_bytes(), None),
    ] {
        let site = Site::new();
        site.write("changelog/real.md", entry("Real", "text"));
        let path = site.root().join(folder).join(OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, entry("Odd", "canary-odd")).unwrap();
        let ran = site.build();
        match said {
            Some(said) => {
                ran.ends_with(1).says(said);
                assert!(!ran.stderr.contains('\x1b'), "{}", ran.stderr);
                assert!(!site.out().exists());
            }
            None => {
                ran.is_fine().is_silent_on("error");
                let found = files(&site.out());
                assert!(!holding(&found, "canary-odd").is_empty(), "{name:?}: {:?}", found.keys());
            }
        }
    }
}
