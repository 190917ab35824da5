"""What the harness knows of each generator: its commands, its layout, how its pages can be told."""

# In commands: {bin} the --peer path, {src} the generated source, {out} the output directory, {port} a free port.
#   format     of genload.py
#   build      the command line; `cwd` and `env` when it needs them
#   serve      preview servers by label
#   theme      the file edited for "theme edit", and the text before which the edit goes in; without it there is none
#   pages      what must exist besides the home page, the roadmap, the feed and the newest entry ({year}: any year)
#   entry      how an entry on the home page begins; `card`: an item on the roadmap

HUGO_SERVE = ["{bin}", "server", "--quiet", "--source", "{src}", "--bind", "127.0.0.1", "--port", "{port}"]
ZOLA_SERVE = ["{bin}", "--root", "{src}", "serve", "--force", "--output-dir", "{out}", "--interface", "127.0.0.1", "--port", "{port}"]
ELEVENTY = ["node", "{bin}/@11ty/eleventy/cmd.cjs", "--quiet", "--output={out}"]
TIDINGS_SERVE = ["{bin}", "serve", "{src}", "--port", "{port}"]

SAME = {
    "pages": ["sitemap.xml", "/page/2/", "/tags/added/", "/tags/", "/products/", "/products/atlas/", "/{year}/"],
    "entry": '<article class="entry"', "card": 'class="card"',
}
TIDINGS = {
    "build": ["{bin}", "build", "{src}", "--output", "{out}"],
    "pages": ["sitemap.xml", "/page/2/", "/types/added/", "/types/", "/tags/api/", "/tags/", "/atlas/", "/archive/{year}/"],
}

PEERS = {
    "tidings": {
        **SAME, **TIDINGS, "format": "tidings", "theme": ("templates/base.html", "</body>"),
        "serve": {"tidings serve": TIDINGS_SERVE},
    },
    "tidings-default": {
        **TIDINGS, "format": "tidings-default", "entry": '<article class="item is-entry"', "card": '<article class="card ',
        "serve": {"tidings-default serve": TIDINGS_SERVE},
    },
    "hugo": {
        **SAME, "format": "hugo", "theme": ("layouts/baseof.html", "</body>"),
        "build": ["{bin}", "--quiet", "--source", "{src}", "--destination", "{out}"],
        "serve": {"hugo server": HUGO_SERVE, "hugo server --disableFastRender": HUGO_SERVE + ["--disableFastRender"]},
    },
    "eleventy": {
        **SAME, "format": "eleventy", "theme": ("_includes/entry.11ty.js", '<nav class="crumbs"'),
        "cwd": "{src}", "env": {"NODE_MODULES": "{bin}"}, "build": ELEVENTY,
        "serve": {"eleventy --serve": ELEVENTY + ["--serve", "--port={port}"],
                  "eleventy --serve --incremental": ELEVENTY + ["--serve", "--incremental", "--port={port}"]},
    },
    "zola": {
        **SAME, "format": "zola", "theme": ("templates/base.html", "</body>"),
        "build": ["{bin}", "--root", "{src}", "build", "--force", "--output-dir", "{out}"],
        "serve": {"zola serve": ZOLA_SERVE, "zola serve --fast": ZOLA_SERVE + ["--fast"]},
    },
}


class Peer:
    """A generator to measure: NAME=PATH, where NAME may have a suffix after @ to tell two of a kind apart."""

    def __init__(self, spec, resolve):
        self.name, path = spec.split("=", 1)
        self.kind = self.name.split("@")[0]
        if self.kind not in PEERS:
            raise SystemExit("%s: not one of %s" % (self.kind, ", ".join(PEERS)))
        self.spec = PEERS[self.kind]
        self.path = resolve(path)

    def fill(self, template, **places):
        """The template, a string or a list of them, with its places filled in."""
        if isinstance(template, list):
            return [self.fill(part, **places) for part in template]
        return template.format(bin=self.path, **places)

    def label(self, label):
        """A server's label, with this peer's name in place of its kind."""
        return label.replace(self.kind, self.name, 1)
