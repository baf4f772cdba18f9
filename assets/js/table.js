// Dense lists: one box selects all rows, the bar counts them, and keys move along the rows. Single keys
// work only while the focus is in the list, so that nobody who speaks to a computer sets them off.
// Keys: j and k (next, previous row), x (select), Enter on the row's link as ever, / (search), ? (this list).

const numbers = new Intl.NumberFormat(document.documentElement.lang);

function selection(form) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-select-all]");
  const count = form.querySelector("[data-selected]");
  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = numbers.format(picked);
    if (all) {
      all.checked = picked > 0 && picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
  };
  all?.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
  form.addEventListener("change", show);
  show();
}
document.querySelectorAll("form[data-select]").forEach(selection);

function move(step) {
  const links = [...document.querySelectorAll(".cw-table tbody th a")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next?.focus();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => document.querySelector("[data-shortcuts]")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!event.target.closest("[data-select], .cw-table-scroll")) return;
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  keys[event.key]();
});
