// Small comforts for forms: the error summary gets focus, limits count down, and leaving with
// unsaved words asks first. Everything works without this file.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

function measure(text, unit) {
  if (unit === "words") return (text.match(/\S+/g) ?? []).length;
  return Array.from(text.replace(/\r\n?/g, "\n")).length;
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
