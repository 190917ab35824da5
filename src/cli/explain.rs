//! `tidings explain`: what a code means, or which codes there are.

use clap::Args;

use super::exit::{Ending, say};
use super::report::Reporter;
use super::site::Talk;
use crate::base::nearest;
use crate::check::{Explained, all, explained};
use crate::edge::Failure;

/// Say what the code of an error or warning means
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings explain unknown-key    why, and how it looks when it is right
  tidings explain                every code there is")]
pub(super) struct Explain {
    /// The code, as it stands in the brackets of `error[…]` [default: all are listed]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(explain: Explain) -> Ending {
    let text = match &explain.code {
        None => Ok(list()),
        Some(code) => find(code).map(whole),
    };
    text.and_then(|text| say(&text)).map_err(|failure| failure.told_by(&Reporter::new(&Talk::human(), false)))
}

/// The row of a code that may stand in the brackets it is told in (`error[unknown-key]`).
fn find(code: &str) -> Result<&'static Explained, Failure> {
    let bare = code.trim().trim_end_matches(']');
    let bare = bare.rsplit('[').next().unwrap_or(bare).to_lowercase();
    explained(&bare).ok_or_else(|| {
        let help = match nearest(&bare, all().map(|about| about.code)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`tidings explain` lists every code".to_owned(),
        };
        Failure::refused(format!("nothing is told as {code:?}")).help(help)
    })
}

fn list() -> String {
    let mut rows: Vec<&Explained> = all().collect();
    rows.sort_by_key(|about| about.code);
    let width = rows.iter().map(|about| about.code.len()).max().unwrap_or_default();
    let row = |about: &Explained| format!("{:width$}  {:7}  {}\n", about.code, about.level.name(), about.caption);
    rows.into_iter().map(row).collect()
}

/// The width of the text, in characters.
const WIDTH: usize = 80;

fn whole(about: &Explained) -> String {
    let mut text = format!("{} ({})\n{}\n\n{}", about.code, about.level.name(), about.caption, wrapped(about.why));
    for (head, example) in [("Not so:", about.bad), ("But so:", about.good)] {
        if !example.is_empty() {
            let lines: String = example.lines().map(|line| format!("    {line}\n")).collect();
            text += &format!("\n{head}\n\n{lines}");
        }
    }
    text
}

/// In lines of at most [`WIDTH`] characters.
fn wrapped(text: &str) -> String {
    let (mut out, mut length) = (String::new(), 0);
    for word in text.split_whitespace() {
        let size = word.chars().count();
        match length {
            0 => length = size,
            _ if length + 1 + size > WIDTH => {
                out.push('\n');
                length = size;
            }
            _ => {
                out.push(' ');
                length += 1 + size;
            }
        }
        out.push_str(word);
    }
    out + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_full() {
        let mut known = std::collections::BTreeSet::new();
        for about in all() {
            assert!(known.insert(about.code), "{} is there twice", about.code);
            assert!(about.why.len() > 24, "{}", about.code);
            assert!(!about.caption.ends_with('.') && about.caption.len() < 90, "{}", about.caption);
            assert!(about.why.ends_with(['.', '"']), "{}", about.why);
            assert!(whole(about).lines().all(|line| line.chars().count() <= 100), "{}", whole(about));
        }
    }

    #[test]
    fn a_code_may_be_copied_with_its_brackets() {
        assert_eq!(find("warning[vague-line]").unwrap().code, "vague-line");
        assert_eq!(find("[vague-line]").unwrap().code, "vague-line");
        assert_eq!(find("vague-lin").unwrap_err().help.as_deref(), Some("did you mean `vague-line`?"));
    }
}
