//! Paths inside a site: relative, with `/`, free of what one of the common systems cannot hold.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A relative path with `/` between its parts, in Unicode NFC, without `.`, `..` or empty parts.
/// A clone costs nothing: whoever speaks of a file holds its path.
#[derive(Debug, Clone, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SitePath(Arc<str>);

/// Two clones are the same without a look at their letters, which `Arc` does not see by itself.
impl PartialEq for SitePath {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for SitePath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFault {
    /// What is wrong with it, to stand behind "the path `x` ".
    pub reason: &'static str,
}

/// The longest name that common file systems take, in bytes (`NAME_MAX`).
const LONGEST_PART: usize = 255;

/// What means something else in addresses, or in names of files on Windows.
const UNSAFE: &[u8; 10] = b"<>:\"|?*\\%#";

/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

impl SitePath {
    /// The path that `text` names. A trailing `/` is dropped.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        let text = text.strip_suffix('/').unwrap_or(text);
        Self::checked(text, is_plain(text))
    }

    fn checked(text: &str, is_plain: bool) -> Result<Self, PathFault> {
        let text: Arc<str> = if is_plain || is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() };
        match text.split('/').find_map(|part| part_fault(part, is_plain)) {
            Some(reason) => Err(PathFault { reason }),
            None => Ok(Self(text)),
        }
    }

    /// The path when it is publishable too: no name that Windows, a zip file or a URL would bend.
    pub fn published(text: &str) -> Result<Self, PathFault> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let is_plain = is_plain(text);
        let path = Self::checked(text, is_plain)?;
        for part in path.0.split('/') {
            let stem = part.split('.').next().unwrap_or(part);
            let may_be_device = matches!(stem.len(), 3 | 4);
            let reason = if may_be_device && DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem)) {
                "has a name that Windows keeps for a device"
            } else if part.ends_with('.') || part.ends_with(' ') {
                "has a name that ends in a dot or a space"
            } else if !is_plain && part.bytes().any(|byte| UNSAFE.contains(&byte)) {
                "has a character that is not safe in file names and addresses"
            } else {
                continue;
            };
            return Err(PathFault { reason });
        }
        Ok(path)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path in small letters: file systems that do not tell them from others take both for one.
    pub fn folded(&self) -> Self {
        match small(&self.0) {
            Cow::Borrowed(_) => self.clone(),
            Cow::Owned(small) => Self(small.into()),
        }
    }

    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// What follows the last dot of the last part, in lower case.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(String::new(), |(_, end)| end.to_lowercase())
    }

    /// The folder it is in; `None` at the top.
    pub fn folder(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// Whether it lies below `folder` (at any depth).
    pub fn is_below(&self, folder: &str) -> bool {
        self.0.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// What a relative reference such as `../a/b.md` means, seen from the folder of this file.
    /// `None` when it leaves the site.
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        let mut parts: Vec<&str> = self.folder().map_or(Vec::new(), |folder| folder.split('/').collect());
        for part in reference.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Self::new(&parts.join("/")).ok()
    }
}

/// The text in small letters.
pub fn small(text: &str) -> Cow<'_, str> {
    // To the end in any case: many bytes are looked at in one step then.
    let is_small = text.bytes().fold(true, |all, byte| all & byte.is_ascii() & !byte.is_ascii_uppercase());
    if is_small { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether nothing in it needs a closer look, as in nearly all paths.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'_' | b'.' | b'/');
    // To the end in any case: many bytes are looked at in one step then.
    text.bytes().fold(true, |all, byte| all & is_plain(byte))
}

fn part_fault(part: &str, is_plain: bool) -> Option<&'static str> {
    if part.is_empty() {
        Some("is empty or has an empty part")
    } else if part == "." || part == ".." {
        Some("has a part that is `.` or `..`")
    } else if part.len() > LONGEST_PART {
        Some("has a part of more than 255 bytes")
    } else if !is_plain && (part.contains('\\') || part.chars().any(char::is_control)) {
        Some("has a backslash or a control character")
    } else {
        None
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_site() {
        for bad in ["", "/", "/a", "a//b", "../a", "a/..", "a/./b", "a\\b", "a\0", "a\nb", &"x".repeat(256)] {
            assert!(SitePath::new(bad).is_err(), "{bad:?}");
        }
        let path = SitePath::new("changelog/2.0/a.md").unwrap();
        assert_eq!(path.resolve("../1.0.md").unwrap().as_str(), "changelog/1.0.md");
        assert_eq!(path.resolve("../../../x"), None);
    }

    #[test]
    fn names_that_some_system_bends_are_not_published() {
        for bad in ["con", "a/NUL.txt", "a./b", "a b ", "a:b", "50%.html", "c#"] {
            assert!(SitePath::published(bad).is_err(), "{bad:?}");
        }
        assert!(SitePath::published("entries/console/index.html").is_ok());
    }

    #[test]
    fn composed_and_decomposed_names_are_one() {
        assert_eq!(SitePath::new("e\u{301}.md"), SitePath::new("é.md"));
    }
}
