// Who asked for what changed since a version that has no page (`/server/since/1.9.9/`) is led to the comparison, which
// offers the nearest version that there is.
const asked = /(?:([^/]+)\/)?since\/([^/]+)\/?$/.exec(location.pathname);
for (const link of asked ? document.querySelectorAll('a[data-compare]') : []) {
  const [product = '', from] = asked.slice(1).map((part) => part && decodeURIComponent(part));
  link.search = new URLSearchParams({ ...(product && { product }), from });
}
