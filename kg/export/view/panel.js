// The panel: all that is said of an entity, every line with its sentence, the words marked, and where it stands.
const panel = document.getElementById("panel");
const ORDER = ["holds_post", "runs", "part_of", "partners_with", "establishes", "attracts", "directs", "issues", "specified_in", "receives", "confers", "participates_in", "observes", "says", "located_in"];
const STEP = 40;
const link = (id) => button(entities.get(id).l, () => choose(id, true), "go");
const marked = (text, names) => {
  const box = make("blockquote");
  const found = names.filter((n) => n && text.includes(n)).sort((a, b) => b.length - a.length);
  let rest = text;
  while (rest) {
    let at = -1, word = "";
    for (const n of found) { const i = rest.indexOf(n); if (i >= 0 && (at < 0 || i < at)) { at = i; word = n; } }
    if (at < 0) { box.append(rest); break; }
    box.append(rest.slice(0, at), make("mark", word));
    rest = rest.slice(at + word.length);
  }
  return box;
};
const namesOf = (id) => { const e = entities.get(id); return e ? [e.l, ...e.a] : []; };
const wordsOf = (c) => [...namesOf(c.s), ...namesOf(c.o), c.role, c.r === "observes" ? String(c.v) + (c.u || "") : "", c.r === "says" ? String(c.v) : ""];
const evidence = (ref, names) => {
  const from = sourceOf(ref);
  return [marked(from.text, names), make("div", [from.title, from.source, from.date, from.place].filter(Boolean).join(" · "), "from")];
};
const figure = (c) => {
  const cmp = c.cmp || "", unit = c.u || "", scale = /^[百千万亿]/.test(unit) ? 1 : 0;
  if (cmp === "余" || cmp === "多") return c.v + unit.slice(0, scale) + cmp + unit.slice(scale);
  return ["以上", "以下", "以内", "左右"].includes(cmp) ? c.v + unit + cmp : cmp + c.v + unit;
};
const line = (c, seen) => {
  const made = make("p");
  if (c.r === "observes") {
    if (c.s !== seen) made.append(link(c.s), " ");
    made.append((c.i || "") + " ", make("b", figure(c)), c.p ? w("period_", c.p) : "");
  } else if (c.r === "says") {
    if (c.s !== seen) made.append(link(c.s), "：");
    made.append("“" + c.v + "”");
  } else {
    const row = data.relations[c.r];
    if (!seen) made.append(link(c.s), " ", local(row), " ", link(c.o));
    else made.append(link(otherEnd(c, seen)));
    if (c.role) made.append(" ", make("b", c.role));
  }
  const when = [c.f && w("held", c.f), c.t && w("ended", c.t)].filter(Boolean).join(" ");
  if (when) made.append(" ", make("span", when, "from"));
  if (c.st !== "asserted") made.append(make("span", local(data.statuses[c.st]), "status"));
  return made;
};
// Claims that rest on the same sentence stand together above it.
const told = (rows, seen) => {
  const groups = new Map();
  for (const c of rows) { const key = c.e[0]; if (!groups.has(key)) groups.set(key, []); groups.get(key).push(c); }
  return [...groups].map(([ref, same]) => {
    const box = make("div", undefined, "claim");
    box.append(...same.map((c) => line(c, seen)), ...evidence(ref, same.flatMap(wordsOf)));
    for (const other of same.length === 1 ? same[0].e.slice(1, 3) : []) box.append(...evidence(other, wordsOf(same[0])));
    return box;
  });
};
const section = (title, rows, seen) => {
  const box = make("section");
  const fill = (from) => {
    box.append(...told(rows.slice(from, from + STEP), seen));
    const rest = rows.length - from - STEP;
    if (rest > 0) { const more = button(w("more", Math.min(rest, STEP)), () => { more.remove(); fill(from + STEP); }); box.append(more); }
  };
  box.append(make("h3", `${title} ${rows.length}`));
  fill(0);
  return box;
};
const chip = (type) => {
  const row = data.types[type], made = make("span", undefined, "chip"), dot = make("i");
  dot.style.background = row.colour;
  made.append(dot, local(row));
  return made;
};
const showEntity = (id) => {
  const e = entities.get(id), mine = aboutOf(id).filter(passes);
  const head = make("div", undefined, "names");
  head.append(chip(e.t), [e.k, e.d, w("mentioned", e.m)].filter(Boolean).join(" · "));
  const acts = make("div", undefined, "actions");
  acts.append(button(w("near1"), () => set({ focus: id, steps: 1, a: "", b: "", group: "" })), button(w("near2"), () => set({ focus: id, steps: 2, a: "", b: "", group: "" })), button(w("expand"), () => expand(id)));
  acts.append(state.a && !state.b && state.a !== id ? button(w("pathTo", entities.get(state.a).l), () => set({ b: id, pick: "", claim: "" })) : button(w("pathFrom"), () => set({ a: id, b: "", focus: "", group: "" })));
  panel.replaceChildren(make("h2", e.l), head);
  if (e.a.length) panel.append(make("div", w("also") + "：" + e.a.join("、"), "names"));
  panel.append(acts);
  for (const r of ORDER) {
    const rows = mine.filter((c) => c.r === r), row = data.relations[r];
    if (!row) { if (rows.length) panel.append(section(w(r), rows, id)); continue; }
    const out = row.symmetric ? rows : rows.filter((c) => c.s === id), back = row.symmetric ? [] : rows.filter((c) => c.s !== id);
    if (out.length) panel.append(section(local(row), out, id));
    if (back.length) panel.append(section(local(row.back), back, id));
  }
  panel.scrollTop = 0;
};
const showClaim = (id) => {
  // all that connects the two: their edges lie one upon the other
  const c = claims.get(id), rows = aboutOf(c.s).filter((d) => d.o && passes(d) && [c.s, c.o].includes(d.s) && [c.s, c.o].includes(d.o));
  const shown = rows.includes(c) ? [c, ...rows.filter((d) => d !== c)] : [c];
  panel.replaceChildren(make("h2", [...new Set(shown.map(relationLabel))].join(" · ")), ...told(shown, null));
  for (const ref of shown.length === 1 ? c.e.slice(1, 10) : []) panel.append(...evidence(ref, wordsOf(c)));
  panel.scrollTop = 0;
};
const showPath = () => {
  const found = route(state.a, state.b), [a, b] = [entities.get(state.a).l, entities.get(state.b).l];
  panel.replaceChildren(make("h2", w(found ? "path" : "noPath", a, b)));
  for (const c of found || []) panel.append(...told([c], null));
  panel.scrollTop = 0;
};
const showWelcome = () => {
  const keys = make("ul", undefined, "hint");
  for (const [key, word] of [["/", "key1"], ["↑ ↓ Enter", "key2"], ["Esc", "key3"], ["t", "key4"]]) { const item = make("li"); item.append(make("kbd", key), " " + w(word)); keys.append(item); }
  panel.replaceChildren(make("p", w("welcome")), keys, make("h3", w("first")));
  for (const type of ["PROGRAMME", "ORG", "PERSON"]) {
    const row = make("p");
    row.append(chip(type));
    for (const id of ranked.filter((n) => entities.get(n).t === type).slice(0, 8)) row.append(link(id), " ");
    if (row.children.length > 1) panel.append(row);
  }
};
const showPanel = () => {
  if (state.claim) showClaim(state.claim);
  else if (state.pick) showEntity(state.pick);
  else if (state.a && state.b) showPath();
  else showWelcome();
};
// Choose an entity: in the middle of finding a path it is the path's end.
const choose = (id, go) => {
  if (!entities.has(id)) return;
  if (state.a && !state.b && state.a !== id) { set({ b: id, pick: "", claim: "" }); return; }
  const clear = within && !within.has(id) ? { focus: "", group: "", a: "", b: "" } : {};
  set({ pick: id, claim: "", ...clear });
  if (!nodes.get(id)) { draw([id, ...neighbours(id).slice(0, 14)]); refresh(); }
  if (state.view === "graph" && shownNodes.get(id)) { network.selectNodes([id]); if (go) look([id]); }
};
