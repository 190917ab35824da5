//! File names that editors, systems and version control leave behind: they are never content.

/// Whether a file or folder called `name` below the folder `top` of a site is passed over in silence.
/// Names with a leading dot count in `static/` alone (`.nojekyll`, `.well-known/`).
pub(in crate::edge) fn is_litter(name: &str, top: &str) -> bool {
    let hidden = match name.strip_prefix('.') {
        Some(rest) if top == "static" => {
            let kept_open = ["#", "~lock.", "goutputstream-", "git"].iter().any(|start| rest.starts_with(start));
            kept_open || is_swap(rest) || name == ".DS_Store"
        }
        Some(_) => true,
        None => false,
    };
    hidden
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        // JetBrains' editors write the new text into the one, and keep the old one as the other until it is there.
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.ends_with(".vsctmp")
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
        for name in ["x.md~", ".x.md.swp", ".x.md.swo", "#x.md#", ".#x.md", "4913", "x.tmp", ".DS_Store", "Thumbs.db"]
            .into_iter()
            .chain(["x.md___jb_tmp___", "x.md___jb_old___", ".goutputstream-XYZ123", ".~lock.x.odt#", "x.md.vsctmp"])
        {
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
