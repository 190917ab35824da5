//! Questions on a terminal: plain lines, with numbers to choose by.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::base::nearest;
use crate::edge::Failure;

/// Asks on one stream and reads answers from another.
pub(super) struct Asker<R, W> {
    answers: R,
    questions: W,
}

/// Something to choose: what it is called in content, and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) caption: String,
}

/// Whether somebody sits there who can be asked.
pub(super) fn somebody_answers() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Asks who sits at the terminal.
pub(super) fn at_terminal() -> Asker<io::StdinLock<'static>, io::Stdout> {
    Asker { answers: io::stdin().lock(), questions: io::stdout() }
}

impl Choice {
    pub(super) fn new(id: &str, caption: &str) -> Self {
        Self { id: id.to_owned(), caption: caption.to_owned() }
    }

    fn is_called(&self, answer: &str) -> bool {
        self.id.eq_ignore_ascii_case(answer) || self.caption.to_lowercase() == answer.to_lowercase()
    }
}

impl<R: BufRead, W: Write> Asker<R, W> {
    /// One line; `None` when there is nothing in it.
    ///
    /// # Errors
    /// When the answers end (Ctrl-D).
    pub(super) fn line(&mut self, question: &str) -> Result<Option<String>, Failure> {
        self.put(&format!("{question}: "))?;
        let mut line = String::new();
        let read = self.answers.read_line(&mut line);
        match read.map_err(|error| Failure::machine(format!("cannot read the answer: {error}")))? {
            0 => {
                self.put("\n")?;
                Err(Failure::refused("stopped: the answers ended, and nothing was written"))
            }
            _ => Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty())),
        }
    }

    /// One line with something in it.
    pub(super) fn needed(&mut self, question: &str) -> Result<String, Failure> {
        loop {
            match self.line(question)? {
                Some(line) => return Ok(line),
                None => self.put("  it cannot be empty\n")?,
            }
        }
    }

    /// One line that fits, or none; what does not fit is asked again, with `help`.
    pub(super) fn fitting(
        &mut self,
        question: &str,
        fits: impl Fn(&str) -> bool,
        help: &str,
    ) -> Result<Option<String>, Failure> {
        loop {
            match self.line(question)? {
                Some(line) if !fits(&line) => self.put(&format!("  {line:?} does not fit: {help}\n"))?,
                line => return Ok(line),
            }
        }
    }

    /// Yes or no. Enter means no.
    pub(super) fn yes(&mut self, question: &str) -> Result<bool, Failure> {
        loop {
            match self.line(&format!("{question} [y/N]"))?.unwrap_or_default().to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                _ => self.put("  type y or n\n")?,
            }
        }
    }

    /// One of `choices`, by number or name. Enter takes the first.
    pub(super) fn one(&mut self, question: &str, choices: &[Choice]) -> Result<String, Failure> {
        let chosen = self.one_at_most(question, "1", choices)?;
        Ok(chosen.or_else(|| choices.first().map(|choice| choice.id.clone())).unwrap_or_default())
    }

    /// One of `choices`, by number or name; none by Enter, which means `usual`.
    pub(super) fn one_at_most(
        &mut self,
        question: &str,
        usual: &str,
        choices: &[Choice],
    ) -> Result<Option<String>, Failure> {
        self.list(question, choices)?;
        loop {
            let Some(answer) = self.line(&format!("Number or name [{usual}]"))? else { return Ok(None) };
            match chosen(&answer, choices) {
                Ok(id) => return Ok(Some(id)),
                Err(help) => self.put(&format!("  {help}\n"))?,
            }
        }
    }

    /// Any number of `choices`, between commas or blanks. Enter takes none.
    pub(super) fn some(&mut self, question: &str, choices: &[Choice]) -> Result<Vec<String>, Failure> {
        self.list(question, choices)?;
        loop {
            let answer = self.line("Numbers or names [none]")?.unwrap_or_default();
            let words = answer.split([',', ' ']).filter(|word| !word.is_empty());
            match words.map(|word| chosen(word, choices)).collect() {
                Ok(ids) => return Ok(ids),
                Err(help) => self.put(&format!("  {help}\n"))?,
            }
        }
    }

    fn list(&mut self, question: &str, choices: &[Choice]) -> Result<(), Failure> {
        let mut text = format!("{question}\n");
        for (number, choice) in (1..).zip(choices) {
            let caption = if choice.is_called(&choice.caption) && choice.id.eq_ignore_ascii_case(&choice.caption) {
                String::new()
            } else {
                format!("  {}", choice.caption)
            };
            text += &format!("  {number} {}{caption}\n", choice.id);
        }
        self.put(&text)
    }

    fn put(&mut self, text: &str) -> Result<(), Failure> {
        let put = self.questions.write_all(text.as_bytes()).and_then(|()| self.questions.flush());
        put.map_err(|error| Failure::machine(format!("cannot ask: {error}")))
    }
}

/// What the answer names; else what to say about it.
fn chosen(answer: &str, choices: &[Choice]) -> Result<String, String> {
    let by_number = answer.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let named = || choices.iter().find(|choice| choice.is_called(answer));
    // The beginning of a name is enough when only one begins so.
    let begun = || {
        let mut begun = choices.iter().filter(|choice| choice.id.starts_with(answer));
        begun.next().filter(|_| begun.next().is_none())
    };
    if let Some(choice) = by_number.or_else(named).or_else(begun) {
        return Ok(choice.id.clone());
    }
    match nearest(answer, choices.iter().map(|choice| choice.id.as_str())) {
        Some(near) => Err(format!("there is no {answer:?}: did you mean {near}?")),
        None => Err(format!("there is no {answer:?}: type a number from 1 to {}", choices.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types() -> Vec<Choice> {
        [("added", "Added"), ("changed", "Changed"), ("fixed", "Bug fixes")].map(|(id, it)| Choice::new(id, it)).into()
    }

    fn asked<T>(answers: &str, ask: impl FnOnce(&mut Asker<&[u8], &mut Vec<u8>>) -> T) -> (T, String) {
        let mut said = Vec::new();
        let value = ask(&mut Asker { answers: answers.as_bytes(), questions: &mut said });
        (value, String::from_utf8(said).unwrap())
    }

    #[test]
    fn a_choice_is_made_by_number_name_or_beginning() {
        for (answer, id) in
            [("2", "changed"), ("Fixed", "fixed"), ("bug fixes", "fixed"), ("ch", "changed"), ("", "added")]
        {
            let (chosen, said) = asked(&format!("{answer}\n"), |it| it.one("Which type?", &types()));
            assert_eq!(chosen.unwrap(), id, "{answer}");
            assert_eq!(said, "Which type?\n  1 added\n  2 changed\n  3 fixed  Bug fixes\nNumber or name [1]: ");
        }
    }

    #[test]
    fn a_typo_is_asked_again() {
        let (chosen, said) = asked("adedd\n9\nadded\n", |it| it.one("Which?", &types()));
        assert_eq!(chosen.unwrap(), "added");
        assert!(said.contains("  there is no \"adedd\": did you mean added?\n"), "{said}");
        assert!(said.contains("  there is no \"9\": type a number from 1 to 3\n"), "{said}");
    }

    #[test]
    fn several_are_chosen_between_commas() {
        let (chosen, _) = asked("1, fixed\n", |it| it.some("Which?", &types()));
        assert_eq!(chosen.unwrap(), ["added", "fixed"]);
        assert_eq!(asked("\n", |it| it.some("Which?", &types())).0.unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_needed_is_asked_until_it_is_there() {
        let (line, said) = asked("\n  \nFaster\n", |it| it.needed("Title"));
        assert_eq!((line.unwrap().as_str(), said.matches("it cannot be empty").count()), ("Faster", 2));
        let (stopped, said) = asked("", |it| it.needed("Title"));
        assert!(stopped.unwrap_err().message.starts_with("stopped: "));
        assert_eq!(said, "Title: \n");
        let (line, said) = asked("x\n1\n", |it| it.fitting("Count", |line| line.parse::<u8>().is_ok(), "write 1 or 2"));
        assert_eq!(
            (line.unwrap().as_deref(), said.as_str()),
            (Some("1"), "Count:   \"x\" does not fit: write 1 or 2\nCount: ")
        );
        for (answer, is_yes) in [("Yes\n", true), ("y\n", true), ("\n", false), ("NO\n", false)] {
            assert_eq!(asked(answer, |it| it.yes("Breaking?")).0.unwrap(), is_yes, "{answer}");
        }
        let (is_yes, said) = asked("ja\nyes\n", |it| it.yes("Breaking?"));
        assert!(is_yes.unwrap() && said.contains("  type y or n\n"), "{said}");
        let (product, said) = asked("\n", |it| it.one_at_most("Which?", "all", &types()));
        assert!(product.unwrap().is_none() && said.ends_with("Number or name [all]: "), "{said}");
    }
}
