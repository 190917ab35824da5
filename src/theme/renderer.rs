//! Renders views: the one place where templates meet data.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Value};

use super::faults::faults;
use super::{Theme, ThemeAsset};
use crate::base::{Diagnostic, Place};

/// The largest page that a template may write, in bytes.
const LARGEST_PAGE: usize = 64 << 20;

/// A theme together with what all pages of a site share. It can be used by several threads at once.
pub struct Renderer {
    theme: Arc<Theme>,
    site: Value,
}

impl Theme {
    /// A renderer whose templates see `site` besides each page's view, and `lang` and `dir`.
    pub fn renderer(self: &Arc<Self>, site: &impl Serialize) -> Renderer {
        Renderer { theme: Arc::clone(self), site: Value::from_serializable(site) }
    }
}

impl Renderer {
    /// Appends to `out` the page, in UTF-8, that `template` makes of `view`, whose fields are the template's variables.
    ///
    /// An error names the template, line and column, and the fields there are.
    pub fn render<V: Serialize + ?Sized>(&self, template: &str, view: &V, out: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let theme = &*self.theme;
        let mut context = Context::from_serialize(view).map_err(|error| self.fault(template, &error))?;
        context.insert_value("site", self.site.clone());
        context.insert_value("lang", theme.language.clone());
        context.insert_value("dir", theme.direction.clone());
        let mut page = Page { bytes: out, is_full: false };
        let result = theme.tera.render_to(template, &context, &mut page);
        if page.is_full {
            let message = format!("the template `{template}` writes a page of more than 64 MiB");
            return Err(Diagnostic::error("template-output", message).at(self.file(template)));
        }
        result.map_err(|error| self.fault(template, &error))
    }

    /// The theme's files to publish.
    pub fn assets(&self) -> &[ThemeAsset] {
        self.theme.assets()
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Diagnostic {
        if let ErrorKind::TemplateNotFound(_) = error.kind() {
            return Diagnostic::error("template-missing", format!("no theme has a template `{template}`"));
        }
        let found = faults(error, "template-render", &self.theme.sources).into_iter().next();
        let mut diagnostic = match found {
            Some(fault) => fault.diagnostic,
            None => Diagnostic::error("template-render", error.to_string()),
        };
        diagnostic.place.get_or_insert_with(|| self.file(template));
        diagnostic
    }

    fn file(&self, template: &str) -> Place {
        Place::file(self.theme.path_of(template))
    }
}

/// Takes what a template writes, up to the limit.
struct Page<'a> {
    bytes: &'a mut Vec<u8>,
    is_full: bool,
}

impl Write for Page<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LARGEST_PAGE {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
