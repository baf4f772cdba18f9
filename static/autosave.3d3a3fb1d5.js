// Saves a form while it is written: <form data-autosave="/address" data-person="id"> with a line made
// by the macro autosave_line(). It posts the whole form some seconds after typing and on leaving.
// The answer is JSON, {"version": 4} where the form has a field of that name; 409 means somebody else
// changed it. Words not yet taken by the server are kept in this browser and offered again.

const REST = 3000;
const RETRY = 15000;
const KEPT_DAYS = 7;
const UNKEPT = new Set(["csrf_token", "version"]);

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-autosave-line]");
    this.key = `draft:${form.dataset.person}:${form.dataset.autosave}`;
    this.dirty = false;
    this.busy = false;
    this.stopped = false;
    this.offer();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", () => { this.dirty = false; this.stopped = true; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.leave(); });
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    addEventListener("online", () => this.changed());
  }

  values() {
    return [...new FormData(this.form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === "string");
  }

  changed() {
    this.dirty = true;
    this.keep();
    this.wait(REST);
  }

  wait(time) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), time);
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values: this.values() }));
    } catch {
      // A full or forbidden store only loses the second copy.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }

  say(state) {
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
    this.line.textContent = (this.line.dataset[state] ?? "").replace("{time}", time);
    this.line.dataset.state = state;
  }

  // Files go with the ordinary save: sent here they would travel again at every pause.
  body() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    return new URLSearchParams(data);
  }

  post(keepalive) {
    return fetch(this.form.dataset.autosave, {
      method: "POST", body: this.body(), keepalive, redirect: "manual", headers: { accept: "application/json" },
    });
  }

  async save() {
    if (this.busy || !this.dirty || this.stopped) return;
    this.busy = true;
    this.dirty = false;
    this.say("saving");
    try {
      await this.taken(await this.post(false));
    } catch {
      this.failed("offline");
    } finally {
      this.busy = false;
      if (this.dirty) this.wait(this.line.dataset.state === "saved" ? REST : RETRY);
    }
  }

  async taken(answer) {
    if (answer.ok) {
      const { version } = answer.status === 204 ? {} : await answer.json();
      const field = this.form.elements.namedItem("version");
      if (field && version !== undefined) field.value = version;
      if (!this.dirty) this.forget();
      this.say("saved");
    } else if (answer.status === 409 || answer.status === 412) {
      this.stopped = true;
      this.failed("clash");
    } else if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      this.stopped = true;
      this.failed("ended");
    } else {
      this.failed("offline");
    }
  }

  failed(state) {
    this.dirty = true;
    this.say(state);
  }

  leave() {
    if (!this.dirty || this.stopped || this.busy) return;
    // The copy in this browser stays until a later save is confirmed.
    this.post(true).catch(() => {});
  }

  offer() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept || Date.now() - kept.at > KEPT_DAYS * 86400000) return this.forget();
    if (JSON.stringify(kept.values) === JSON.stringify(this.values())) return this.forget();
    const box = document.querySelector("[data-autosave-offer]");
    if (!box) return;
    box.hidden = false;
    box.querySelector("[data-restore]").addEventListener("click", () => { this.restore(kept.values); box.hidden = true; });
    box.querySelector("[data-discard]").addEventListener("click", () => { this.forget(); box.hidden = true; });
  }

  restore(values) {
    const byName = new Map();
    for (const [name, value] of values) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || UNKEPT.has(field.name) || ["file", "submit", "button", "hidden"].includes(field.type)) continue;
      const given = byName.get(field.name) ?? [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given.shift() ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
