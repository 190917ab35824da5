//! Tables: cells are gathered row by row, and the whole is written at its end.

use super::{End, Reading};
use crate::base::markdown::tags::Attributes;

/// A table that is being read.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    alignments: Vec<&'static str>,
    has_head: bool,
    in_cell: bool,
}

impl Reading<'_, '_, '_> {
    /// Whether what is read now must fit on one line of a table.
    pub(super) fn is_in_cell(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.in_cell)
    }

    /// A cell begins; those of the first row say how their columns are aligned.
    pub(super) fn cell(&mut self, attributes: Attributes<'_>, is_head: bool) -> End {
        let Some(table) = &mut self.table else { return End::Paragraph };
        table.in_cell = true;
        if table.rows.is_empty() {
            table.has_head |= is_head;
            let alignment = match attributes.get("class") {
                Some("align-left") => ":--",
                Some("align-center") => ":-:",
                Some("align-right") => "--:",
                _ => "---",
            };
            table.alignments.push(alignment);
        }
        End::Cell
    }

    /// A cell, a row or the table ends.
    pub(super) fn leave_table(&mut self, end: End) {
        let Some(table) = &mut self.table else { return };
        match end {
            End::Cell => {
                table.in_cell = false;
                table.row.push(std::mem::take(&mut self.text));
                self.spans.clear();
            }
            End::Row if !table.row.is_empty() => {
                let row = std::mem::take(&mut table.row);
                table.rows.push(row);
            }
            End::Table => {
                if !table.row.is_empty() {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
                if !table.has_head && !table.rows.is_empty() {
                    table.rows.insert(0, Vec::new());
                }
                self.writer.table(&table.rows, &table.alignments);
                self.table = None;
            }
            _ => {}
        }
    }
}
