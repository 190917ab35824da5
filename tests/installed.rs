//! What goes with the program when it is installed: completions and manual pages.

use std::process::Command;

use crate::site::{files, run, tidings};

/// The verbs as the help lists them.
fn verbs() -> Vec<String> {
    let help = run(tidings().arg("--help")).stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    list.lines().map_while(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned)).collect()
}

/// What bash offers for the last word of a call.
fn offered(words: &[&str]) -> Vec<String> {
    let script = run(tidings().args(["completions", "bash"])).is_fine().stdout.clone();
    let line = words.join(" ");
    let ask = format!(
        "{script}\nset -- $(complete -p tidings)\nwhile [ \"$1\" != -F ]; do shift; done\nCOMP_WORDS=({line} \"{last}\")\n\
         COMP_CWORD={at}\n\"$2\" tidings \"{last}\" \"{before}\"\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        line = words[..words.len() - 1].join(" "),
        last = words[words.len() - 1],
        at = words.len() - 1,
        before = words[words.len() - 2],
    );
    let output = Command::new("bash").args(["--norc", "-c", &ask]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let all = offered(&["tidings", ""]);
    assert!(verbs().len() > 8 && verbs().iter().all(|verb| all.contains(verb)), "{all:?}");
    assert_eq!(offered(&["tidings", "compl"]), ["completions"]);
    assert_eq!(offered(&["tidings", "build", "--dra"]), ["--drafts"]);
    assert_eq!(offered(&["tidings", "diff", "--format", "m"]), ["markdown"]);
}

#[test]
fn every_shell_gets_a_script_that_names_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(tidings().args(["completions", shell])).is_fine().stdout.clone();
        for verb in verbs() {
            assert!(script.contains(&verb), "{shell}: {verb}");
        }
        // Where the shell is there, it says whether it can read the script.
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, script.as_bytes()).unwrap();
        if let Ok(output) = Command::new(shell).arg("-n").arg(file.path()).output() {
            assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    run(tidings().args(["completions", "basch"])).ends_with(2).says("a similar value exists: 'bash'");
}

#[test]
fn each_command_has_its_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    let write = || run(tidings().args(["man", "--out"]).arg(&out));
    let said = write().is_fine().stdout.clone();
    let pages = files(&out);
    assert!(said.starts_with(&format!("Wrote {} pages into ", pages.len())), "{said}");
    for verb in verbs() {
        assert!(pages.contains_key(&format!("tidings-{verb}.1")), "{verb}: {:?}", pages.keys());
    }
    assert!(pages.contains_key("tidings-new-entry.1"), "{:?}", pages.keys());
    assert_eq!(run(tidings().arg("man")).is_fine().stdout.as_bytes(), pages["tidings.1"]);
    std::fs::write(out.join("tidings-build.1"), "old").unwrap();
    write().is_fine();
    assert_eq!(files(&out), pages);
}

#[test]
fn manual_pages_are_read_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    run(tidings().args(["man", "--out"]).arg(folder.path())).is_fine();
    for (name, text) in files(folder.path()) {
        let text = String::from_utf8(text).unwrap();
        for part in [".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n"] {
            assert!(text.contains(part), "{name} lacks {part}");
        }
        let mut groff = Command::new("groff");
        let Ok(shown) = groff.args(["-man", "-k", "-Tutf8", "-Wbreak", "-z"]).arg(folder.path().join(&name)).output()
        else {
            return;
        };
        assert_eq!(String::from_utf8_lossy(&shown.stderr), "", "{name}");
    }
}
