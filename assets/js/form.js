// Small comforts for forms: the error summary gets focus, limits count down, and leaving with
// unsaved words asks first. Everything works without this file.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// Words as the server counts them (app/calls/rules/words.py): runs between spaces that hold a letter or number, and each
// code point of a script without spaces.
const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u{1b000}-\u{1b16f}\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const SPACES = /[\t-\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/u;

function countWords(text) {
  const alone = (text.match(SPACELESS) ?? []).filter((char) => /[\p{L}\p{M}\p{N}]/u.test(char)).length;
  return alone + text.replace(SPACELESS, " ").split(SPACES).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
}

function measure(text, unit) {
  const sent = text.replace(/\r\n?/g, "\n").trim();
  return unit === "words" ? countWords(sent) : Array.from(sent).length;
}

function countDown(area) {
  const words = document.getElementById(`${area.id}-limit`);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  // A second element is read out, and only once typing rests; the first changes at every key.
  const spoken = document.createElement("span");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("role", "status");
  words.after(spoken);
  let rest = 0;
  const show = () => {
    const left = Number(area.dataset.limit) - measure(area.value, area.dataset.unit);
    const label = left < 0 ? words.dataset.over : words.dataset.left;
    words.textContent = `${label} ${numbers.format(Math.abs(left))}`;
    words.classList.toggle("cw-count--over", left < 0);
    clearTimeout(rest);
    rest = setTimeout(() => { spoken.textContent = words.textContent; }, 1000);
  };
  area.addEventListener("input", show);
  if (area.value) show();
}
document.querySelectorAll("textarea[data-limit]").forEach(countDown);

function guard(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
document.querySelectorAll("form[data-guard]").forEach(guard);
