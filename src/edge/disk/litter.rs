//! File names that editors, systems and version control leave behind: they are never content.

/// Whether a file or folder called `name` below the folder `top` of a site is passed over in silence.
/// Names with a leading dot count in `static/` alone (`.nojekyll`, `.well-known/`).
pub(in crate::edge) fn is_litter(name: &str, top: &str) -> bool {
    let hidden = match name.strip_prefix('.') {
        Some(rest) if top == "static" => {
            rest.starts_with('#') || rest.starts_with("git") || is_swap(rest) || name == ".DS_Store"
        }
        Some(_) => true,
        None => false,
    };
    hidden
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        // Vim tries whether it may create files in a folder with this one.
        || name == "4913"
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

/// Vim's `.x.swp`, then `.swo`, `.swn` and so on while several are open.
fn is_swap(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.len() == 3 && end.starts_with("sw") && end.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_is_litter() {
        for name in ["x.md~", ".x.md.swp", ".x.md.swo", "#x.md#", ".#x.md", "4913", "x.tmp", ".DS_Store", "Thumbs.db"] {
            assert!(is_litter(name, "changelog"), "{name}");
            assert!(is_litter(name, "static"), "{name}");
        }
        assert!(is_litter(".git", "themes") && is_litter(".git", "static") && is_litter(".gitkeep", "roadmap"));
    }

    #[test]
    fn content_is_not_litter() {
        for name in ["x.md", "2.4.0", "#1.md", "#", "49130", "tmp", "swp"] {
            assert!(!is_litter(name, "changelog"), "{name}");
        }
        for name in [".nojekyll", ".well-known", ".htaccess"] {
            assert!(!is_litter(name, "static"), "{name}");
            assert!(is_litter(name, "changelog"), "{name}");
        }
    }
}
