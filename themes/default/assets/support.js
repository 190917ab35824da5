// Draws today into the drawings of time (builds are the same on every day, so they cannot know it), and keeps the
// names of their rows in sight where a drawing is wider than its frame.
for (const drawing of document.querySelectorAll('svg[data-from]')) {
  const frame = drawing.parentElement;
  const names = drawing.querySelectorAll('.bar-label');
  const scale = () => drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
  frame.addEventListener('scroll', () => names.forEach((name) => name.setAttribute('x', frame.scrollLeft > 0 ? frame.scrollLeft / scale() + 4 : 0)));
  const mark = drawing.querySelector('.today');
  const { from, to, left, right } = drawing.dataset;
  const [begin, end, now] = [Date.parse(from), Date.parse(to), Date.now()];
  if (!mark || !(begin <= now && now <= end)) continue;
  const x = Number(left) + ((now - begin) / (end - begin)) * (Number(right) - Number(left));
  const [line, text] = [mark.querySelector('line'), mark.querySelector('text')];
  line.setAttribute('x1', x);
  line.setAttribute('x2', x);
  // The word stands on the side where there is room.
  const isLate = x > (Number(left) + Number(right)) / 2;
  text.setAttribute('x', x + (isLate ? -6 : 6));
  text.setAttribute('text-anchor', isLate ? 'end' : 'start');
  mark.classList.remove('off');
  // What is narrower than the drawing begins shortly before today.
  frame.scrollLeft = x * scale() - frame.clientWidth / 3;
}
