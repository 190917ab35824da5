//! The filters and functions that templates have besides those of tera.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::assets::Assets;
use super::{Strings, format, strings};
use crate::base::{Date, code_html, slugify};
use crate::model::Config;

/// Makes everything known to `tera` that is not its own. Must run before templates are added:
/// tera checks the names when it reads them.
pub(super) fn register(tera: &mut Tera, config: &Config, strings: &Arc<Strings>, assets: &Arc<Assets>) {
    let (base, edition) = (config.base_path().to_owned(), config.edition.clone());
    let origin = config.base_url[..config.base_url.len() - base.len()].to_owned();

    let words = Arc::clone(strings);
    tera.register_filter("date", move |text: &str, kwargs: Kwargs, _: &State| date(&words, text, &kwargs));
    let words = Arc::clone(strings);
    tera.register_filter("number", move |n: i64, _: Kwargs, _: &State| format::number(words.locale(), n));
    // Tera's own copies the text, which is often a whole body.
    tera.register_filter("safe", |html: Value, _: Kwargs, _: &State| html.mark_safe());
    tera.register_filter("json_script", |value: Value, _: Kwargs, _: &State| json_script(&value));
    tera.register_filter("inline_code", |text: &str, _: Kwargs, state: &State| inline_code(text, state));
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| slugify(text));
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| urlencode(text));
    tera.register_filter("absolute", move |address: &str, _: Kwargs, _: &State| {
        let is_rooted = address.starts_with('/') && !address.starts_with("//");
        if is_rooted { format!("{origin}{address}") } else { address.to_owned() }
    });

    let words = Arc::clone(strings);
    tera.register_function("t", move |kwargs: Kwargs, state: &State| translate(&words, &kwargs, state));
    let (files, root) = (Arc::clone(assets), config.root_path().to_owned());
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| asset(&files, &root, kwargs.must_get("name")?));
    tera.register_function("url", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let address = format!("/{}", kwargs.must_get::<&str>("path")?.trim_start_matches('/'));
        Ok(format!("{}{address}", edition.base(&base, &address)))
    });
}

fn date(strings: &Strings, text: &str, kwargs: &Kwargs) -> TeraResult<String> {
    let style = kwargs.get::<&str>("format")?.unwrap_or("long");
    let date = Date::parse(text).map_err(|fault| Error::message(format!("`{text}` is no date: {}", fault.reason)))?;
    format::date(strings.locale(), &date, style).map_err(Error::message)
}

/// `t(key="…", n=3, name="…", default="…")`. When an argument is safe HTML, the whole is HTML and the
/// rest of it is escaped. An unknown key is a mistake, unless there is a default.
fn translate(strings: &Strings, kwargs: &Kwargs, state: &State) -> TeraResult<Value> {
    let key: &str = kwargs.must_get("key")?;
    let n: Option<usize> = kwargs.get("n")?;
    let Some(pattern) = strings.pattern(key, n).or(kwargs.get::<&str>("default")?) else {
        return Err(unknown("interface string", key, strings.nearest(key)));
    };
    let is_html = kwargs.iter().any(|(_, value)| value.is_safe());
    if !is_html && !pattern.contains('{') {
        return Ok(Value::from(pattern));
    }
    let mut arguments = Vec::new();
    for (name, value) in kwargs.iter() {
        let text = match (name.as_str(), n) {
            (Some("n"), Some(n)) => strings.number(n),
            _ if is_html && !value.is_safe() => state.escape(&value.to_string())?,
            _ => value.to_string(),
        };
        arguments.push((name.as_str().unwrap_or_default(), strings.isolated(text)));
    }
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
    match is_html {
        true => Ok(Value::safe_string(&strings::fill(&state.escape(pattern)?, &arguments))),
        false => Ok(Value::from(strings::fill(pattern, &arguments))),
    }
}

fn asset(assets: &Assets, base: &str, name: &str) -> TeraResult<String> {
    match assets.get(name) {
        Some(asset) => Ok(format!("{base}/{}", asset.path)),
        None => Err(unknown("asset", name, assets.nearest(name))),
    }
}

fn unknown(what: &str, name: &str, near: Option<&str>) -> Error {
    Error::message(match near {
        Some(near) => format!("There is no {what} `{name}`; did you mean `{near}`?"),
        None => format!("There is no {what} `{name}`"),
    })
}

/// JSON that neither ends a script element nor opens a comment in it (HTML, section 4.12.1.3), and
/// is JavaScript too.
fn json_script(value: &Value) -> TeraResult<Value> {
    let json = serde_json::to_string(value).map_err(Error::message)?;
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => safe.push(c),
        }
    }
    Ok(Value::safe_string(&safe))
}

/// Plain text with `` `x` `` as code.
fn inline_code(text: &str, state: &State) -> TeraResult<Value> {
    if !text.contains('`') {
        return Ok(Value::from(text));
    }
    let escaped = state.escape(text)?;
    Ok(Value::safe_string(&code_html(&escaped, str::to_owned)))
}

/// Everything but the unreserved characters of RFC 3986, section 2.3, in percent-encoding.
fn urlencode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
