//! Whole themes: what overrides what, and what is said about broken ones.

use serde_json::{Value, json};

use super::*;
use crate::base::{Digest, Place, SitePath};

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()))).collect()
}

fn config(theme: &str) -> Config {
    Config { theme: theme.to_owned(), ..Config::new("Acme", "https://acme.test/sub") }
}

#[track_caller]
fn sound(files: &[(&str, &str)], config: &Config) -> Arc<Theme> {
    let loaded = Theme::load(&tree(files), config);
    assert_eq!(loaded.diagnostics, []);
    Arc::new(loaded.value.unwrap())
}

impl Renderer {
    /// The page as text.
    fn text(&self, template: &str, view: &impl serde::Serialize) -> Result<String, Diagnostic> {
        let mut page = Vec::new();
        self.render(template, view, &mut page).map(|()| String::from_utf8(page).unwrap())
    }
}

/// The page that the site's template `x.html` becomes.
fn page(template: &str, view: Value) -> Result<String, Diagnostic> {
    let theme = sound(&[("templates/x.html", template)], &config("default"));
    theme.renderer(&json!({"title": "Acme <&>"})).text("x.html", &view)
}

#[track_caller]
fn shows(template: &str, view: Value, page_text: &str) {
    assert_eq!(page(template, view).map_err(|fault| shown(&fault)), Ok(page_text.to_owned()), "{template}");
}

fn shown(fault: &Diagnostic) -> String {
    let help = fault.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    match &fault.place {
        Some(Place { path, line, column, .. }) => format!("{path}:{line}:{column}: {}{help}", fault.message),
        None => format!("{}{help}", fault.message),
    }
}

fn complaints(files: &[(&str, &str)], config: &Config) -> Vec<String> {
    let loaded = Theme::load(&tree(files), config);
    assert!(loaded.value.is_none(), "a broken theme is no theme");
    loaded.diagnostics.iter().map(shown).collect()
}

#[test]
fn the_paper_theme_is_the_default_one_with_another_sheet_and_layout() {
    let theme = sound(&[], &config("paper"));
    assert_eq!(theme.options()["layout"], OptionValue::Text("list".to_owned()));
    let names: Vec<&str> = theme.assets().iter().map(|asset| asset.path.file_name()).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start) && name.ends_with(".css"));
    assert!(has("style.") && has("paper."), "{names:?}");
    assert!(theme.path_of("base.html").starts_with("paper theme: "));
    // A theme of one's own can build on it, and one of the same name takes its place.
    let own = [("themes/own/theme.toml", "parent = \"paper\"\n")];
    assert_eq!(sound(&own, &config("own")).options()["layout"], OptionValue::Text("list".to_owned()));
    let same = [("themes/paper/theme.toml", "name = \"Ours\"\n")];
    assert_eq!(sound(&same, &config("paper")).options()["layout"], OptionValue::Text("timeline".to_owned()));
}

#[test]
fn the_default_theme_loads() {
    let theme = sound(&[], &config("default"));
    assert!(theme.has_template("home.html"));
}

#[test]
fn the_nearest_layer_gives_a_template() {
    let files = [
        ("templates/a.html", "site a"),
        ("themes/acme/theme.toml", "parent = 'plain'"),
        ("themes/acme/templates/a.html", "acme a"),
        ("themes/acme/templates/b.html", "acme b"),
        ("themes/plain/templates/a.html", "plain a"),
        ("themes/plain/templates/b.html", "plain b"),
        ("themes/plain/templates/c.html", "plain c, {% include 'a.html' %}"),
        ("themes/plain/templates/d.html", "{% include 'theme/plain/a.html' %}"),
    ];
    let theme = sound(&files, &config("acme"));
    let renderer = theme.renderer(&json!({}));
    let show = |name| renderer.text(name, &json!({})).unwrap();
    assert_eq!(["a.html", "b.html", "c.html", "d.html"].map(show), ["site a", "acme b", "plain c, site a", "plain a"]);
    assert!(theme.has_template("base.html"), "the built-in theme is always last");
}

#[test]
fn a_template_extends_the_one_that_it_overrides() {
    let files = [
        (
            "themes/plain/templates/base.html",
            "{% block assets %}{% endblock %}<main>{% block a %}plain{% endblock %}{% block content %}{% endblock %}</main>",
        ),
        ("themes/plain/templates/page.html", "{% extends 'base.html' %}"),
        ("templates/base.html", "{% extends 'theme/plain/base.html' %}{% block a %}site, {{ super() }}{% endblock %}"),
    ];
    let theme = sound(&files, &config("plain"));
    let page = theme.renderer(&json!({})).text("page.html", &json!({})).unwrap();
    assert_eq!(page, "<main>site, plain</main>");
}

#[test]
fn a_frame_without_the_blocks_of_those_that_use_it_is_told_once() {
    let files = [
        ("themes/far/theme.toml", "parent = 'plain'"),
        (
            "themes/far/templates/base.html",
            "{% block mine %}{% endblock %}{% block assets %}{% endblock %}{% block content %}{% endblock %}",
        ),
        ("themes/plain/templates/base.html", "{% block a %}{% endblock %}{% block content %}{% endblock %}"),
        ("themes/plain/templates/one.html", "{% extends 'base.html' %}{% block a %}{% endblock %}"),
        ("themes/plain/templates/two.html", "{% extends 'base.html' %}{% block a %}{% endblock %}"),
    ];
    assert_eq!(
        complaints(&files, &config("far")),
        [
            "themes/far/templates/base.html:0:0: there is no block `a`, which themes/plain/templates/one.html and 1 more would fill (add `{% block a %}{% endblock %}`, or override those templates too)"
        ]
    );
    let mut files = files.to_vec();
    files.push(("templates/one.html", "own"));
    files.push(("templates/two.html", "own"));
    sound(&files, &config("far"));
}

#[test]
fn a_frame_without_a_place_for_scripts_and_styles_only_does_without_them() {
    let frame = "<head></head>{% block content %}{% endblock %}";
    let page = "{% extends 'base.html' %}\n{%- block assets %}<script src=\"{{ asset(name='a.js') }}\">{{ asset(name=\"a.css\") }}\
                {% endblock assets -%}\n{% block content %}{{ asset(name=\"c.js\") | length }}{% endblock %}";
    let files = [
        ("themes/plain/templates/base.html", "{% block assets %}{% endblock %}{% block content %}{% endblock %}"),
        ("themes/plain/templates/one.html", page),
        ("themes/plain/templates/two.html", page),
        ("themes/plain/assets/a.js", "1"),
        ("themes/plain/assets/a.css", ""),
        ("themes/plain/assets/c.js", ""),
    ];
    let own = "{% extends 'frame.html' %}{% block content %}{% endblock %}";
    for frames in
        [&[("templates/base.html", frame)][..], &[("templates/base.html", own), ("templates/frame.html", frame)]]
    {
        let files = [&files[..], frames].concat();
        let told = Theme::load(&tree(&files), &config("plain"));
        let [warning] = &told.diagnostics[..] else { panic!("{:?}", told.diagnostics) };
        assert_eq!(warning.severity, crate::base::Severity::Warning);
        let said = shown(warning);
        assert!(
            said.starts_with(
                "templates/base.html:0:0: there is no block `assets`, in which default theme: 404.html and "
            ),
            "{said}"
        );
        assert!(said.contains(" more would name a.css, a.js, article.css, compare.css"), "{said}");
        assert!(
            said.ends_with(
                " (add `{% block assets %}{% endblock %}` to the `<head>`; until then those pages do without)"
            ),
            "{said}"
        );
        assert!(!said.contains("c.js"), "{said}");
        let theme = Arc::new(told.value.unwrap());
        for page in ["one.html", "two.html"] {
            let page = theme.renderer(&json!({})).text(page, &json!({})).unwrap();
            assert!(page.starts_with("<head></head>") && !page.contains("script"), "{page}");
        }
    }
}

#[test]
fn a_component_of_a_nearer_layer_replaces_the_other() {
    let files = [
        ("themes/plain/templates/parts.html", "{% component tip() %}plain{% endcomponent %}"),
        ("themes/plain/templates/page.html", "{{ <tip /> }}"),
        ("templates/mine.html", "{% component tip(@site, @lang) %}{{ site.title }} {{ lang }}{% endcomponent %}"),
    ];
    let theme = sound(&files, &config("plain"));
    let page = theme.renderer(&json!({"title": "Acme"})).text("page.html", &json!({})).unwrap();
    assert_eq!(page, "Acme en");
}

#[test]
fn unknown_themes_and_loops_are_told() {
    let files = [
        ("tidings.toml", "title = 'A'\ntheme = 'acem'\n"),
        ("themes/acme/theme.toml", "name = 'Acme'\nparent = 'other'\n"),
        ("themes/other/theme.toml", "parent = 'acme'\nparnt = 1\n"),
    ];
    assert_eq!(
        complaints(&files, &config("acem")),
        ["tidings.toml:2:9: there is no theme `acem` in themes/ (did you mean `acme`?)"]
    );
    assert_eq!(
        complaints(&files, &config("acme")),
        [
            "themes/other/theme.toml:2:1: unknown key `parnt` (did you mean `parent`?)",
            "themes/other/theme.toml:1:10: the theme `acme` is a parent of itself: acme → other → acme",
        ]
    );
    for bad in ["../x", "a/b", "", ".", "con\0"] {
        assert!(Theme::load(&tree(&files), &config(bad)).value.is_none(), "{bad:?}");
    }
}

#[test]
fn the_name_of_the_built_in_theme_is_taken() {
    let files = [("themes/default/templates/a.html", "")];
    assert_eq!(
        complaints(&files, &config("default")),
        [
            "themes/default:0:0: the name `default` is taken by the built-in theme (rename the folder and set `theme` in tidings.toml to its new name)"
        ]
    );
}

const OPTIONS: &str = "
[options.accent]
type = 'color'
default = '#1d4ed8'
[options.layout]
type = 'choice'
choices = ['timeline', 'list']
default = 'list'
[options.depth]
type = 'integer'
default = 3
[options.home]
type = 'url'
default = '/'
[options.names]
type = 'list'
default = []
";

#[test]
fn options_are_checked_against_what_the_theme_offers() {
    let site = "title = 'A'\n[theme_options]\nlayot = 'list'\ndepth = 'deep'\nlayout = 'lists'\naccent = 'red; x'\nhome = 'javascript:a'\nnames = [1]\n";
    let files = [("tidings.toml", site), ("themes/acme/theme.toml", OPTIONS)];
    let text = |text: &str| OptionValue::Text(text.to_owned());
    let mut config = config("acme");
    config.theme_options = [
        ("layot", text("list")),
        ("depth", text("deep")),
        ("layout", text("lists")),
        ("accent", text("red; x")),
        ("home", text("javascript:a")),
        ("names", OptionValue::List(vec![OptionValue::Integer(1)])),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    assert_eq!(
        complaints(&files, &config),
        [
            "tidings.toml:6:10: the option `accent` takes a colour, and `red; x` is none (write it as CSS does: `#1d4ed8`, `teal`, `rgb(29 78 216)`)",
            "tidings.toml:4:9: the option `depth` takes a whole number, not a text",
            "tidings.toml:7:8: the option `home` takes an address, and `javascript:a` is none (an address begins with `https://`, `http://`, `mailto:`, `/` or `#`)",
            "tidings.toml:3:1: the theme `acme` has no option `layot` (did you mean `layout`?)",
            "tidings.toml:5:10: the option `layout` has no choice `lists` (did you mean `list`?)",
            "tidings.toml:8:9: the option `names` takes a list of texts, not a list",
        ]
    );
}

#[test]
fn a_child_inherits_options_and_colours_become_a_stylesheet() {
    let child = "parent = 'acme'\n[options.depth]\ntype = 'bool'\ndefault = true\n";
    let files = [("themes/child/theme.toml", child), ("themes/acme/theme.toml", OPTIONS)];
    let mut config = config("child");
    config.theme_options = [("accent".to_owned(), OptionValue::Text("teal".to_owned()))].into();
    let theme = sound(&files, &config);
    assert_eq!(theme.options()["depth"], OptionValue::Bool(true));
    assert_eq!(theme.options()["layout"], OptionValue::Text("list".to_owned()));
    let style = theme.assets().iter().find(|asset| asset.path.file_name().starts_with("options.")).unwrap();
    assert_eq!(&*style.bytes, b":root{--option-accent:teal}\n");
}

#[test]
fn what_is_wrong_in_a_manifest_is_told_at_its_place() {
    let manifest = "parent = 1\n[options.a]\ntype = 'colour'\ndefault = 1\n[options.b]\ntype = 'bool'\ndefault = 'yes'\n[options.c]\ntype = 'choice'\ndefault = 'x'\n[options]\nd = 1\n'e;' = {}\n";
    assert_eq!(
        complaints(&[("themes/acme/theme.toml", &manifest.replace("[options]\n", "[options.d]\n"))], &config("acme")),
        [
            "themes/acme/theme.toml:1:10: `parent` must be a text, found a whole number",
            "themes/acme/theme.toml:3:8: `colour` is no type of an option (did you mean `color`?)",
            "themes/acme/theme.toml:7:11: the default of the option `b` takes true or false, not a text",
            "themes/acme/theme.toml:8:10: the option `c` has no `choices`",
            "themes/acme/theme.toml:12:1: unknown key `d` (there are: type, default, choices, description)",
            "themes/acme/theme.toml:13:1: unknown key `e;` (there are: type, default, choices, description)",
            "themes/acme/theme.toml:11:10: the option `d` has no `type`",
        ]
    );
    assert_eq!(
        complaints(&[("themes/acme/theme.toml", "name = \n")], &config("acme")),
        ["themes/acme/theme.toml:1:8: string values must be quoted, expected literal string"]
    );
}

#[test]
fn assets_have_the_hash_of_their_content_in_their_names() {
    let css = "@import 'reset.css';\nbody { background: url(img/bg.svg#a) }\n/* url(no.png) */\na { b: url( \"img/bg.svg\" ); c: url(data:x); d: url(/e.png); f: 'url(no.png)' }\n";
    let files = [
        ("themes/acme/theme.toml", "parent = 'plain'"),
        ("themes/acme/assets/style.css", css),
        ("themes/acme/assets/.DS_Store", "x"),
        ("themes/plain/assets/style.css", "plain"),
        ("themes/plain/assets/reset.css", "p { background: url(img/bg.svg) }"),
        ("themes/plain/assets/img/bg.svg", "<svg/>"),
        ("templates/x.html", "{{ asset(name='style.css') }}"),
    ];
    let theme = sound(&files, &config("acme"));
    let asset = |stem: &str| {
        let found = theme.assets().iter().find(|asset| asset.path.as_str().starts_with(stem)).unwrap();
        (found.path.to_string(), String::from_utf8(found.bytes.to_vec()).unwrap())
    };
    let (svg, _) = asset("assets/img/bg.");
    let (reset, reset_text) = asset("assets/reset.");
    let (style, style_text) = asset("assets/style.");
    assert_eq!(svg, format!("assets/img/bg.{}.svg", Digest::of("<svg/>").short()));
    assert_eq!(style, format!("assets/style.{}.css", Digest::of(&style_text).short()));
    let (svg, reset) = (svg.strip_prefix("assets/").unwrap(), reset.strip_prefix("assets/").unwrap());
    assert_eq!(reset_text, format!("p{{background:url({svg})}}\n"));
    let rules =
        format!("body{{background:url({svg}#a)}}a{{b:url( \"{svg}\" );c:url(data:x);d:url(/e.png);f:'url(no.png)'}}");
    assert_eq!(style_text, format!("@import '{reset}';{rules}\n"));
    let page = theme.renderer(&json!({})).text("x.html", &json!({})).unwrap();
    assert_eq!(page, format!("/sub/{style}"));
    assert!(!theme.assets().iter().any(|asset| asset.path.as_str().contains("DS_Store")));
}

#[test]
fn references_to_no_asset_and_loops_of_imports_are_told() {
    let files = [
        ("themes/acme/assets/style.css", "a { b: url(lgo.svg) }\nc { d: url(../../x) }"),
        ("themes/acme/assets/logo.svg", "<svg/>"),
        ("themes/acme/assets/one.css", "@import url(two.css);"),
        ("themes/acme/assets/two.css", "@import \"one.css\";"),
    ];
    assert_eq!(
        complaints(&files, &config("acme")),
        [
            "themes/acme/assets/two.css:1:10: `one.css` imports this stylesheet again",
            "themes/acme/assets/style.css:1:12: there is no asset `lgo.svg` (did you mean `logo.svg`?)",
            "themes/acme/assets/style.css:2:12: there is no asset `../../x`",
        ]
    );
}

#[test]
fn all_broken_templates_are_told_at_once() {
    let files = [
        ("templates/a.html", "one\n{% if x %}"),
        ("templates/b.html", "{{ x | dat }}\n{{ y | lenght }}"),
        ("templates/c.html", "{% extends 'a.html' %}"),
        ("templates/d.html", "{% extends 'bse.html' %}"),
        ("templates/e.html", "{{ <crad /> }}{% include 'nothing.html' %}{{ f() }}"),
        ("templates/f.html", "{% extends 'f.html' %}"),
        ("themes/acme/templates/g.html", "\u{e9} {{ 1 + }}"),
        ("themes/acme/templates/h.html", "{% include 'h.html' %}"),
    ];
    assert_eq!(
        complaints(&files, &config("acme")),
        [
            "templates/a.html:2:9: unexpected end of input",
            "themes/acme/templates/g.html:1:10: found `}}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`",
            "templates/d.html:1:13: there is no template `bse.html` to extend",
            "templates/f.html:1:13: the template extends itself: templates/f.html → templates/f.html",
            "themes/acme/templates/h.html:1:13: the template includes itself: themes/acme/templates/h.html → themes/acme/templates/h.html",
            "templates/b.html:1:8: unknown filter `dat`",
            "templates/b.html:2:8: unknown filter `lenght`",
            "templates/e.html:1:4: unknown component `crad`",
            "templates/e.html:1:26: unknown template `nothing.html`",
            "templates/e.html:1:46: unknown function `f`",
        ]
    );
}

#[test]
fn two_components_of_one_name_in_a_layer_are_told() {
    let part = "{% component tip() %}{% endcomponent %}";
    let files = [("templates/a.html", part), ("templates/b.html", part)];
    assert_eq!(
        complaints(&files, &config("default")),
        ["templates/b.html:0:0: component `tip` is defined in both `templates/a.html` and `templates/b.html`"]
    );
}

#[test]
fn a_mistake_in_rendering_names_the_fields_there_are() {
    let fault = page("a\n  {{ page.titel }}", json!({"page": {"title": "x", "kind": "y"}})).unwrap_err();
    assert_eq!(
        shown(&fault),
        "templates/x.html:2:11: field `titel` is not defined (did you mean `title`? There are: kind, title)"
    );
    let place = fault.place.unwrap();
    assert_eq!((place.text.as_str(), place.width), ("  {{ page.titel }}", 5));
    let fault = page("{{ pgae }}", json!({"page": 1})).unwrap_err();
    assert_eq!(
        shown(&fault),
        "templates/x.html:1:4: variable `pgae` is not defined (did you mean `page`? There are: dir, lang, page, site)"
    );
}

#[test]
fn a_mistake_in_a_component_names_the_call_too() {
    let fault =
        page("{% component a(x) %}{{ x.b }}{% endcomponent %}\n{{ <a x={page} /> }}", json!({"page": {"colour": 1}}))
            .unwrap_err();
    assert_eq!(shown(&fault), "templates/x.html:1:26: field `b` is not defined (there are: colour)");
    let call = &fault.related[0];
    assert_eq!((call.path.as_str(), call.line, call.column, call.width), ("templates/x.html", 2, 4, 14));
}

#[test]
fn built_in_templates_are_called_so() {
    let theme = sound(&[], &config("default"));
    let fault = theme.renderer(&json!({})).text("home.html", &json!({})).unwrap_err();
    assert!(fault.place.unwrap().path.starts_with("default theme: "));
    let fault = theme.renderer(&json!({})).text("hom.html", &json!({})).unwrap_err();
    assert_eq!(shown(&fault), "no theme has a template `hom.html`");
}

#[test]
fn text_is_escaped_in_content_and_attributes() {
    let hostile = json!({"x": "\"'><script>&amp;"});
    let escaped = "&quot;&#39;&gt;&lt;script&gt;&amp;amp;";
    shows("<p title=\"{{ x }}\">{{ x }}</p>", hostile.clone(), &format!("<p title=\"{escaped}\">{escaped}</p>"));
    shows("{{ site.title }}{{ lang }}{{ dir }}", json!({}), "Acme &lt;&amp;&gt;enltr");
    let files = [("templates/a.svg", "{{ x }}"), ("templates/a.xml", "{{ x }}"), ("templates/a.txt", "{{ x }}")];
    let theme = sound(&files, &config("default"));
    let renderer = theme.renderer(&json!({}));
    for (name, text) in [("a.svg", escaped), ("a.xml", escaped), ("a.txt", "\"'><script>&amp;")] {
        assert_eq!(renderer.text(name, &hostile).unwrap(), text, "{name}");
    }
}

#[test]
fn filters_and_functions_do_what_they_say() {
    let hostile = json!({"x": {"a": "</script><!--&\u{2028}"}});
    shows("{{ x | json_script }}", hostile, r#"{"a":"\u003c/script\u003e\u003c!--\u0026\u2028"}"#);
    shows("{{ 'Über café' | slug }}", json!({}), "uber-cafe");
    shows("{{ 'a b&c/ü~' | urlencode }}", json!({}), "a%20b%26c%2F%C3%BC~");
    shows("{{ 1234567 | number }}", json!({}), "1,234,567");
    shows(
        "{{ '/sub/a/' | absolute }} {{ 'https://b/' | absolute }} {{ '//c' | absolute }}",
        json!({}),
        "https://acme.test/sub/a/ https://b/ //c",
    );
    shows("{{ url(path='/a/') }} {{ url(path='') }}", json!({}), "/sub/a/ /sub/");
    shows("{{ '2026-05-04' | date }}", json!({}), "May 4, 2026");
    shows("{{ '2026-05-04T23:30:00-02:00' | date(format='%d.%m.%y %H:%M') }}", json!({}), "05.05.26 01:30");
}

#[test]
fn what_filters_and_functions_refuse_is_told() {
    for (template, complaint) in [
        (
            "{{ 'x' | date }}",
            "templates/x.html:1:10: `x` is no date: a date is written YYYY-MM-DD, with a time YYYY-MM-DDTHH:MM:SSZ",
        ),
        (
            "{{ '2026-05-04' | date(format='lang') }}",
            "templates/x.html:1:19: there is no date format `lang`; there are: long, medium, short, month, month_name, year, day_month",
        ),
        (
            "{{ asset(name='styl.css') }}",
            "templates/x.html:1:4: there is no asset `styl.css`; did you mean `style.css`?",
        ),
        (
            "{{ t(key='repositry') }}",
            "templates/x.html:1:4: there is no interface string `repositry`; did you mean `repository`?",
        ),
    ] {
        assert_eq!(page(template, json!({})).map_err(|fault| shown(&fault)), Err(complaint.to_owned()));
    }
    assert!(page("{{ '2026-05-04' | date(format='%') }}", json!({})).is_err());
    assert!(page("{{ '2026-05-04' | date(format='%!') }}", json!({})).is_err());
}

#[test]
fn interface_strings_come_from_the_nearest_layer_and_language() {
    let files = [
        ("i18n/de.toml", "repository = 'Quellen <&>'"),
        ("themes/acme/i18n/de-AT.toml", "repository = 'Quellcode'\njanuary = 'Jänner'"),
        ("themes/acme/i18n/de.toml", "january = 'Januar'\nmix = { one = 'ein <b>', other = '{n} von {who}' }"),
        ("themes/acme/i18n/en.toml", "january = 'January'\nonly = 'only {who} {x}'"),
        (
            "templates/x.html",
            "{{ t(key='repository') }}|{{ t(key='january') }}|{{ t(key='only', who=x) }}|{{ t(key='mix', n=1) }}|{{ t(key='mix', n=1234, who=y) }}|{{ t(key='nope', default='so') }}",
        ),
    ];
    let view = json!({"x": "<i>", "y": "z"});
    let show = |language: &str| {
        let theme = sound(&files, &Config { language: language.to_owned(), ..config("acme") });
        theme.renderer(&json!({})).text("x.html", &view).unwrap()
    };
    let rest = "only &lt;i&gt; {x}|ein &lt;b&gt;|1.234 von z|so";
    assert_eq!(show("de"), format!("Quellen &lt;&amp;&gt;|Januar|{rest}"));
    assert_eq!(show("de_at"), format!("Quellcode|Jänner|{}", rest.replace("1.234", "1\u{a0}234")));
}

#[test]
fn a_string_with_a_safe_argument_is_html_and_the_rest_of_it_is_escaped() {
    let files = [
        ("i18n/en.toml", "by = '<by> {who} on {day}'"),
        ("templates/x.html", "{% set who %}<b>{{ x }}</b>{% endset %}{{ t(key='by', who=who | safe, day=x) }}"),
    ];
    let theme = sound(&files, &config("default"));
    let page = theme.renderer(&json!({})).text("x.html", &json!({"x": "<i>"})).unwrap();
    assert_eq!(page, "&lt;by&gt; <b>&lt;i&gt;</b> on &lt;i&gt;");
}

#[test]
fn mistakes_in_interface_strings_are_told() {
    let files = [("i18n/en.toml", "a = 1\nb = { one = 'x' }\n[c.d]\ne = true\n"), ("i18n/fr.toml", "x")];
    assert_eq!(
        complaints(&files, &config("default")),
        [
            "i18n/en.toml:1:5: the string `a` must be a text or a table of plural forms",
            "i18n/en.toml:2:1: the string `b` has no form `other` (every language needs `other`: it serves where no other form does)",
            "i18n/en.toml:4:5: the string `c.d.e` must be a text or a table of plural forms",
        ]
    );
}

#[test]
fn files_that_are_no_text_are_told() {
    let mut tree = tree(&[("templates/big.html", &"x".repeat((1 << 20) + 1))]);
    tree.insert(SitePath::new("templates/bad.html").unwrap(), b"a\n\xc3\xa9 caf\xe9".to_vec());
    tree.insert_oversize(SitePath::new("templates/huge.html").unwrap(), 9_000_000);
    let loaded = Theme::load(&tree, &config("default"));
    let complaints: Vec<String> = loaded.diagnostics.iter().map(shown).collect();
    assert_eq!(
        complaints,
        [
            "templates/huge.html:0:0: templates/huge.html is too large for a theme: 9000000 bytes",
            "templates/bad.html:2:6: not UTF-8 (byte 0xE9) (save the file as UTF-8)",
            "templates/big.html:0:0: templates/big.html is larger than 1 MiB: 1048577 bytes",
        ]
    );
}

#[test]
fn a_template_reaches_nothing_outside_of_the_site() {
    for hostile in [
        "{% include '/etc/passwd' %}",
        "{% include '../tidings.toml' %}",
        "{% include '../../../../etc/passwd' %}",
        "{% extends '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{{ get_env(name='HOME') }}",
        "{{ load_data(path='/etc/passwd') }}",
        "{{ now() }}",
        "{{ get_random(start=0, end=9) }}",
        "{{ 'http://x' | fetch }}",
        "{{ asset(name='../../etc/passwd') }}",
        "{{ asset(name='/etc/passwd') }}",
        "{{ env.HOME }}",
        "{{ std.fs }}",
        "{{ throw(message='x') }}",
    ] {
        let loaded = Theme::load(&tree(&[("templates/x.html", hostile)]), &config("default"));
        let rendered =
            loaded.value.map(|theme| Arc::new(theme).renderer(&json!({})).text("x.html", &json!({})).is_ok());
        assert_ne!(rendered, Some(true), "{hostile}");
    }
    let dump = page("{{ __tera_context }}", json!({"x": 1})).unwrap();
    assert!(dump.contains("Acme") && !dump.contains("PATH"), "{dump}");
}

#[test]
fn nesting_attacks_are_answered() {
    let deep = 100_000;
    let attack = |open: &str, close: &str| format!("{}{}", open.repeat(deep), close.repeat(deep));
    for hostile in [
        attack("{% if x %}", "{% endif %}"),
        attack("{% for x in y %}", ""),
        format!("{{{{ {} }}}}", attack("(", ")")),
        format!("{{{{ {} }}}}", attack("[", "]")),
        format!("{{{{ {} }}}}", attack("{\"a\": ", "}")),
        format!("{{{{ {}x }}}}", "not ".repeat(deep)),
        format!("{{{{ {}x }}}}", "-".repeat(deep)),
        format!("{{{{ x{} }}}}", "[x".repeat(deep)),
        format!("{{{{ {}1 }}}}", "1 + ".repeat(deep)),
        format!("{{{{ {}1 }}}}", "1 ~ ".repeat(deep)),
        format!("{{{{ x{} }}}}", ".y".repeat(deep)),
        format!("{{{{ x{} }}}}", " | upper".repeat(deep)),
        format!("{{{{ {}1 }}}}", "1 if x else ".repeat(deep / 2)),
        format!("{{% if x %}}{}{{% endif %}}", "{% elif x %}".repeat(deep / 2)),
    ] {
        let start = hostile[..12].to_owned();
        let loaded = Theme::load(&tree(&[("templates/x.html", &hostile)]), &config("default"));
        if let Some(theme) = loaded.value {
            let _ = Arc::new(theme).renderer(&json!({})).text("x.html", &json!({"x": 1}));
        } else {
            assert_eq!(loaded.diagnostics.len(), 1, "{start}");
        }
    }
    assert!(page("{% component a() %}{{ <a /> }}{% endcomponent %}{{ <a /> }}", json!({})).is_err());
}

#[test]
fn a_page_without_end_is_refused() {
    let line = "x".repeat(1000);
    let template = "{% for i in range(end=100000) %}{{ line }}{% endfor %}";
    let fault = page(template, json!({"line": line})).unwrap_err();
    assert_eq!(shown(&fault), "templates/x.html:0:0: the template `x.html` writes a page of more than 64 MiB");
}

#[test]
fn a_renderer_serves_several_threads() {
    fn shared<T: Sync>(_: &T) {}
    let theme = sound(&[], &config("default"));
    shared(&theme.renderer(&json!({})));
}
