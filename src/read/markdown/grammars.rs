//! Grammars of programming languages, and what the nodes of their syntax trees are to a reader.

use std::collections::HashMap;
use std::sync::OnceLock;

use arborium::tree_sitter;

use self::Rule::{Bound, Deep, Embedded, Flag, Last, Letters, Whole};

/// What a piece of code is to a reader; `hl-…` is its class in HTML. `themes/README.md` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Plain,
    Attribute,
    Comment,
    Constant,
    Function,
    Keyword,
    Label,
    Macro,
    Number,
    Operator,
    Property,
    Punctuation,
    String,
    Tag,
    Type,
}

impl Class {
    /// In their order.
    pub const ALL: &[Self] = &[
        Self::Plain,
        Self::Attribute,
        Self::Comment,
        Self::Constant,
        Self::Function,
        Self::Keyword,
        Self::Label,
        Self::Macro,
        Self::Number,
        Self::Operator,
        Self::Property,
        Self::Punctuation,
        Self::String,
        Self::Tag,
        Self::Type,
    ];

    /// The tag that opens a span of it.
    pub fn opening(self) -> &'static str {
        match self {
            Self::Plain => "<span>",
            Self::Attribute => "<span class=\"hl-attribute\">",
            Self::Comment => "<span class=\"hl-comment\">",
            Self::Constant => "<span class=\"hl-constant\">",
            Self::Function => "<span class=\"hl-function\">",
            Self::Keyword => "<span class=\"hl-keyword\">",
            Self::Label => "<span class=\"hl-label\">",
            Self::Macro => "<span class=\"hl-macro\">",
            Self::Number => "<span class=\"hl-number\">",
            Self::Operator => "<span class=\"hl-operator\">",
            Self::Property => "<span class=\"hl-property\">",
            Self::Punctuation => "<span class=\"hl-punctuation\">",
            Self::String => "<span class=\"hl-string\">",
            Self::Tag => "<span class=\"hl-tag\">",
            Self::Type => "<span class=\"hl-type\">",
        }
    }
}

/// How a node is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// All of it alike.
    Whole(Class),
    /// All of it but the nodes inside that have a class of their own.
    Deep(Class),
    /// The last name in it: `c` of `a.b.c`.
    Last(Class),
    /// A word or sign of the grammar; part of what is around it in a string or an attribute.
    Token(Class),
    /// A name, by its letters: `CONSTANT`, `Type` or `other`.
    Letters,
    /// The name of a function when one is bound to it: `const name = () => …`.
    Bound,
    /// A constant when it is an option: `--all`.
    Flag,
    /// Code of another language.
    Embedded(&'static str),
}

/// Which nodes a rule is for. `kind` is every node of that kind, `parent.field` and `parent/kind` only
/// those in that place, `language:…` only those of one language. Places go before kinds, and in
/// each the first rule is the one that counts.
const RULES: &[(Rule, &str)] = &[
    // What means one thing in one language and another in the next.
    (Whole(Class::Property), "json:pair.key hcl:attribute/identifier dockerfile:expansion graphql:variable"),
    (Whole(Class::Property), "python:attribute.attribute"),
    (Bound, "javascript:pair.key tsx:pair.key"),
    (Whole(Class::Type), "yaml:tag css:unit python:type/identifier"),
    (Whole(Class::String), "bash:regex hcl:template_literal"),
    (Flag, "bash:word dockerfile:param"),
    (Letters, "java:identifier javascript:identifier python:identifier rust:identifier tsx:identifier"),
    // Places.
    (Whole(Class::Attribute), "Attribute/Name AttDef/Name PseudoAtt/Name jsx_attribute/property_identifier"),
    (Whole(Class::Attribute), "XMLDecl/version XMLDecl/encoding XMLDecl/standalone directive/@ directive/name"),
    (Whole(Class::Attribute), "directive_definition/name pseudo_class_selector/class_name decorator/@ annotation/@"),
    (Whole(Class::Attribute), "pseudo_element_selector/tag_name marker_annotation/@ marker_annotation.name"),
    (Whole(Class::Attribute), "annotation.name decorator/identifier"),
    (Bound, "variable_declarator.name assignment_expression.left field_definition.property"),
    (Bound, "public_field_definition.name"),
    (Whole(Class::Constant), "GEDecl/Name PEDecl/Name"),
    (Last(Class::Function), "call_expression.function call.function function_call/identifier"),
    (Last(Class::Function), "function_item.name function_signature_item.name function_declaration.name"),
    (Last(Class::Function), "function_definition.name function_expression.name function_signature.name"),
    (Last(Class::Function), "generator_function_declaration.name method_declaration.name method_definition.name"),
    (Last(Class::Function), "method_elem.name method_invocation.name method_signature.name"),
    (Last(Class::Function), "operation_definition/name"),
    (Whole(Class::Keyword), "block/identifier"),
    (Last(Class::Macro), "macro_invocation.macro macro_invocation/! macro_definition.name"),
    (Whole(Class::Property), "block_mapping_pair.key flow_pair.key object_elem.key get_attr/identifier env_pair.name"),
    (Whole(Class::Property), "label_pair.key arg_instruction.name field_definition/name field/name alias/name"),
    (Whole(Class::Property), "setting/setting_name object_field/name argument/name input_value_definition/name"),
    (Whole(Class::String), "attribute_selector/plain_value"),
    (Whole(Class::Tag), "STag/Name ETag/Name EmptyElemTag/Name elementdecl/Name AttlistDecl/Name"),
    (Whole(Class::Tag), "jsx_opening_element.name jsx_closing_element.name jsx_self_closing_element.name"),
    (Whole(Class::Type), "class_definition.name class_declaration.name interface_declaration.name"),
    (Whole(Class::Type), "enum_declaration.name record_declaration.name constructor_declaration.name"),
    (Whole(Class::Type), "annotation_type_declaration.name named_type/name object_type_definition/name"),
    (Whole(Class::Type), "interface_type_definition/name input_object_type_definition/name"),
    (Whole(Class::Type), "enum_type_definition/name scalar_type_definition/name union_type_definition/name"),
    (Whole(Class::Type), "section_name/text doctypedecl/Name"),
    (Embedded("javascript"), "script_element/raw_text"),
    (Embedded("css"), "style_element/raw_text"),
    // Kinds.
    (Whole(Class::Comment), "comment line_comment block_comment Comment html_comment js_comment"),
    (Whole(Class::Comment), "line_outer_doc_comment block_outer_doc_comment shebang hash_bang_line"),
    (Deep(Class::Plain), "arithmetic_expansion command_substitution expansion interpolation process_substitution"),
    (Deep(Class::Plain), "string_interpolation template_directive template_interpolation template_substitution"),
    (Deep(Class::Attribute), "attribute_item inner_attribute_item"),
    (Whole(Class::Attribute), "attribute_name reserved_directive tag_directive yaml_directive"),
    (Whole(Class::Constant), "boolean boolean_literal boolean_scalar boolean_value bool_lit doctype entity"),
    (Whole(Class::Constant), "enum_value false html_character_reference iota nil none null null_lit null_literal"),
    (Whole(Class::Constant), "null_scalar null_value true undefined CharRef EntityRef PEReference"),
    (Deep(Class::Function), "command_name"),
    (Whole(Class::Function), "fragment_name function_name"),
    (Whole(Class::Keyword), "at_keyword crate from important import mutable_specifier operation_type self super"),
    (Whole(Class::Keyword), "this to PITarget"),
    (Whole(Class::Label), "alias_name anchor_name label_name lifetime statement_identifier"),
    (Whole(Class::Number), "binary_integer_literal decimal_floating_point_literal decimal_integer_literal"),
    (Whole(Class::Number), "expose_port file_descriptor float float_literal float_scalar float_value"),
    (Whole(Class::Number), "hex_floating_point_literal hex_integer_literal imaginary_literal int_literal int_value"),
    (Whole(Class::Number), "integer integer_literal integer_scalar integer_value number numeric_lit"),
    (Whole(Class::Number), "octal_integer_literal VersionNum"),
    (Whole(Class::Operator), "test_operator"),
    (Whole(Class::Property), "bare_key class_name feature_name field_identifier id_name namespace_name"),
    (Whole(Class::Property), "private_property_identifier property_identifier property_name quoted_key"),
    (Whole(Class::Property), "simple_expansion special_variable_name variable_name"),
    (Whole(Class::Punctuation), "block_end block_start object_end object_start optional_chain tuple_end tuple_start"),
    (Whole(Class::Punctuation), "template_directive_end template_directive_start CDStart"),
    (Whole(Class::Punctuation), "template_interpolation_end template_interpolation_start"),
    (Deep(Class::String), "ansi_c_string block_scalar char_literal character_literal description"),
    (Deep(Class::String), "double_quote_scalar double_quoted_string heredoc_body heredoc_end heredoc_line"),
    (Deep(Class::String), "heredoc_marker heredoc_start heredoc_template interpreted_string_literal json_string"),
    (Deep(Class::String), "quoted_attribute_value quoted_template raw_string raw_string_literal regex rune_literal"),
    (Deep(Class::String), "single_quote_scalar single_quoted_string string string_lit string_literal string_scalar"),
    (Deep(Class::String), "string_value template_string translated_string attribute_value color_value"),
    (Deep(Class::String), "local_date local_date_time local_time offset_date_time timestamp_scalar"),
    (Deep(Class::String), "AttValue EncName EntityValue PseudoAttValue PubidLiteral SystemLiteral CData"),
    (Whole(Class::Tag), "erroneous_end_tag_name nesting_selector tag_name universal_selector"),
    (Whole(Class::Type), "boolean_type floating_point_type fragment_specifier integral_type predefined_type"),
    (Whole(Class::Type), "primitive_type this_type type_identifier void_type StringType TokenizedType"),
];

/// Fields that hold the last name of a path.
const LAST_NAMES: [&str; 5] = ["attribute", "field", "function", "name", "property"];

/// Functions without a name of their own.
const FUNCTIONS: [&str; 3] = ["arrow_function", "function_expression", "generator_function"];

/// Every language there is, behind the names that people write for it.
static LANGUAGES: [Language; 17] = [
    Language::new("bash sh shell zsh ksh", || arborium::lang_bash::language().into()),
    Language::new("css", || arborium::lang_css::language().into()),
    Language::new("dockerfile docker", || arborium::lang_dockerfile::language().into()),
    Language::new("go golang", || arborium::lang_go::language().into()),
    Language::new("graphql gql", || arborium::lang_graphql::language().into()),
    Language::new("hcl terraform tf", || arborium::lang_hcl::language().into()),
    Language::new("html htm", || arborium::lang_html::language().into()),
    Language::new("ini cfg conf properties", || arborium::lang_ini::language().into()),
    Language::new("java", || arborium::lang_java::language().into()),
    Language::new("javascript js jsx mjs cjs node", || arborium::lang_javascript::language().into()),
    Language::new("json jsonc json5", || arborium::lang_json::language().into()),
    Language::new("python py py3 python3", || arborium::lang_python::language().into()),
    Language::new("rust rs", || arborium::lang_rust::language().into()),
    Language::new("toml", || arborium::lang_toml::language().into()),
    Language::new("tsx ts typescript mts cts", || arborium::lang_tsx::language().into()),
    Language::new("xml svg xhtml rss atom xsl xslt", || arborium::lang_xml::language().into()),
    Language::new("yaml yml", || arborium::lang_yaml::language().into()),
];

struct Language {
    names: &'static str,
    load: fn() -> tree_sitter::Language,
    grammar: OnceLock<Grammar>,
}

impl Language {
    const fn new(names: &'static str, load: fn() -> tree_sitter::Language) -> Self {
        Self { names, load, grammar: OnceLock::new() }
    }

    fn name(&self) -> &'static str {
        self.names.split(' ').next().unwrap_or_default()
    }
}

/// A language's parser tables, and the rules of each kind of node.
pub struct Grammar {
    pub language: tree_sitter::Language,
    name: &'static str,
    kinds: Vec<Kind>,
    last_names: Vec<u16>,
}

#[derive(Default)]
struct Kind {
    rule: Option<Rule>,
    is_function: bool,
    /// Rules for what is inside, by field or by kind.
    fields: Vec<(u16, Rule)>,
    children: Vec<(u16, Rule)>,
}

/// The grammar of a language as people write its name.
pub fn find(name: &str) -> Option<&'static Grammar> {
    let language = LANGUAGES.iter().find(|language| language.names.split(' ').any(|known| known == name))?;
    Some(language.grammar.get_or_init(|| Grammar::new(language)))
}

impl Grammar {
    fn new(language: &Language) -> Self {
        let tables = (language.load)();
        let mut ids: HashMap<&str, Vec<u16>> = HashMap::new();
        let count = u16::try_from(tables.node_kind_count()).unwrap_or(u16::MAX);
        for id in (0..count).filter(|id| tables.node_kind_is_visible(*id)) {
            ids.entry(tables.node_kind_for_id(id).unwrap_or_default()).or_default().push(id);
        }
        let last_names = LAST_NAMES.iter().filter_map(|name| tables.field_id_for_name(name)).map(u16::from).collect();
        let kinds = (0..count).map(|_| Kind::default()).collect();
        let mut grammar = Self { language: tables, name: language.name(), kinds, last_names };
        for id in FUNCTIONS.iter().filter_map(|kind| ids.get(kind)).flatten() {
            grammar.kinds[usize::from(*id)].is_function = true;
        }
        for (rule, selector) in selectors(language) {
            grammar.add(*rule, selector, &ids);
        }
        for id in 0..count {
            if !grammar.language.node_kind_is_named(id) {
                let text = grammar.language.node_kind_for_id(id).unwrap_or_default();
                grammar.kinds[usize::from(id)].rule = Some(Rule::Token(token(text)));
            }
        }
        grammar
    }

    fn add(&mut self, rule: Rule, selector: &str, ids: &HashMap<&str, Vec<u16>>) {
        let (kind, place) = match selector.split_once(['.', '/']) {
            Some((kind, place)) => (kind, Some(place)),
            None => (selector, None),
        };
        for id in ids.get(kind).into_iter().flatten().copied().filter(|id| self.language.node_kind_is_named(*id)) {
            let field = place.and_then(|place| self.language.field_id_for_name(place)).map(u16::from);
            let kind = &mut self.kinds[usize::from(id)];
            match place {
                None => kind.rule = kind.rule.or(Some(rule)),
                Some(_) if selector.contains('.') => kind.fields.extend(field.map(|field| (field, rule))),
                Some(place) => kind.children.extend(ids.get(place).into_iter().flatten().map(|id| (*id, rule))),
            }
        }
    }

    /// Whether the parser has room for the nesting of `code`. The scanners of two grammars write the open
    /// blocks into 1,024 bytes (tree-sitter's buffer) and look at its end too late, which aborts
    /// the process: YAML's from the 254th on, Python's at the earliest from the 384th.
    pub fn has_room(&self, code: &str) -> bool {
        match self.name {
            "yaml" => yaml_openings(code) <= 250,
            "python" => code.lines().all(|line| python_indent(line) <= 380),
            _ => true,
        }
    }

    /// The rule for all nodes of `kind`.
    pub fn rule(&self, kind: u16) -> Option<Rule> {
        self.kinds.get(usize::from(kind))?.rule
    }

    /// The rule for the place of a `kind` in a `parent`; `last` is set in what holds a last name, and
    /// `field` tells the child's field.
    pub fn place(
        &self,
        kind: u16,
        parent: u16,
        last: Option<Class>,
        field: impl FnOnce() -> Option<u16>,
    ) -> Option<Rule> {
        let parent = self.kinds.get(usize::from(parent))?;
        if let Some(rule) = first(&parent.children, kind) {
            return Some(rule);
        }
        if last.is_none() && parent.fields.is_empty() {
            return None;
        }
        let field = field()?;
        last.filter(|_| self.last_names.contains(&field)).map(Last).or_else(|| first(&parent.fields, field))
    }

    /// Whether a node of `kind` is a function without a name of its own.
    pub fn is_function(&self, kind: u16) -> bool {
        self.kinds.get(usize::from(kind)).is_some_and(|kind| kind.is_function)
    }
}

/// How many characters could open a block: `-`, `?` and `:` in front of white space, `|` and `>`.
fn yaml_openings(code: &str) -> usize {
    let behind = code.bytes().skip(1).chain([b'\n']);
    let opens = |(byte, behind): &(u8, u8)| match byte {
        b'-' | b'?' | b':' => behind.is_ascii_whitespace(),
        byte => matches!(byte, b'|' | b'>'),
    };
    code.bytes().zip(behind).filter(opens).count()
}

/// How many columns `line` is indented by; each could be a level of its own.
fn python_indent(line: &str) -> usize {
    let white = line.bytes().take_while(u8::is_ascii_whitespace);
    white.map(|byte| if byte == b'\t' { 8 } else { 1 }).sum()
}

fn first(rules: &[(u16, Rule)], id: u16) -> Option<Rule> {
    rules.iter().find(|(known, _)| *known == id).map(|(_, rule)| *rule)
}

fn selectors(language: &Language) -> impl Iterator<Item = (&'static Rule, &'static str)> {
    let language = language.name();
    let all = RULES.iter().flat_map(|(rule, list)| list.split(' ').map(move |selector| (rule, selector)));
    all.filter_map(move |(rule, selector)| match selector.split_once(':') {
        Some((only, selector)) => (only == language).then_some((rule, selector)),
        None => Some((rule, selector)),
    })
}

/// What a word or sign of a grammar is.
fn token(text: &str) -> Class {
    if text.trim_start_matches(['@', '#']).starts_with(|c: char| c.is_ascii_alphabetic()) {
        Class::Keyword
    } else if text.bytes().all(|byte| b"()[]{},;.:\"'`".contains(&byte)) {
        Class::Punctuation
    } else {
        Class::Operator
    }
}
