//! Blocks of markdown, one below the other, inside of lists and quotes.

use super::{line_mark, longest_ticks, needs_escape};

/// What most documents have room in.
const ROOM: usize = 4 << 10;

/// Writes blocks. Text handed to it is inline markdown: see [`super::escaped`], [`super::link`].
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    inside: Vec<Container>,
    gap: Gap,
    /// The marker of the list that ended right here: the next list needs another.
    ended: Option<char>,
    /// The marker of the item that was closed last.
    closed: Option<char>,
}

/// What a block stands in.
#[derive(Debug)]
struct Container {
    /// What its first line begins with.
    mark: String,
    /// What its other lines begin with.
    rest: String,
    /// Its first line was not written yet.
    is_new: bool,
    /// It is an item of a list, with the marker of its list.
    bullet: Option<char>,
}

/// What stands between the last block and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Gap {
    /// There is no block before.
    #[default]
    Start,
    /// The next may stand right below, if it begins an item.
    Tight,
    /// The next stands right below.
    Joined,
    Loose,
}

impl Writer {
    pub fn new() -> Self {
        Self { out: String::with_capacity(ROOM), ..Self::default() }
    }

    /// The document, with a line end behind its last line.
    pub fn finish(mut self) -> String {
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    /// How many bytes were written so far; what stands between the last block and the next comes with the next.
    pub fn position(&self) -> usize {
        self.out.len()
    }

    /// `level` is 1 to 6; higher ones are 6.
    pub fn heading(&mut self, level: u8, text: &str) {
        let mut line = "#".repeat(usize::from(level.clamp(1, 6)));
        let mark = line.len();
        for word in text.split_whitespace() {
            line.push(' ');
            line.push_str(word);
        }
        if line.len() > mark {
            self.raw(&line, Gap::Loose);
        }
    }

    /// Nothing when `text` is blank. Lines that would begin another block are kept from it.
    pub fn paragraph(&mut self, text: &str) {
        self.text(text, Gap::Loose);
    }

    /// An item of a list with one paragraph in it.
    pub fn item(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.open_item("- ".to_owned(), '-');
        self.line(text);
        self.close();
    }

    /// A paragraph behind which an item of a list may follow without a gap.
    pub fn line(&mut self, text: &str) {
        self.text(text, if self.is_in_item() { Gap::Tight } else { Gap::Loose });
    }

    /// A paragraph to which the next block belongs.
    pub fn lead(&mut self, text: &str) {
        self.raw(text, Gap::Joined);
    }

    fn text(&mut self, text: &str, gap: Gap) {
        let mut block = String::with_capacity(text.len() + 8);
        let mut rest = text.trim().split('\n').peekable();
        while let Some(line) = rest.next() {
            // Two blanks in front of a line end break the line there.
            let (is_broken, line) = (line.ends_with("  ") && rest.peek().is_some(), line.trim());
            if line.is_empty() {
                continue;
            }
            if !block.is_empty() {
                block.push('\n');
            }
            let (before, behind) = line.split_at(if needs_escape(line) { line_mark(line) } else { line.len() });
            block.push_str(before);
            if !behind.is_empty() {
                block.push('\\');
                block.push_str(behind);
            }
            if is_broken {
                block.push_str("  ");
            }
        }
        if !block.is_empty() {
            self.raw(&block, gap);
        }
    }

    /// Blocks that are markdown already.
    pub fn written(&mut self, markdown: &str) {
        if !markdown.trim().is_empty() {
            self.raw(markdown.trim_matches('\n'), Gap::Loose);
        }
    }

    /// A fenced block of code.
    pub fn code(&mut self, language: &str, code: &str) {
        let fence = "`".repeat((longest_ticks(code) + 1).max(3));
        let end = if code.is_empty() || code.ends_with('\n') { "" } else { "\n" };
        self.raw(&format!("{fence}{language}\n{code}{end}{fence}"), Gap::Loose);
    }

    /// A line across.
    pub fn rule(&mut self) {
        self.raw("---", Gap::Loose);
    }

    /// A table; the first row is its head. Cells are inline markdown whose pipes are escaped.
    pub fn table(&mut self, rows: &[Vec<String>], alignments: &[&str]) {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        let line = |cell: &dyn Fn(usize) -> String| {
            let cells: Vec<String> = (0..width).map(cell).collect();
            format!("| {} |", cells.join(" | "))
        };
        let cell = |row: &[String], at: usize| row.get(at).map_or(String::new(), |cell| cell.trim().replace('\n', " "));
        let mut lines: Vec<String> = Vec::with_capacity(rows.len() + 1);
        for (number, row) in rows.iter().enumerate() {
            lines.push(line(&|at| cell(row, at)));
            if number == 0 {
                lines.push(line(&|at| {
                    alignments.get(at).copied().filter(|it| !it.is_empty()).unwrap_or("---").to_owned()
                }));
            }
        }
        self.raw(&lines.join("\n"), Gap::Loose);
    }

    /// What follows is in a quote, up to [`Writer::close`].
    pub fn open_quote(&mut self) {
        self.open("> ".to_owned(), "> ".to_owned(), None);
    }

    /// What follows is in an item of a list of items with this `bullet`, up to [`Writer::close`].
    pub fn open_item(&mut self, mark: String, bullet: char) {
        let rest = " ".repeat(mark.len());
        self.open(mark, rest, Some(bullet));
    }

    /// What follows is the note that `label` refers to, up to [`Writer::close`].
    pub fn open_note(&mut self, label: &str) {
        self.gap = if self.gap == Gap::Start { Gap::Start } else { Gap::Loose };
        self.open(format!("[^{label}]: "), "    ".to_owned(), None);
    }

    fn open(&mut self, mark: String, rest: String, bullet: Option<char>) {
        if bullet.is_none() {
            self.ended = None;
        }
        self.inside.push(Container { mark, rest, is_new: true, bullet });
    }

    /// Ends the innermost quote or item.
    pub fn close(&mut self) {
        let Some(last) = self.inside.pop() else { return };
        if last.bullet.is_none() || self.gap == Gap::Joined {
            self.gap = Gap::Loose;
        }
        self.closed = last.bullet;
    }

    /// A list ended: its last item was the last thing that was closed.
    pub fn end_list(&mut self) {
        self.ended = self.closed.take();
        if !self.is_in_item() {
            self.separate();
        }
    }

    /// The list that the last item was of may go on with the next.
    pub fn end_list_here(&mut self) {
        self.closed = None;
    }

    /// The marker of a list, when one ended right here.
    pub fn last_bullet(&self) -> Option<char> {
        self.ended
    }

    /// Whether nothing was written yet into the innermost quote or item.
    pub fn is_blank(&self) -> bool {
        self.inside.last().is_some_and(|container| container.is_new)
    }

    /// Whether the next block belongs to a line before it.
    pub fn is_led(&self) -> bool {
        self.gap == Gap::Joined
    }

    /// The next item begins another list than the last.
    pub fn separate(&mut self) {
        if self.gap == Gap::Tight {
            self.gap = Gap::Loose;
        }
    }

    fn is_in_item(&self) -> bool {
        self.inside.iter().any(|container| container.bullet.is_some())
    }

    /// A block as it is, line by line.
    fn raw(&mut self, block: &str, gap: Gap) {
        let begins_item = self.inside.iter().any(|container| container.is_new && container.bullet.is_some());
        match self.gap {
            Gap::Start => {}
            Gap::Joined => self.out.push('\n'),
            Gap::Tight if begins_item => self.out.push('\n'),
            Gap::Tight | Gap::Loose => {
                self.out.push('\n');
                let start = self.out.len();
                let begun = self.inside.iter().take_while(|it| !it.is_new);
                begun.for_each(|it| self.out.push_str(&it.rest));
                self.trim_from(start);
                self.out.push('\n');
            }
        }
        for (number, line) in block.split('\n').enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            let start = self.out.len();
            for container in &mut self.inside {
                self.out.push_str(if container.is_new { &container.mark } else { &container.rest });
                container.is_new = false;
            }
            if line.is_empty() {
                self.trim_from(start);
            }
            self.out.push_str(line);
        }
        (self.gap, self.ended, self.closed) = (gap, None, None);
    }

    fn trim_from(&mut self, start: usize) {
        self.out.truncate(start + self.out[start..].trim_end().len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_below_each_other() {
        let mut writer = Writer::new();
        writer.heading(2, "A\nb");
        writer.paragraph("- no item\n1. nor this  \n# or this\n\n");
        writer.item("one");
        writer.open_item("- ".to_owned(), '-');
        writer.line("two");
        writer.item("below");
        writer.code("rs", "a\n\n```b");
        writer.close();
        writer.open_quote();
        writer.lead("[!NOTE]");
        writer.paragraph("said");
        writer.rule();
        writer.close();
        writer.paragraph("end");
        writer.table(&[vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]], &["", "--:"]);
        let expected = "## A b\n\n\\- no item\n1\\. nor this  \n\\# or this\n\n- one\n- two\n  - below\n\n  \
             ````rs\n  a\n\n  ```b\n  ````\n\n> [!NOTE]\n> said\n>\n> ---\n\nend\n\n\
             | a | b |\n| --- | --: |\n| c |  |\n";
        assert_eq!(writer.finish(), expected);
    }
}
