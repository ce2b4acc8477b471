// The same data as lists, for those who do not use the drawing: sortable, as narrow as the filters say, to be downloaded.
const tables = document.getElementById("tables");
const PAGE = 200;
const first = (c) => sourceOf(c.e[0]);
const label = (id) => (id ? entities.get(id).l : "");
const relationLabel = (c) => (data.relations[c.r] ? local(data.relations[c.r]) : w(c.r));
const TABS = {
  entities: {
    rows: () => data.entities.filter((e) => visible(e.id)),
    columns: [
      ["name", (e) => e.l, "go", (e) => e.id], ["type", (e) => local(data.types[e.t])], ["kind", (e) => e.k || ""], ["aliases", (e) => e.a.join("、")],
      ["date", (e) => e.d || ""], ["mentions", (e) => e.m, "n"], ["degree", (e) => aboutOf(e.id).filter(passes).length, "n"],
    ],
    sort: "-degree",
  },
  claims: {
    rows: () => data.claims.filter((c) => c.r !== "observes" && passes(c) && (!within || (within.has(c.s) && (!c.o || within.has(c.o))))),
    columns: [
      ["subject", (c) => label(c.s), "go", (c) => c.s], ["relation", relationLabel], ["object", (c) => label(c.o) || (c.r === "says" ? String(c.v) : ""), "go", (c) => c.o], ["role", (c) => c.role || ""],
      ["status", (c) => local(data.statuses[c.st])], ["confidence", (c) => c.c, "n"], ["sentence", (c) => first(c).text, "s"], ["title_", (c) => first(c).title], ["date", (c) => first(c).date], ["place", (c) => first(c).place],
    ],
    sort: "subject",
  },
  figures: {
    rows: () => data.claims.filter((c) => c.r === "observes" && passes(c) && (!within || within.has(c.s))),
    columns: [
      ["subject", (c) => label(c.s), "go", (c) => c.s], ["indicator", (c) => c.i || ""], ["comparison", (c) => c.cmp || ""], ["value", (c) => c.v, "n", undefined, (c) => (typeof c.v === "number" ? c.v * ({ 万: 1e4, 亿: 1e8 }[(c.u || "")[0]] || 1) : c.v)], ["unit", (c) => c.u || ""], ["period", (c) => c.p || ""], ["status", (c) => local(data.statuses[c.st])],
      ["confidence", (c) => c.c, "n"], ["sentence", (c) => first(c).text, "s"], ["title_", (c) => first(c).title], ["date", (c) => first(c).date], ["place", (c) => first(c).place],
    ],
    sort: "subject",
  },
};
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });
const sorted = () => {
  const tab = TABS[state.tab], order = state.sort || tab.sort, key = order.replace(/^-/, ""), sign = order.startsWith("-") ? -1 : 1;
  const column = tab.columns.find(([name]) => name === key) || tab.columns[0];
  const keyed = tab.rows().map((row) => [(column[4] || column[1])(row), row]);
  keyed.sort((x, y) => sign * (typeof x[0] === "number" && typeof y[0] === "number" ? x[0] - y[0] : collator.compare(String(x[0]), String(y[0]))));
  return { rows: keyed.map((k) => k[1]), key: column[0], sign };
};
const safe = (value) => { const text = String(value); const guarded = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? "'" + text : text; return /[",\n\r]/.test(guarded) ? '"' + guarded.replaceAll('"', '""') + '"' : guarded; };
const csv = () => {
  const { columns } = TABS[state.tab];
  return "\ufeff" + [columns.map(([name]) => safe(w(name))), ...sorted().rows.map((row) => columns.map(([, value]) => safe(value(row))))].map((r) => r.join(",")).join("\r\n") + "\r\n";
};
const download = () => {
  const made = make("a");
  made.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  made.download = state.tab + ".csv";
  made.click();
  setTimeout(() => URL.revokeObjectURL(made.href), 1000);
};
let listed = "";
const showTable = () => {
  // a choice does not change the list: it stays where the reader scrolled it
  const now = JSON.stringify([{ ...state, pick: "", claim: "", hide: list(state.hide), rel: list(state.rel), st: list(state.st) }, lang]);
  if (now === listed && tables.children.length) return;
  listed = now;
  const tab = TABS[state.tab], { rows, key, sign } = sorted();
  const bar = make("div", undefined, "bar");
  for (const name of Object.keys(TABS)) { const made = button(w(name), () => set({ tab: name, sort: "" })); made.setAttribute("aria-pressed", String(name === state.tab)); bar.append(made); }
  const count = make("span", w("rows", rows.length), "from");
  count.setAttribute("role", "status");
  bar.append(count, button(w("download"), download));
  const box = make("div", undefined, "rows"), table = make("table"), head = make("tr"), body = make("tbody");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", w(state.tab));
  for (const [name] of tab.columns) {
    const cell = make("th");
    cell.scope = "col";
    cell.setAttribute("aria-sort", name === key ? (sign > 0 ? "ascending" : "descending") : "none");
    cell.append(button(w(name) + (name === key ? (sign > 0 ? " ↑" : " ↓") : ""), () => set({ sort: name === key && sign > 0 ? "-" + name : name })));
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  table.append(top, body);
  box.append(table);
  const fill = (from) => {
    for (const row of rows.slice(from, from + PAGE)) {
      const made = make("tr");
      for (const [, value, form, id] of tab.columns) {
        const cell = make("td", form === "go" && id(row) ? undefined : value(row), form && form !== "go" ? form : undefined);
        if (form === "go" && id(row)) cell.append(link(id(row)));
        made.append(cell);
      }
      body.append(made);
    }
    const rest = rows.length - from - PAGE;
    if (rest > 0) { const more = button(w("more", Math.min(rest, PAGE)), () => { more.remove(); fill(from + PAGE); }); box.append(more); }
  };
  fill(0);
  tables.replaceChildren(bar, box);
};
