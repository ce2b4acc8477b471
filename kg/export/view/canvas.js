// The drawing: pyvis made nodes, edges and options; more is drawn on demand, up to what a browser moves smoothly.
const MOST = 1500;
const TEXT = { light: ["#22252a", "#fbfaf7", "#c4c0b6"], dark: ["#e6e4df", "#16181b", "#4b525a"] };
const theme = () => TEXT[document.documentElement.classList.contains("dark") ? "dark" : "light"];
const options = () => {
  const [text, ground, line] = theme();
  return Object.assign({}, data.options, {
    physics: { enabled: false },
    interaction: { hover: true, tooltipDelay: 1e9, multiselect: false, hideEdgesOnDrag: true, keyboard: false },
    nodes: { borderWidth: 1, scaling: { label: { enabled: false, drawThreshold: 1 } }, font: { color: text, strokeWidth: 3, strokeColor: ground, face: "system-ui, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" } },
    edges: { width: 1.6, smooth: false, color: { color: line, highlight: "#c08a1e", hover: "#c08a1e" }, arrows: { to: { scaleFactor: 0.5 } } },
  });
};
for (const n of data.nodes) { n.text = n.label; n.base = n.font.size; }
const initial = data.nodes.map((n) => ({ ...n, font: { ...n.font } }));
const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges);
const shownNodes = new vis.DataView(nodes, { filter: (n) => visible(n.id) });
const shownEdges = new vis.DataView(edges, { filter: (e) => passes(claims.get(e.id)) && visible(e.from) && visible(e.to) });
const network = new vis.Network(document.getElementById("canvas"), { nodes: shownNodes, edges: shownEdges }, options());

const short = (text) => (text.length > 14 ? text.slice(0, 13) + "…" : text);
const connect = (ids) => {
  const added = [];
  for (const id of ids) {
    for (const c of aboutOf(id)) {
      if (c.o && !edges.get(c.id) && nodes.get(c.s) && nodes.get(c.o)) {
        const edge = { id: c.id, from: c.s, to: c.o, arrows: c.r === "partners_with" ? "" : "to" };
        edges.add(edge);
        added.push(edge);
      }
    }
  }
  return added;
};
const spot = (id) => { const n = nodes.get(id); return n && { x: n.x, y: n.y }; };
const wide = (n) => [...n.text].reduce((sum, c) => sum + (c > "\u2e7f" ? 1 : 0.58), 0);
const half = (n) => Math.max(n.size, (wide(n) * n.base) / 2) + 5;
const place = (id, x, y) => {
  const e = entities.get(id), row = data.types[e.t];
  const made = { id, text: short(e.l), label: "", base: 20, shape: row.shape, color: row.colour, size: 13, font: { size: 20 }, x, y };
  // a free spot: go round in a widening spiral until the node and its label touch no other
  const there = nodes.get(), mine = half(made);
  const taken = () => there.some((n) => Math.abs(n.x - made.x) < half(n) + mine && Math.abs(n.y - made.y) < n.size + made.size + n.base + 12);
  for (let angle = 0, radius = 0; taken() && radius < 4000; angle += 0.7, radius += 9) {
    made.x = x + radius * Math.cos(angle);
    made.y = y + 0.62 * radius * Math.sin(angle);
  }
  nodes.add(made);
};
// Draw entities that are not drawn yet, each beside a neighbour that is; the least important of what was added before make room.
const draw = (ids) => {
  const missing = ids.filter((id) => entities.has(id) && !nodes.get(id)).slice(0, MOST - nodes.length);
  for (const id of missing) {
    const anchor = aboutOf(id).map((c) => c.o && otherEnd(c, id)).find((n) => n && nodes.get(n));
    const at = (anchor && spot(anchor)) || network.getViewPosition();
    place(id, at.x + 60, at.y + 40);
  }
  connect(missing);
  tellCounts();
  return missing.length;
};
const neighbours = (id) => [...new Set(aboutOf(id).filter((c) => c.o && passes(c)).map((c) => otherEnd(c, id)))];
const look = (ids) => {
  const there = ids.filter((id) => shownNodes.get(id));
  if (!there.length) return;
  if (there.length === 1) network.focus(there[0], { scale: Math.max(network.getScale(), 0.9), animation: { duration: 250 } });
  else network.fit({ nodes: there, animation: { duration: 250 }, maxZoomLevel: 1.2 });
};
// Labels as on a map: at every zoom the most important ones that fit, in a size that can be read, none over another.
const SMALLEST = 11, LARGEST = 24;
const relabel = () => {
  const scale = network.getScale(), placed = [], changes = [];
  const there = shownNodes.get();
  const apart = (p, box) => p.b < box.a || box.b < p.a || p.d < box.c || box.d < p.c;
  const dots = []; // of what is more important than the label in question
  const order = (n) => (n.id === state.pick ? -1 : rank.get(n.id) ?? Infinity);
  for (const n of there.sort((x, y) => order(x) - order(y))) {
    const size = Math.min(Math.max(n.base, SMALLEST / scale), LARGEST / scale), reach = (wide(n) * size) / 2 + 2 / scale;
    const box = { a: n.x - reach, b: n.x + reach, c: n.y + n.size, d: n.y + n.size + 1.45 * size };
    const label = n.id === state.pick || (placed.every((p) => apart(p, box)) && dots.every((p) => apart(p, box))) ? n.text : "";
    dots.push({ a: n.x - n.size, b: n.x + n.size, c: n.y - n.size, d: n.y + n.size });
    if (label) placed.push(box);
    if (n.label !== label || Math.abs(n.font.size - size) > 0.3) changes.push({ id: n.id, label, font: { size } });
  }
  nodes.update(changes);
};
let soon = 0;
const relabelSoon = () => { clearTimeout(soon); soon = setTimeout(relabel, 90); };
const whole = () => { network.fit({ maxZoomLevel: 1 }); relabelSoon(); };
let extra = []; // what the reader had drawn beside a focus
const expand = (id) => {
  const near = neighbours(id).slice(0, 30);
  if (within) extra.push(...near);
  draw(near);
  refresh();
  look([id, ...near]);
};
const again = () => {
  extra = [];
  nodes.clear();
  edges.clear();
  nodes.add(initial.map((n) => ({ ...n, font: { ...n.font } })));
  connect(nodes.getIds());
};
const refresh = () => {
  within = state.a && state.b ? new Set([state.a, state.b, ...(route(state.a, state.b) || []).flatMap((c) => [c.s, c.o])]) : state.focus ? around(state.focus, state.steps) : state.group ? new Set(data.communities[Number(state.group) - 1] || []) : null;
  if (within) { for (const id of extra) within.add(id); draw([...within].slice(0, 300)); }
  shownNodes.refresh();
  shownEdges.refresh();
  relabelSoon();
  tellCounts();
  tellNotice();
};
const files = data.docs.length;
const tellCounts = () => {
  document.getElementById("counts").textContent = w("counts", files, data.articles.length, data.entities.length, shownNodes.length, data.claims.length);
};
const tellNotice = () => {
  const box = document.getElementById("notice");
  box.hidden = true;
  const say = (text, ...acts) => { box.replaceChildren(make("span", text), ...acts); box.hidden = false; };
  const label = (id) => entities.get(id).l;
  if (state.a && !state.b) say(w("pathPick", label(state.a)), button(w("cancel"), () => set({ a: "" })));
  else if (state.a) say("", button(w("path", label(state.a), label(state.b)), () => set({ pick: "", claim: "" }), "go"), button(w("all"), () => set({ a: "", b: "" })));
  else if (state.focus) say(w("focused", label(state.focus), state.steps), button(w("all"), () => set({ focus: "" })));
  else if (state.group && data.communities[Number(state.group) - 1]) say(w("size", label(data.communities[Number(state.group) - 1][0]), data.communities[Number(state.group) - 1].length), button(w("all"), () => set({ group: "" })));
  if (!box.hidden && shownNodes.length) return;
  if (!shownNodes.length) say(w("empty"), button(w("reset"), () => document.getElementById("reset").click()));
  else if (nodes.length < Math.min(MOST, data.entities.length)) {
    const rest = ranked.filter((id) => !nodes.get(id)).slice(0, Math.min(100, MOST - nodes.length));
    if (rest.length) say(w("drawn", shownNodes.length, data.entities.length), button(w("drawMore", rest.length), () => { draw(rest); refresh(); whole(); }));
  }
};
const ranked = data.entities.filter((e) => about.has(e.id)).sort((x, y) => aboutOf(y.id).length - aboutOf(x.id).length || (x.id < y.id ? -1 : 1)).map((e) => e.id);
const rank = new Map(ranked.map((id, n) => [id, n]));
connect(nodes.getIds());
for (const moment of ["zoom", "animationFinished", "resize"]) network.on(moment, relabelSoon);
network.on("click", (event) => {
  if (event.nodes.length) choose(event.nodes[0], false);
  else if (event.edges.length) set({ claim: event.edges[0], pick: "" });
});
network.on("doubleClick", (event) => { if (event.nodes.length) expand(event.nodes[0]); });
network.on("dragEnd", (event) => {
  nodes.update(Object.entries(network.getPositions(event.nodes)).map(([id, at]) => ({ id, ...at })));
  relabelSoon();
});
