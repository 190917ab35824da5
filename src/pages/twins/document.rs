//! A twin in the making: a title, facts, texts.

use crate::base::Date;
use crate::base::markdown::{Reader, Writer, escaped, link, link_with_code, with_code};
use crate::model::{Fill, Target};
use crate::pages::{Context, Page};

/// A twin in the making.
pub struct Document<'c> {
    pub context: &'c Context,
    pub out: Writer,
    /// The absolute address of the page.
    page: String,
}

impl<'c> Document<'c> {
    pub fn new(context: &'c Context, page: &Page) -> Self {
        Self::at(context, &page.plan.address)
    }

    /// The twin of what a page shows at this address.
    pub fn at(context: &'c Context, address: &str) -> Self {
        Self { context, out: Writer::new(), page: context.absolute(address) }
    }

    pub fn finish(self) -> String {
        self.out.finish()
    }

    /// The title, what the page is about in one sentence, and where it is.
    pub fn head(&mut self, title: &str, summary: &str) {
        self.title(title, summary);
        self.out.item(&self.page_itself());
    }

    /// The title, and what follows in one sentence.
    pub fn title(&mut self, title: &str, summary: &str) {
        let title = if title.is_empty() { &self.context.site.config.title } else { title };
        self.out.heading(1, &with_code(title));
        if !summary.is_empty() {
            self.out.open_quote();
            self.out.paragraph(&escaped(summary));
            self.out.close();
        }
    }

    /// A link to the page that this is the twin of.
    pub fn page_itself(&self) -> String {
        link(&self.page, &self.page)
    }

    pub fn word(&self, key: &str) -> String {
        self.context.text(key)
    }

    /// When something is meant to come, in the words of the interface; days and months as numbers.
    pub fn target(&self, target: &Target) -> String {
        let strings = &self.context.strings;
        let part = |key: &str, part: i8, year: i16| {
            strings.text(key, &[("part", &part.to_string()), ("year", &year.to_string())])
        };
        match target {
            Target::Quarter(year, quarter) => part("target.quarter", *quarter, *year),
            Target::Half(year, half) => part("target.half", *half, *year),
            Target::Version(version) => strings.text("target.version", &[("version", version)]),
            Target::Later => self.word("target.later"),
            Target::Day(_) | Target::Month(..) | Target::Year(_) => target.to_string(),
        }
    }

    /// A heading of text in which nothing but `` `x` `` is markup.
    pub fn heading(&mut self, level: u8, text: &str) {
        self.out.heading(level, &with_code(text));
    }

    /// `- Label: value`, the value as inline markdown; nothing without a value.
    pub fn fact(&mut self, label: &str, value: &str) {
        if let Some(fact) = self.labelled(label, value) {
            self.out.item(&fact);
        }
    }

    /// `Label: value`, the value as inline markdown; nothing without a value.
    pub fn labelled(&self, label: &str, value: &str) -> Option<String> {
        let label = label.trim_end_matches([':', '：']);
        (!value.is_empty()).then(|| format!("{}: {value}", escaped(label)))
    }

    /// A fact whose value is plain text.
    pub fn text_fact(&mut self, label: &str, value: Option<&str>) {
        self.fact(label, &value.map_or(String::new(), escaped));
    }

    pub fn date_fact(&mut self, label: &str, date: Option<Date>) {
        self.text_fact(label, date.map(|date| date.to_string()).as_deref());
    }

    /// A link to the twin of the page at this address of the site, or to what lies elsewhere.
    pub fn page_link(&self, title: &str, address: &str) -> String {
        let outputs = self.context.site.config.outputs;
        let address = if outputs.twins && is_own(address) { super::address(address) } else { address.to_owned() };
        link_with_code(title, &self.context.absolute(&address))
    }

    /// A link to what is no page of the site, or to the page itself.
    pub fn link(&self, title: &str, address: &str) -> String {
        link_with_code(title, &self.context.absolute(address))
    }

    /// A link whose address a view made ready for a page: it has the base path in it.
    pub fn ready_link(&self, title: &str, address: &str) -> String {
        let base = self.context.site.config.base_path();
        match address.strip_prefix(base) {
            Some(address) if is_own(address) => self.page_link(title, address),
            _ => link_with_code(title, address),
        }
    }

    /// How bodies are filled in here: with absolute addresses.
    pub fn fill<'f>(&'f self, id_prefix: &'f str, level: u8) -> Fill<'f>
    where
        'c: 'f,
    {
        Fill { base: &self.context.site.config.base_url, ..self.context.fill(id_prefix, level) }
    }

    /// Text of an author, as its page shows it.
    pub fn html(&mut self, html: &str) {
        let (page, base) = (&self.page, &self.context.site.config.base_url);
        let address = |address: &str| match address.as_bytes() {
            [b'#', ..] => format!("{page}{address}"),
            [b'/', b'/', ..] => format!("https:{address}"),
            [b'/', ..] => format!("{}{address}", &base[..base.len() - self.context.site.config.base_path().len()]),
            _ => address.to_owned(),
        };
        Reader { address: &address, notes: "" }.read(html, &mut self.out);
    }
}

fn is_own(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//")
}
