// The language switch keeps what the reader asked for: a comparison, a query, filters, and the place on the page. The address
// may change at any time, so it is looked at when somebody is about to follow a link.
const links = document.querySelectorAll('.languages a');
const keep = ({ currentTarget: link }) => {
  const { search, hash } = location;
  link.href = Object.assign(new URL(link.href), { search, hash });
};
for (const link of links) ['pointerenter', 'focus', 'click'].forEach((event) => link.addEventListener(event, keep));
