//! `/latest.txt`: the newest version, for scripts that ask for nothing else.

use super::data::{DataKind, DataPlan, Given};
use crate::facts::newest::newest_final;

/// One line with the version of the newest final release that stands; a product's own lies at
/// `/<product>/latest.txt`.
pub const TEXT: DataKind =
    DataKind { name: "latest.txt", caption: "the newest version, in one line of text", plan, write };

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let products = given.site.products.iter().enumerate().filter(|_| given.site.config.outputs.api);
    let released = products.filter(|(_, product)| newest_final(given.site, product).is_some());
    let plan = |(part, product): (usize, &crate::model::Product)| {
        let address = format!("{}latest.txt", product.config.address());
        DataPlan { address, part }
    };
    released.map(plan).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let newest = newest_final(given.site, given.site.product(plan.part));
    newest.map_or_else(String::new, |release| format!("{}\n", release.version)).into_bytes()
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    #[test]
    fn the_newest_version_that_stands_is_told() {
        let output = built(&[
            ("changelog/1.9.0.md", "- fine\n"),
            ("changelog/2.0.0.md", "+++\nyanked = true\n+++\n- broken\n"),
            ("changelog/2.1.0-rc.1.md", "- early\n"),
        ]);
        assert_eq!(text_of(&output, "latest.txt").as_deref(), Some("1.9.0\n"));
    }

    #[test]
    fn before_a_final_release_there_is_no_newest_version() {
        assert_eq!(text_of(&built(&[("changelog/2.1.0-rc.1.md", "- early\n")]), "latest.txt"), None);
    }
}
