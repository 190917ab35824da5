//! `[[sources]]`: what is read in place.

use super::Fields;
use super::named::repository;
use crate::base::{At, Diagnostic, beside};
use crate::model::{ProductConfig, Releasing, Sourcing};
use crate::read::fields::short;

/// Which formats there are, those know who read them.
pub(super) fn sources(fields: &mut Fields<'_>, products: &[ProductConfig], release: &Releasing) -> Vec<Sourcing> {
    fields.tables("sources", |table| {
        let from = table.required_at("from", Fields::text);
        let path = table.required_at("path", |table, key| table.text(key).and_then(|path| checked(table, path)));
        let product = table.text("product").and_then(|product| known(table, product, products));
        let repository = repository(table);
        let (from, path) = (from?, path?);
        let written = release.products.iter().map(|(_, own)| own).chain([release]);
        if written.filter_map(|own| own.changelog.as_deref()).any(|written| plain(written) == path.value) {
            let message = format!("{} cannot be read in place: `release.changelog` writes it", path.value);
            let help = "keep one of the two: the source, or the file that each release writes anew";
            table.complain(Diagnostic::error("source-is-written", message).help(help), path.span);
            return None;
        }
        let (from_place, place) = (table.source.place(from.span), table.source.place(path.span));
        Some(Sourcing { from: from.value, from_place, path: path.value, place, product, repository })
    })
}

/// Without what says nothing at the begin and end.
fn plain(path: &str) -> &str {
    path.trim_start_matches("./").trim_end_matches('/')
}

/// A path that leads to something else than the site's own content.
fn checked(table: &mut Fields<'_>, path: At<String>) -> Option<At<String>> {
    let own = plain(&path.value).to_owned();
    let top = own.split('/').next().unwrap_or_default();
    let (message, help) = if matches!(top, "changelog" | "roadmap") {
        let message = format!("`{own}` is content of the site already");
        (message, "every file in changelog/ and roadmap/ is read as it is; put the source elsewhere")
    } else if own.split('/').any(|part| part != ".." && part.contains("..")) {
        // `v1.0.0..HEAD`
        let message = format!("`{own}` is no path: what git tells is not read while a site is built");
        (message, "a build reads files alone; `tidings import commits RANGE` makes drafts of commits, to be edited")
    } else if beside(&own).is_err() {
        let message = format!("`{}` is no path of a file or folder", short(&path.value));
        (message, "write it from the site's folder, with `/`: ../CHANGELOG.md, ../.changeset")
    } else {
        return Some(At::new(own, path.span));
    };
    table.complain(Diagnostic::error("invalid-path", message).help(help), path.span);
    None
}

/// The id of a product that the site has.
fn known(table: &mut Fields<'_>, product: At<String>, products: &[ProductConfig]) -> Option<String> {
    if products.iter().any(|known| known.id == product.value) {
        return Some(product.value);
    }
    let near = crate::base::nearest(&product.value, products.iter().map(|known| known.id.as_str()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it as [products.{}] in tidings.toml", short(&product.value)),
    };
    let message = format!("there is no product `{}`", product.value);
    table.complain(Diagnostic::error("unknown-product", message).help(help), product.span);
    None
}

#[cfg(test)]
mod tests {
    use crate::base::{SitePath, Source};
    use crate::model::Sourcing;
    use crate::read::config;
    use crate::read::fields_tests::told;

    fn read(text: &str) -> (Vec<Sourcing>, Vec<String>) {
        let text = format!("title = \"A\"\nbase_url = \"https://a.example\"\n{text}\n");
        let report = config(&Source::new(SitePath::new("tidings.toml").unwrap(), text));
        (report.value.unwrap().sources, told(&report.diagnostics))
    }

    #[test]
    fn a_source_is_a_format_and_a_path() {
        let text = "[products.cli]\n[[sources]]\nfrom = \"changelog\"\npath = \"./../CHANGELOG.md\"\n\
                    [[sources]]\nfrom = \"changesets\"\npath = \"../.changeset/\"\nproduct = \"cli\"\n\
                    repository = \"https://github.com/acme/cli.git\"";
        let (sources, said) = read(text);
        assert_eq!(said, <[String; 0]>::default());
        let told = sources.iter().map(|it| (it.from.as_str(), it.path.as_str(), it.product.as_deref(), it.place.line));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [("changelog", "../CHANGELOG.md", None, 6), ("changesets", "../.changeset", Some("cli"), 9)]
        );
        assert_eq!(sources[1].repository.as_deref(), Some("https://github.com/acme/cli"));
    }

    #[test]
    fn what_leads_nowhere_is_told() {
        for (text, said) in [
            (
                "path = \"../A.md\"",
                "3:1 missing-key `sources.from` is missing (write it such as `sources = [{ from = \"changelog\", path = \
                 \"../CHANGELOG.md\" }]`)",
            ),
            (
                "from = \"changelog\"\npath = \"/etc/passwd\"",
                "5:8 invalid-path `/etc/passwd` is no path of a file or folder (write it from the site's folder, with \
                 `/`: ../CHANGELOG.md, ../.changeset)",
            ),
            (
                "from = \"changelog\"\npath = \"changelog/CHANGELOG.md\"",
                "5:8 invalid-path `changelog/CHANGELOG.md` is content of the site already (every file in changelog/ \
                 and roadmap/ is read as it is; put the source elsewhere)",
            ),
            (
                "from = \"commits\"\npath = \"v1.0.0..HEAD\"",
                "5:8 invalid-path `v1.0.0..HEAD` is no path: what git tells is not read while a site is built (a \
                 build reads files alone; `tidings import commits RANGE` makes drafts of commits, to be edited)",
            ),
            (
                "from = \"changelog\"\npath = \"../A.md\"\nproduct = \"cli\"",
                "6:11 unknown-product there is no product `cli` (declare it as [products.cli] in tidings.toml)",
            ),
            (
                "from = \"changelog\"\npath = \"../A.md\"\n[release]\nchangelog = \"../A.md\"",
                "5:8 source-is-written ../A.md cannot be read in place: `release.changelog` writes it (keep one of \
                 the two: the source, or the file that each release writes anew)",
            ),
        ] {
            assert_eq!(read(&format!("[[sources]]\n{text}")).1, [said], "{text}");
        }
    }
}
