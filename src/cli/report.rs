//! Diagnostics as people, programs and GitHub read them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, DecorStyle, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::site::{MessageFormat, Talk};
use crate::base::{Diagnostic, Place, Severity};
use crate::edge::Failure;

/// The longest piece of a line that is shown, in characters.
const LONGEST_LINE: usize = 120;

/// How many warnings or notes of one code people are shown; `--verbose` shows all, and so do the other formats.
const MOST_ALIKE: usize = 20;
/// The same in one file that is none of the site's own, such as a changelog that is read in place: it was not written
/// for the site, and nobody means to mend all of it.
const MOST_ALIKE_ELSEWHERE: usize = 3;
/// Where the site's own files are.
const OWN: [&str; 7] = ["changelog", "roadmap", "static", "templates", "themes", "i18n", "tidings.toml"];

/// Tells diagnostics on standard error, in the form that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Reporter {
    format: MessageFormat,
    strict: bool,
    shows_all: bool,
    /// What stands before the paths of places; empty when the site is in the current folder.
    root: PathBuf,
    /// What is told is about a site.
    is_of_site: bool,
}

/// How many of each there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

impl Reporter {
    /// With `strict`, warnings count as errors.
    pub(super) fn new(talk: &Talk, strict: bool) -> Self {
        let shows_all = talk.verbose || talk.message_format != MessageFormat::Human;
        Self { format: talk.message_format, strict, shows_all, root: PathBuf::new(), is_of_site: false }
    }

    /// From now on, places are told as seen from the current folder.
    pub(super) fn in_site(mut self, root: &Path) -> Self {
        self.is_of_site = true;
        self.root = if root == Path::new(".") { PathBuf::new() } else { root.to_owned() };
        self
    }

    /// Tells all: notes first, then warnings, each kind by place.
    pub(super) fn tell(&self, mut diagnostics: Vec<Diagnostic>) -> Counts {
        self.settle(&mut diagnostics);
        diagnostics.sort_by(|a, b| {
            let order = |it: &Diagnostic| (Reverse(it.severity), it.place.clone());
            order(a).cmp(&order(b)).then_with(|| (a.code, &a.message).cmp(&(b.code, &b.message)))
        });
        diagnostics.dedup();
        self.list(diagnostics)
    }

    /// Tells all in the order that they have.
    pub(super) fn tell_in_order(&self, mut diagnostics: Vec<Diagnostic>) -> Counts {
        self.settle(&mut diagnostics);
        self.list(diagnostics)
    }

    /// As severe as they count, and seen from here.
    fn settle(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            if self.strict && diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
            diagnostic.place.iter_mut().chain(&mut diagnostic.related).for_each(|place| self.seen_from_here(place));
        }
    }

    fn list(&self, mut diagnostics: Vec<Diagnostic>) -> Counts {
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let counts = Counts { errors, warnings, notes: count(Severity::Note) };
        let left_out =
            if self.shows_all { String::new() } else { thin_out(&mut diagnostics, |path| self.is_elsewhere(path)) };
        let text: String = diagnostics.iter().map(|diagnostic| self.render(diagnostic)).collect();
        shout(&(text + &left_out));
        counts
    }

    pub(super) fn failure(&self, failure: &Failure) {
        shout(&self.render(&failure.diagnostic()));
    }

    /// What stayed behind after the site was published; no fault of the content, `strict` or not.
    pub(super) fn leftover(&self, message: &str) {
        shout(&self.render(&Diagnostic::warning("leftover", message)));
    }

    /// A remark for people, such as that another build is waited for.
    pub(super) fn remark(&self, text: &str) {
        if self.format == MessageFormat::Human {
            shout(&format!("{text}\n"));
        }
    }

    /// Whether results are for programs, too.
    pub(super) fn tells_programs(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Whether the file, as seen from here, is none of the site's own.
    fn is_elsewhere(&self, path: &str) -> bool {
        let inside = Path::new(path).strip_prefix(&self.root).ok().and_then(|inside| inside.iter().next());
        self.is_of_site && !inside.is_some_and(|first| OWN.iter().any(|own| first == *own))
    }

    fn render(&self, diagnostic: &Diagnostic) -> String {
        match self.format {
            MessageFormat::Human => human(diagnostic),
            MessageFormat::Json => json(diagnostic),
            MessageFormat::Github => github(diagnostic),
        }
    }

    pub(super) fn seen_from_here(&self, place: &mut Place) {
        if !self.root.as_os_str().is_empty() {
            place.path = beneath_or_beside(&self.root, &place.path).to_string_lossy().into_owned();
        }
    }
}

impl Counts {
    /// `2 errors, 1 warning and 3 notes`; empty when there are none.
    pub(super) fn words(self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let words = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| count_of(count, word));
        let words: Vec<String> = words.collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

/// Takes out what is too much of a kind, a theme's or an importer's slip repeated in every file, or one in all of a
/// file that `is_elsewhere`, and says so. Errors all stay.
fn thin_out(diagnostics: &mut Vec<Diagnostic>, is_elsewhere: impl Fn(&str) -> bool) -> String {
    let mut counts: BTreeMap<(&'static str, Severity, Option<String>), usize> = BTreeMap::new();
    let mut left_out: BTreeMap<(&'static str, Severity), usize> = BTreeMap::new();
    diagnostics.retain(|diagnostic| {
        let path = diagnostic.place.as_ref().map(|place| place.path.as_str()).filter(|path| is_elsewhere(path));
        let most = if path.is_some() { MOST_ALIKE_ELSEWHERE } else { MOST_ALIKE };
        let count = counts.entry((diagnostic.code, diagnostic.severity, path.map(str::to_owned))).or_default();
        *count += 1;
        let is_shown = diagnostic.is_error() || *count <= most;
        *left_out.entry((diagnostic.code, diagnostic.severity)).or_default() += usize::from(!is_shown);
        is_shown
    });
    let told = left_out.into_iter().filter(|(_, count)| *count > 0).map(|((code, severity), count)| {
        format!("{count} more of {}[{code}]: --verbose shows all\n\n", severity.name())
    });
    told.collect()
}

/// The path as seen from here; what is beside the site's folder is not told by way of it (`site/../CHANGELOG.md`).
fn beneath_or_beside(root: &Path, path: &str) -> PathBuf {
    let (mut root, mut path) = (root.to_owned(), path);
    while let Some(rest) = path.strip_prefix("../")
        && matches!(root.components().next_back(), Some(Component::Normal(_)))
    {
        root.pop();
        path = rest;
    }
    root.join(path)
}

/// `1 page`, `2 pages`, `1,234 pages`.
pub(super) fn count_of(count: usize, word: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("{grouped} {word}"),
        (_, Some(stem)) => format!("{grouped} {stem}ies"),
        _ => format!("{grouped} {word}s"),
    }
}

/// To standard error; when that cannot be written (a log file on a full disk), to standard output.
fn shout(text: &str) {
    if anstream::stderr().write_all(text.as_bytes()).is_err() {
        let _ = anstream::stdout().write_all(text.as_bytes());
    }
}

/// The line at fault with a caret, the places that belong to it, and what to do.
fn human(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let places = || diagnostic.place.iter().chain(&diagnostic.related);
    if places().all(|place| place.line == 0) {
        return renderer.render(&[group]) + &beneath(diagnostic) + "\n\n";
    }
    if let Some(place) = &diagnostic.place {
        group = add_place(group, place, AnnotationKind::Primary, diagnostic.label.as_deref());
    }
    for place in &diagnostic.related {
        group = add_place(group, place, AnnotationKind::Context, None);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    places().fold(renderer.render(&[group]), |text, place| Piece::of(place).in_its_line(text, place)) + "\n\n"
}

/// Whole files and what to do, as they stand beneath a message that shows no line.
fn beneath(diagnostic: &Diagnostic) -> String {
    let edge = DEFAULT_LINE_NUM_STYLE;
    let strong = Style::new().bold();
    let first = diagnostic.place.iter().map(|place| ("-->", place));
    let others = diagnostic.related.iter().map(|place| (":::", place));
    let places = first.chain(others).map(|(arrow, place)| format!("\n {edge}{arrow} {edge:#}{}", place.path));
    let help = diagnostic.help.iter().map(|help| format!("\n  {edge}= {edge:#}{strong}help{strong:#}: {help}"));
    places.chain(help).collect()
}

fn add_place<'a>(group: Group<'a>, place: &'a Place, kind: AnnotationKind, label: Option<&'a str>) -> Group<'a> {
    if place.line == 0 {
        return group.element(Origin::path(place.path.as_str()));
    }
    let Piece { text, start, end, .. } = Piece::of(place);
    if text.is_empty() {
        let origin = Origin::path(place.path.as_str()).line(place.line).char_column(place.column.max(1));
        return group.element(origin);
    }
    let annotation = kind.span(start..end).label(label);
    group.element(Snippet::source(text).line_start(place.line).path(place.path.as_str()).annotation(annotation))
}

/// As much of a place's line as is fit to be shown, and where in it the caret stands.
pub(super) struct Piece {
    /// With `…` where the line goes on.
    pub(super) text: String,
    /// In bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    is_cut: bool,
}

impl Piece {
    pub(super) fn of(place: &Place) -> Self {
        let column = place.column.saturating_sub(1);
        let length = place.text.chars().count();
        let is_cut = length > LONGEST_LINE;
        let from = if is_cut { column.saturating_sub(LONGEST_LINE / 2).min(length - LONGEST_LINE) } else { 0 };
        let mut text = if from > 0 { "…".to_owned() } else { String::new() };
        let (mut start, mut end) = (None, 0);
        for (index, letter) in place.text.chars().enumerate().skip(from).take(LONGEST_LINE) {
            if index == column {
                start = Some(text.len());
            }
            text.push(letter);
            if index < column.saturating_add(place.width.max(1)) {
                end = text.len();
            }
        }
        let start = start.unwrap_or(text.len());
        let end = end.max(start);
        if from + LONGEST_LINE < length {
            text.push('…');
        }
        Self { start, end, text, is_cut }
    }

    /// Mends the place's column in a rendered text, in which it counts from where the piece starts.
    fn in_its_line(&self, rendered: String, place: &Place) -> String {
        if !self.is_cut {
            return rendered;
        }
        let shown = self.text[..self.start].chars().count() + 1;
        let at = |column: usize| format!("{}:{}:{column}\n", place.path, place.line);
        let plain = rendered.replacen(&at(shown), &at(place.column), 1);
        let styled = |column: usize| format!("{}:{}:{column}\u{1b}", place.path, place.line);
        plain.replacen(&styled(shown), &styled(place.column), 1)
    }
}

/// A whole file has neither line nor column.
fn json(diagnostic: &Diagnostic) -> String {
    let place = |place: &Place| {
        let in_line = |it: serde_json::Value| if place.line == 0 { serde_json::Value::Null } else { it };
        json!({
            "path": place.path,
            "line": in_line(place.line.into()),
            "column": in_line(place.column.into()),
            "width": in_line(place.width.into()),
            "text": in_line(Piece::of(place).text.into()),
        })
    };
    let object = json!({
        "kind": "diagnostic",
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "place": diagnostic.place.as_ref().map(place),
        "label": diagnostic.label,
        "related": diagnostic.related.iter().map(place).collect::<Vec<_>>(),
        "help": diagnostic.help,
    });
    format!("{object}\n")
}

/// A workflow command of GitHub Actions.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>
fn github(diagnostic: &Diagnostic) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &diagnostic.place {
        properties.push(format!("file={}", property(&place.path)));
        if place.line > 0 {
            properties.push(format!("line={},col={}", place.line, place.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    let help = diagnostic.help.iter().map(|help| format!("\n{help}")).collect::<String>();
    format!("::{kind} {}::{}\n", properties.join(","), data(&format!("{}{help}", diagnostic.message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, column: usize, width: usize) -> Place {
        Place { path: "changelog/a.md".to_owned(), line: 3, column, width, text: text.to_owned() }
    }

    fn plain(diagnostic: &Diagnostic) -> String {
        anstream::adapter::strip_str(&human(diagnostic)).to_string()
    }

    #[test]
    fn people_see_the_line_and_what_to_do() {
        let diagnostic = Diagnostic::error("unknown-key", "there is no key `typ`")
            .at(place("typ = \"added\"", 1, 3))
            .label("not a key of entries")
            .related(Place { path: "tidings.toml".to_owned(), line: 8, column: 3, width: 4, text: "  type".to_owned() })
            .help("did you mean `type`?");
        assert_eq!(
            plain(&diagnostic),
            "\
error[unknown-key]: there is no key `typ`
 --> changelog/a.md:3:1
  |
3 | typ = \"added\"
  | ^^^ not a key of entries
  |
 ::: tidings.toml:8:3
  |
8 |   type
  |   ----
  |
  = help: did you mean `type`?

"
        );
    }

    #[test]
    fn no_place_is_too_odd_to_be_told() {
        for (text, column, width) in [
            ("", 1, 1),
            ("", 0, 0),
            ("é", 1, 1),
            ("é", 2, 1),
            ("é", 9, 9),
            ("日本語", 2, 2),
            ("x", 0, usize::MAX),
            ("\t\tx", 3, 1),
            (&"long ".repeat(20_000), 50_000, 4),
            (&"long ".repeat(20_000), usize::MAX, usize::MAX),
        ] {
            let told = plain(&Diagnostic::warning("odd", "odd").at(place(text, column, width)));
            assert!(told.starts_with("warning[odd]: odd\n"), "{told}");
            assert!(told.contains("changelog/a.md:3:"), "{told}");
            assert!(told.len() < 1000, "{} bytes", told.len());
        }
    }

    #[test]
    fn programs_get_an_object_a_line() {
        let diagnostic = Diagnostic::error("x", "two\nlines").at(place("a\"b", 2, 1));
        let told = json(&diagnostic);
        assert_eq!(
            told,
            concat!(
                r#"{"kind":"diagnostic","severity":"error","code":"x","message":"two\nlines","place":{"path":"changelog/a.md","#,
                r#""line":3,"column":2,"width":1,"text":"a\"b"},"label":null,"related":[],"help":null}"#,
                "\n"
            )
        );
        let whole = json(&Diagnostic::warning("x", "odd").at(Place::file("a.md")));
        let nulls = r#""place":{"path":"a.md","line":null,"column":null,"width":null,"text":null}"#;
        assert!(whole.contains(nulls), "{whole}");
    }

    #[test]
    fn what_has_no_line_has_no_margin() {
        let help = |diagnostic: Diagnostic| plain(&diagnostic.help("mend it"));
        assert_eq!(help(Diagnostic::error("x", "odd")), "error[x]: odd\n  = help: mend it\n\n");
        let file = Diagnostic::warning("x", "odd").at(Place::file("a.md"));
        assert_eq!(plain(&file), "warning[x]: odd\n --> a.md\n\n");
        assert_eq!(
            help(file.related(Place::file("b.md"))),
            "warning[x]: odd\n --> a.md\n ::: b.md\n  = help: mend it\n\n"
        );
    }

    #[test]
    fn of_a_long_line_a_window_is_shown() {
        let line = format!("{}here{}", "a".repeat(50_000), "b".repeat(50_000));
        let window = format!("…{}here{}…", "a".repeat(60), "b".repeat(56));
        let diagnostic = Diagnostic::error("x", "odd").at(place(&line, 50_001, 4));
        assert_eq!(
            plain(&diagnostic),
            format!("error[x]: odd\n --> changelog/a.md:3:50001\n  |\n3 | {window}\n  | {}^^^^\n\n", " ".repeat(61))
        );
        assert!(json(&diagnostic).contains(&format!(r#""column":50001,"width":4,"text":"{window}""#)));
        for (column, start, end) in [(1, "aaa", "a…"), (100_004, "…bbb", "bbb")] {
            let Piece { text, .. } = Piece::of(&place(&line, column, 1));
            assert!(text.starts_with(start) && text.ends_with(end) && text.chars().count() == 121, "{text}");
        }
    }

    #[test]
    fn github_gets_annotations_that_nothing_can_break_out_of() {
        let mut at = place("x", 2, 1);
        at.path = "a,b:c%.md".to_owned();
        let diagnostic = Diagnostic::warning("odd", "100%\n::error::x").at(at).help("mend it");
        assert_eq!(
            github(&diagnostic),
            "::warning file=a%2Cb%3Ac%25.md,line=3,col=2,title=odd::100%25%0A::error::x%0Amend it\n"
        );
        assert_eq!(github(&Diagnostic::error("odd", "x")), "::error title=odd::x\n");
    }

    #[test]
    fn numbers_agree_with_their_words() {
        assert_eq!(count_of(1, "entry"), "1 entry");
        assert_eq!(count_of(0, "entry"), "0 entries");
        assert_eq!(count_of(1_234_567, "page"), "1,234,567 pages");
        assert_eq!(Counts { errors: 2, warnings: 1, notes: 0 }.words(), "2 errors and 1 warning");
        assert_eq!(Counts { errors: 1, warnings: 1, notes: 2 }.words(), "1 error, 1 warning and 2 notes");
        assert_eq!(Counts::default().words(), "");
    }
}
