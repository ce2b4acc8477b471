// Narrowing: by type (the legend), relation, status, source, date, confidence, community.
const legend = document.getElementById("legend");
const filters = document.getElementById("filters");
const toggled = (set_, key) => { const made = new Set(set_); if (!made.delete(key)) made.add(key); return made; };
const showLegend = () => {
  legend.replaceChildren(
    ...Object.entries(data.types).map(([type, row]) => {
      const made = button("", () => set({ hide: toggled(state.hide, type) })), dot = make("i");
      dot.style.background = row.colour;
      made.append(dot, local(row));
      made.setAttribute("aria-pressed", String(!state.hide.has(type)));
      return made;
    }),
  );
};
const boxes = (title, rows, off, key) => {
  const group = make("fieldset");
  group.append(make("legend", title));
  for (const [name, label] of rows) {
    const row = make("label"), box = make("input");
    box.type = "checkbox";
    box.checked = !off.has(name);
    box.addEventListener("change", () => set({ [key]: toggled(state[key], name) }));
    row.append(box, label);
    group.append(row);
  }
  return group;
};
const field = (title, control) => { const row = make("label", undefined, "stack"); row.append(make("span", title), control); return row; };
const picker = (first, rows, value, act) => {
  const made = make("select");
  made.append(new Option(first, ""), ...rows.map(([v, label]) => new Option(label, v)));
  made.value = value;
  made.addEventListener("change", () => act(made.value));
  return made;
};
const input = (type, value, act, more) => {
  const made = Object.assign(make("input"), { type, value }, more || {});
  made.addEventListener("change", () => act(made.value));
  return made;
};
const showFilters = () => {
  const kept = document.activeElement && filters.contains(document.activeElement) ? [...filters.querySelectorAll("input,select")].indexOf(document.activeElement) : -1;
  const relationRows = [...Object.entries(data.relations).map(([r, row]) => [r, local(row)]), ["observes", w("observes")], ["says", w("says")]];
  filters.replaceChildren(
    boxes(w("relations"), relationRows, state.rel, "rel"),
    boxes(w("statuses"), Object.entries(data.statuses).map(([s, row]) => [s, local(row)]), state.st, "st"),
    field(w("source"), picker(w("anySource"), data.docs.map((d) => [d, d]), state.doc, (doc) => set({ doc }))),
    field(w("since"), input("date", state.from, (from) => set({ from }))),
    field(w("until"), input("date", state.to, (to) => set({ to }))),
    field(w("sure"), input("number", state.sure, (v) => set({ sure: Math.min(1, Math.max(0, Number(v) || 0)) }), { min: 0, max: 1, step: 0.05 })),
    field(w("community"), picker(w("anyCommunity"), data.communities.map((ids, n) => [String(n + 1), w("size", entities.get(ids[0]).l, ids.length)]), state.group, (group) => set({ group, focus: "", a: "", b: "" }, true))),
  );
  if (kept >= 0) filters.querySelectorAll("input,select")[kept]?.focus();
};
