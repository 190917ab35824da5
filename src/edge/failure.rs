//! Why the world did not do what was asked of it.

use std::io;
use std::path::Path;

use crate::base::Diagnostic;

/// A refusal or a failure, complete in itself: it can be shown as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub cause: Cause,
    pub message: String,
    pub help: Option<String>,
}

/// Who is to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The call asks for something that is never done; nothing was touched.
    Refused,
    /// The disk, a permission, another process.
    Machine,
    /// A signal came; whoever caught it ends the process.
    Stopped,
}

impl Failure {
    pub fn refused(message: impl Into<String>) -> Self {
        Self { cause: Cause::Refused, message: message.into(), help: None }
    }

    pub fn machine(message: impl Into<String>) -> Self {
        Self { cause: Cause::Machine, message: message.into(), help: None }
    }

    pub fn stopped() -> Self {
        Self { cause: Cause::Stopped, message: "stopped".to_owned(), help: None }
    }

    /// `cannot read a/b: permission denied`.
    pub fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        Self::machine(format!("cannot {verb} {}: {}", quoted(path), reason(error)))
    }

    /// The same as one of the things that are wrong with a site.
    pub fn diagnostic(&self) -> Diagnostic {
        let code = if self.cause == Cause::Refused { "refused" } else { "machine" };
        Diagnostic { help: self.help.clone(), ..Diagnostic::error(code, &self.message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The path as people read it; in quotes with escapes when it holds bytes or characters that no line should.
pub fn quoted(path: &Path) -> String {
    match path.to_str() {
        Some(text) if !text.is_empty() && !text.chars().any(char::is_control) => text.to_owned(),
        _ => format!("{path:?}"),
    }
}

/// A path as one word of a command line that can be copied into a shell.
pub fn shell_word(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    let text = if text.starts_with('-') { format!("./{text}") } else { text.into_owned() };
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// The system's words without its number: `permission denied`.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_verb_path_and_reason() {
        let failure = Failure::io("read", Path::new("a/b.md"), &io::Error::from_raw_os_error(13));
        assert_eq!(failure.message, "cannot read a/b.md: permission denied");
    }

    #[test]
    fn a_shell_takes_a_path_as_one_word() {
        for (path, word) in [
            ("a/b-c.d", "a/b-c.d"),
            ("Größe", "Größe"),
            ("new 2/Größe & Co", "'new 2/Größe & Co'"),
            ("it's", r"'it'\''s'"),
            ("-rf", "./-rf"),
            ("~", "'~'"),
            ("$(x)", "'$(x)'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(Path::new(path)), word);
        }
    }

    #[cfg(unix)]
    #[test]
    fn odd_names_are_quoted_without_loss() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        for (name, shown) in [
            (&b"caf\xe9.md"[..], r#""caf\xE9.md""#),
            (b"a\nb", r#""a\nb""#),
            (b"-rf", "-rf"),
            (b"\xc3\xa9", "é"),
            (b"", "\"\""),
        ] {
            assert_eq!(quoted(Path::new(OsStr::from_bytes(name))), shown);
        }
    }
}
