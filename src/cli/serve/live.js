// Follows the site's files: this page is loaded again when it changed, styles are swapped, mistakes are shown.
// It stands in a function of its own, after `look`: the style of mistakes.
const { events, ...seen } = document.currentScript.dataset;
let source = null;
let panel = null;

const connect = () => {
  if (source) return;
  source = new EventSource(`${events}?${new URLSearchParams(seen)}`);
  source.addEventListener("state", (event) => follow(JSON.parse(event.data)));
  source.addEventListener("error", come);
};

const disconnect = () => {
  source?.close();
  source = null;
};

// A browser has few connections for one server: pages that nobody looks at give theirs back.
const listen = () => (document.hidden ? disconnect() : connect());

// A stream that broke off comes back by itself, but not when something else was answered in its place.
const come = ({ target }) => {
  if (target.readyState !== EventSource.CLOSED) return;
  disconnect();
  setTimeout(listen, 1000);
};

const follow = ({ change, styles, faults, ...now }) => {
  if (change === "page") {
    disconnect();
    location.reload();
    return;
  }
  Object.assign(seen, now);
  if (change === "styles") {
    styles.forEach((style) => swap(style, now.build));
    // The stream speaks of what was seen when it was opened.
    disconnect();
    listen();
  }
  show(faults);
};

// The part of a stylesheet's name that changes with its content.
const stem = (path) => path.replace(/\.[0-9a-f]{10}(?=\.css$)/, "");

// By each new sheet, the one that stays until the new one is there, so that the page never stands bare.
const earlier = new WeakMap();

const swap = (style, build) => {
  const named = new URL(style, location.origin).pathname;
  const links = [...document.querySelectorAll("link[rel~=stylesheet]")];
  for (const old of links) {
    const url = new URL(old.href, location.href);
    const isNamed = url.origin === location.origin && stem(url.pathname) === stem(named);
    const isHashed = stem(url.pathname) !== url.pathname;
    const isLeaving = links.some((link) => earlier.get(link) === old);
    if (!isNamed || isLeaving || (isHashed && url.pathname === named)) continue;
    const fresh = old.cloneNode();
    fresh.href = isHashed ? named : `${named}?build=${build}`;
    fresh.onload = () => drop(old);
    fresh.onerror = () => fresh.remove();
    earlier.set(fresh, old);
    old.after(fresh);
  }
};

const drop = (sheet) => {
  for (; sheet; sheet = earlier.get(sheet)) sheet.remove();
};

const element = (name, ...children) => {
  const made = document.createElement(name);
  made.append(...children);
  return made;
};

const place = ({ at, number, line: [before, under, behind] }) => {
  const path = element("p", element("code", at));
  if (!before && !under && !behind) return [path];
  return [path, element("pre", element("span", number), element("code", before, element("mark", under || "\u00a0"), behind))];
};

const section = ({ code, message, places: [first, ...others], label, help }) =>
  element("section",
    element("h2", message),
    ...(first ? place(first) : []),
    ...(label ? [element("p", label)] : []),
    ...others.flatMap(place),
    ...(help ? [element("p", element("b", "Help: "), help)] : []),
    element("small", code));

const box = (faults) => {
  const title = element("h1", faults.length === 1 ? "1 error" : `${faults.length} errors`);
  title.id = "title";
  const close = element("button", "Close");
  const words = element("p", "Behind this is the last good page. This goes away when the file is mended; Escape closes it.");
  const head = element("div", element("div", title, words), close);
  head.className = "head";
  const dialog = element("dialog", head, ...faults.map(section));
  dialog.setAttribute("aria-labelledby", "title");
  close.onclick = () => dialog.close();
  return dialog;
};

// What was closed stays so until there is something else to say.
const show = (faults) => {
  const told = JSON.stringify(faults);
  if (panel?.told === told) return;
  panel?.remove();
  panel = null;
  if (faults.length === 0) return;
  panel = element("tidings-faults");
  Object.assign(panel, { told, lang: "en", dir: "ltr" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  const root = panel.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const dialog = box(faults);
  root.append(dialog);
  document.documentElement.append(panel);
  dialog.showModal();
};

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", listen);
listen();
