//! `tidings diff`: the same as the page that compares two versions, in a terminal, as markdown and as JSON.

use serde_json::Value;

use crate::site::{CONFIG, NOW, Ran, Site, run, tidings};

fn diff(site: &Site, arguments: &[&str]) -> Ran {
    run(tidings().arg("diff").args(arguments).args(["--now", NOW]).current_dir(site.root()))
}

/// Five releases: a hole that 1.1.0 brings and 1.2.0 mends, something that came and went, a pre-release, one that was
/// withdrawn.
fn site() -> Site {
    let site = Site::new();
    site.write("changelog/1.0.0.md", "## [1.0.0] - 2025-01-01\n### Added\n- The map.\n");
    site.write("changelog/1.1.0.md", "## [1.1.0] - 2025-02-01\n### Added\n- Night mode.\n- The sync.\n");
    site.write("changelog/1.2.0/release.md", "+++\ndate = 2025-03-01\n+++\n");
    site.write(
        "changelog/1.2.0/tokens.md",
        "+++\ntitle = \"Tokens stay secret\"\ntype = \"security\"\nsecurity = { id = \"CVE-2025-1234\", severity = \"high\", \
         affected = \">=1.1.0, <1.2.0\" }\n+++\nThey were in the log.\n",
    );
    site.write(
        "changelog/1.2.0/api.md",
        "+++\ntitle = \"The second API\"\ntype = \"deprecated\"\ndeprecates = [{ what = \"`GET /v1`\", removed_in = \"3.0.0\", \
         replacement = \"`GET /v2`\" }]\n+++\nUse `GET /v2`.\n",
    );
    site.write(
        "changelog/1.3.0.md",
        "+++\nyanked = \"Loses data.\"\n+++\n## [1.3.0] - 2025-04-01\n### Added\n- Maps for two.\n",
    );
    site.write("changelog/2.0.0/release.md", "+++\ndate = 2025-05-01\n+++\n");
    site.write(
        "changelog/2.0.0/config.md",
        "+++\ntitle = \"One configuration\"\ntype = \"changed\"\nbreaking = true\n+++\nAll keys moved.\n\n## Migration\n\n\
         1. Run `acme migrate`, see [the guide](https://docs.example/migrate).\n2. Delete the old file.\n",
    );
    site.write("changelog/2.0.0/night.md", "+++\ntype = \"removed\"\n+++\nNight mode.\n");
    site
}

#[test]
fn the_page_is_told_in_a_terminal() {
    let ran = diff(&site(), &["1.1.0..2.0.0"]);
    let said = &ran.is_fine().stdout;
    for part in [
        "From 1.1.0 to 2.0.0\n  From 1.1.0 to 2.0.0. Changes: 5. Folded away: 0.\n",
        "- https://acme.example/compare/?from=1.1.0&to=2.0.0\n",
        "\nWithdrawn, do not stop there: 1.3.0.\n",
        "\nYou are exposed to CVE-2025-1234 until 1.2.0. (High)\n",
        "\nAction required\n- One configuration: All keys moved. (2.0.0)\n",
        "1. Run acme migrate, see the guide <https://docs.example/migrate>.\n2. Delete the old file.\n",
        "\nSecurity\n- Tokens stay secret: They were in the log. (1.2.0; CVE-2025-1234\n  <https://www.cve.org/CVERecord?id=CVE-2025-1234>, High)\n",
        "\nWhat goes next\n- GET /v1, will be removed in 3.0.0, use GET /v2 instead\n",
    ] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "{said}");
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_is_folded_away_is_listed_when_it_is_asked_for() {
    let said = diff(&site(), &["1.0.0..2.0.0", "--all"]).stdout;
    let (_, folded) = said.split_once("\nFolded away\n").unwrap();
    assert!(folded.contains("Night mode. (1.1.0)") && folded.contains("Night mode. (2.0.0)"), "{said}");
}

#[test]
fn the_way_back_says_what_is_lost() {
    let said = diff(&site(), &["2.0.0..1.1.0"]).is_fine().stdout.clone();
    for part in [
        "Back from 2.0.0 to 1.1.0\n",
        "You go back to an older version: what is listed here is undone.\n",
        "\n1.1.0 would expose",
        "\nBreaking changes that are undone\n",
        "\nSecurity fixes that you lose\n",
        "\nNot deprecated there yet\n",
        "\nAdded: gone again\n- Maps for two.",
        "\nWhat the upgrade asked for\n",
    ] {
        let part = if part.contains("would expose") {
            "1.1.0 exposes you to CVE-2025-1234 again. It is fixed in 1.2.0."
        } else {
            part
        };
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn lines_are_as_long_as_the_terminal_is_wide() {
    let site = site();
    let mut command = tidings();
    command.args(["diff", "1.0.0..", "--now", NOW]).current_dir(site.root()).env("COLUMNS", "40");
    let said = run(&mut command).stdout;
    let long: Vec<&str> = said.lines().filter(|line| line.chars().count() > 40 && !line.contains("https://")).collect();
    assert!(long.is_empty(), "{long:?}");
    assert!(said.contains("- Tokens stay secret: They were in the\n  log. (1.2.0; CVE-2025-1234\n"), "{said}");
}

#[test]
fn markdown_is_what_the_site_publishes() {
    let site = site();
    site.build().is_fine();
    let told = diff(&site, &["1.1.0..", "--all", "--format", "markdown"]).is_fine().stdout.clone();
    let twin = site.page("since/1.1.0/index.md");
    let body = |text: &str| text.split_once("\n- [https://").unwrap().1.split_once('\n').unwrap().1.to_owned();
    assert!(twin.contains("](https://acme.example/entries/"), "{twin}");
    assert_eq!(body(&told), body(&twin));
}

#[test]
fn programs_get_the_numbers_of_the_published_data() {
    let site = site();
    site.build().is_fine();
    let list: Value = serde_json::from_str(&site.page("data/compare/index.json")).unwrap();
    let changes: Value = serde_json::from_str(&site.page("data/compare/1.json")).unwrap();
    let told: Value = serde_json::from_str(&diff(&site, &["1.1.0..2", "--format", "json"]).is_fine().stdout).unwrap();
    assert_eq!(told["list"], list);
    let first = told["first"].as_u64().unwrap() as usize;
    let published = changes["changes"].as_array().unwrap();
    assert_eq!(told["changes"].as_array().unwrap(), &published[first..]);
    let version = |key: &str| list["versions"][told[key].as_u64().unwrap() as usize]["version"].clone();
    assert_eq!((version("from"), version("to"), &told["back"]), ("1.1.0".into(), "2.0.0".into(), &false.into()));
    assert_eq!(told["passed"], serde_json::json!([3]));
    assert_eq!(told["exposed"], serde_json::json!({ "from": [0], "to": [] }));
    assert_eq!((&told["gone"], &told["going"]), (&serde_json::json!([]), &serde_json::json!([0])));
    let sections: Vec<&str> =
        told["groups"].as_array().unwrap().iter().map(|it| it["section"].as_str().unwrap()).collect();
    assert_eq!(sections, ["action", "security", "deprecated", "type", "type"]);
}

#[test]
fn a_part_of_a_version_means_the_newest_of_it() {
    let site = site();
    let ran = diff(&site, &["1..latest"]);
    ran.is_fine().says("1 is read as 1.2.0\n").says("latest is read as 2.0.0\n");
    assert!(ran.stdout.starts_with("From 1.2.0 to 2.0.0\n"), "{}", ran.stdout);
    let same = diff(&site, &["1.2.0..1.2.0"]);
    assert!(same.stdout.contains("Both are the same version: nothing changed."), "{}", same.stdout);
    let withdrawn = diff(&site, &["1.3.0.."]);
    assert!(withdrawn.stdout.contains("\n1.3.0 was withdrawn. Loses data.\n"), "{}", withdrawn.stdout);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let site = site();
    for (typed, said) in [
        ("1.1.5..", "help: there are 1.1.0 before it and 1.2.0 after it"),
        ("1.0.0..7", "help: did you mean `2.0.0`?"),
        ("elk..", "help: the versions are `2.0.0`, `1.3.0`, `1.2.0`, `1.1.0`, `1.0.0`"),
        ("1.1.0", "help: write 1.1.0.. for what changed since, or 1.1.0..B"),
        ("..2.0.0", "help: write A..2.0.0, A being the version you are on"),
    ] {
        diff(&site, &[typed]).ends_with(2).says(said);
    }
    site.write("changelog/a.md", "+++\ntitel = \"A\"\n+++\nA.\n");
    diff(&site, &["1.0.0.."]).ends_with(1).says("error[unknown-key]");
    let empty = Site::new();
    diff(&empty, &["1.0.0.."]).ends_with(2).says("there is no release yet");
}

#[test]
fn of_several_products_one_is_chosen() {
    let site = Site::new();
    site.write(
        "tidings.toml",
        format!("{CONFIG}[products.app]\nname = \"App\"\n[products.server]\nname = \"Server\"\n"),
    );
    for product in ["app", "server"] {
        for version in ["1.0.0", "1.1.0"] {
            let text = format!("## [{version}] - 2026-01-01\n### Added\n- The {product} of {version}.\n");
            site.write(&format!("changelog/{product}/{version}.md"), text);
        }
    }
    diff(&site, &["1.0.0.."]).ends_with(2).says("add --product and one of `app`, `server`");
    diff(&site, &["1.0.0..", "--product", "sever"]).ends_with(2).says("did you mean `server`?");
    for arguments in [&["server@1.0.0.."][..], &["1.0.0..1.1.0", "--product", "server"]] {
        let said = diff(&site, arguments).is_fine().stdout.clone();
        assert!(said.starts_with("Server: From 1.0.0 to 1.1.0\n") && said.contains("The server of 1.1.0."), "{said}");
    }
    for (typed, said) in [
        ("sever@1.0.0..", "help: did you mean `server`?"),
        ("1.0.0..elk@1.1.0", "help: the products are `app`, `server`"),
        ("app@1.0.0..server@1.1.0", "versions of one product are compared, not of \"app\" and \"server\""),
    ] {
        diff(&site, &[typed]).ends_with(2).says(said);
    }
    diff(&site, &["@acme/app@1.0.0..", "--product", "app"]).is_fine();
    diff(&site, &["server@1.0.0..", "--product", "app"]).ends_with(2).says("not of \"app\" and \"server\"");
}

#[test]
fn where_no_product_is_a_prefix_says_nothing() {
    let site = site();
    diff(&site, &["acme@1.0.0..2.0.0"]).is_fine().says("acme@ says nothing here: the site has no products\n");
    diff(&site, &["1.0.0..2.0.0", "--product", "acme"]).ends_with(2).says("leave --product out");
    site.write("tidings.toml", format!("{CONFIG}[products.app]\nname = \"App\"\n"));
    diff(&site, &["ap@1.0.0.."]).ends_with(2).says("did you mean `app`?");
}
