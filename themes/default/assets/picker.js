// Menus close by Escape, by a click beside them, and when the keyboard goes on: a `details` alone does none of it.
const menus = [...document.querySelectorAll('details.picker')];
const close = (isLeft) => menus.filter((menu) => menu.open && isLeft(menu)).map((menu) => Object.assign(menu, { open: false }));

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') close(() => true).forEach((menu) => menu.querySelector('summary').focus());
});
document.addEventListener('pointerdown', ({ target }) => close((menu) => !menu.contains(target)));
document.addEventListener('focusin', ({ target }) => close((menu) => !menu.contains(target)));
