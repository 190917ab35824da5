// Follows the site's files: this page is loaded again when it changed, styles are swapped, mistakes are shown.
"use strict";
{
  const { events, ...seen } = document.currentScript.dataset;
  const kept = `tidings:${location.pathname}`;
  let source = null;
  let panel = null;

  const connect = () => {
    source ??= new EventSource(`${events}?${new URLSearchParams(seen)}`);
    source.addEventListener("state", (event) => follow(JSON.parse(event.data)));
  };

  const disconnect = () => {
    source?.close();
    source = null;
  };

  // A browser has few connections for one server: pages that nobody looks at give theirs back.
  const listen = () => (document.hidden ? disconnect() : connect());

  const follow = ({ build, change, styles, faults }) => {
    if (change === "page") {
      sessionStorage.setItem(kept, JSON.stringify([scrollX, scrollY]));
      disconnect();
      location.reload();
      return;
    }
    if (change === "styles") styles.forEach((style) => swap(style, build));
    show(faults);
  };

  // The part of a stylesheet's name that changes with its content.
  const stem = (path) => path.replace(/\.[0-9a-f]{10}(?=\.css$)/, "");

  // The old sheet stays until the new one is there, so that the page never stands bare.
  const swap = (style, build) => {
    for (const old of document.querySelectorAll("link[rel~=stylesheet]")) {
      const url = new URL(old.href, location.href);
      const isNamed = url.origin === location.origin && stem(url.pathname) === stem(new URL(style, location.href).pathname);
      const isHashed = stem(url.pathname) !== url.pathname;
      const href = isHashed ? style : `${style}?build=${build}`;
      if (!isNamed || old.getAttribute("href") === href) continue;
      const fresh = old.cloneNode();
      fresh.href = href;
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
    }
  };

  const element = (name, text = "", children = []) => {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
  };

  const line = ([before, under, behind]) => {
    const code = element("code", before, [element("mark", under || " "), behind]);
    return element("pre", "", [code]);
  };

  const fault = ({ code, message, places, label, help }) =>
    element("section", "", [
      element("h2", message),
      ...places.flatMap((place, index) => [
        element("p", place.at),
        ...(place.line.join("") ? [line(place.line)] : []),
        ...(index === 0 && label ? [element("p", label)] : []),
      ]),
      ...(help ? [element("p", `Help: ${help}`)] : []),
      element("small", code),
    ]);

  const style = `
    :host { position: fixed; inset: 0; z-index: 2147483647; display: grid; place-items: start center;
      padding: 5vh 1rem; overflow: auto; background: rgb(10 12 16 / .45); color-scheme: light dark; }
    main { box-sizing: border-box; width: min(50rem, 100%); padding: 1.25rem 1.5rem; border-radius: 10px;
      border-block-start: 4px solid #d1242f; background: light-dark(#fff, #1b1f24); color: light-dark(#1f2328, #e6edf3);
      box-shadow: 0 12px 40px rgb(0 0 0 / .35); font: 15px/1.5 system-ui, sans-serif; }
    header { display: flex; gap: 1rem; justify-content: space-between; align-items: start; }
    h1 { margin: 0; font-size: 1.1rem; color: light-dark(#b3141f, #ff8a84); }
    h2 { margin: 0 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
    section { margin-block-start: 1rem; padding-block-start: 1rem; border-block-start: 1px solid light-dark(#d8dee4, #373e47); }
    p { margin: .25rem 0; overflow-wrap: anywhere; }
    pre { margin: .35rem 0; padding: .6rem .8rem; overflow: auto; border-radius: 6px; background: light-dark(#f4f5f7, #0f1318);
      font: 13px/1.5 ui-monospace, monospace; }
    mark { background: light-dark(#ffd8d6, #6e1a1f); color: inherit; border-block-end: 2px solid #d1242f; }
    small { color: light-dark(#59636e, #9aa4af); }
    button { font: inherit; padding: .2rem .7rem; border: 1px solid light-dark(#c4cbd3, #4b535d); border-radius: 6px;
      background: transparent; color: inherit; cursor: pointer; }
    button:focus-visible { outline: 2px solid #2f81f7; outline-offset: 2px; }`;

  const show = (faults) => {
    const told = JSON.stringify(faults);
    if (panel?.told === told) return;
    panel?.remove();
    panel = null;
    if (faults.length === 0) return;
    panel = document.createElement("tidings-faults");
    panel.told = told;
    const root = panel.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const close = element("button", "Close");
    close.type = "button";
    const hide = () => panel?.remove();
    close.addEventListener("click", hide);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    const count = faults.length === 1 ? "1 error" : `${faults.length} errors`;
    const box = element("main", "", [element("header", "", [element("h1", count), close]), ...faults.map(fault)]);
    box.setAttribute("role", "alert");
    root.append(box);
    document.documentElement.append(panel);
  };

  const position = sessionStorage.getItem(kept);
  if (position) {
    sessionStorage.removeItem(kept);
    const scroll = () => scrollTo({ left: JSON.parse(position)[0], top: JSON.parse(position)[1], behavior: "instant" });
    scroll();
    addEventListener("load", scroll, { once: true });
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", listen);
  listen();
}
