// Setting a part of the state shows what follows from it; nothing else changes the page.
const root = document.documentElement;
const showWords = () => {
  root.lang = lang ? "en" : "zh-CN";
  document.title = w("title") + " · kg";
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of document.querySelectorAll("[data-w-label]")) node.setAttribute("aria-label", w(node.dataset.wLabel));
  for (const node of document.querySelectorAll("[data-w-placeholder]")) node.placeholder = w(node.dataset.wPlaceholder);
  document.getElementById("lang").textContent = w("language");
};
// Whatever is drawn anew keeps the reader's place: the same button has the focus afterwards.
const keeping = (act) => {
  const at = document.activeElement, box = at && ["legend", "tables", "notice", "panel"].map((id) => document.getElementById(id)).find((b) => b !== at && b.contains(at));
  const index = box ? [...box.querySelectorAll("button, [tabindex]")].indexOf(at) : -1;
  act();
  if (index >= 0 && !document.body.contains(at)) (box.querySelectorAll("button, [tabindex]")[index] || (box === panel ? panel : null))?.focus({ preventScroll: true });
};
// What the state names is selected and in sight.
const settle = () => {
  if (state.view !== "graph") return;
  network.unselectAll();
  if (state.claim && shownEdges.get(state.claim)) network.selectEdges([state.claim]);
  if (state.pick && shownNodes.get(state.pick)) network.selectNodes([state.pick]);
  if (within) look([...within]);
  else if (state.pick && shownNodes.get(state.pick)) look([state.pick]);
  else whole();
};
const show = () => keeping(() => {
  refresh();
  document.getElementById("stage").hidden = state.view !== "graph";
  tables.hidden = state.view !== "table";
  for (const view of ["graph", "table"]) document.getElementById("as-" + view).setAttribute("aria-pressed", String(state.view === view));
  showLegend();
  if (!filters.hidden && !filters.contains(document.activeElement)) showFilters();
  if (state.view === "table") showTable();
  showPanel();
});
const set = (change, go) => {
  const scene = () => [state.view, state.focus, state.steps, state.a, state.b, state.group].join();
  const before = scene();
  Object.assign(state, change);
  if (scene() !== before) extra = [];
  write();
  show();
  if (scene() !== before || go) settle();
};
document.getElementById("as-graph").addEventListener("click", () => set({ view: "graph" }));
document.getElementById("as-table").addEventListener("click", () => set({ view: "table" }));
document.getElementById("reset").addEventListener("click", () => { state = fresh(); query.value = ""; closeHits(); again(); if (!filters.hidden) showFilters(); set({}, true); });
document.getElementById("narrow").addEventListener("click", (event) => {
  filters.hidden = !filters.hidden;
  event.currentTarget.setAttribute("aria-expanded", String(!filters.hidden));
  if (!filters.hidden) showFilters();
});
const dress = (dark) => { root.classList.toggle("dark", dark); network.setOptions(options()); };
document.getElementById("dark").addEventListener("click", () => dress(!root.classList.contains("dark")));
document.getElementById("lang").addEventListener("click", () => { lang = 1 - lang; showWords(); set({}); if (!filters.hidden) showFilters(); });
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) { event.preventDefault(); query.focus(); query.select(); }
  else if (event.key === "t" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) set({ view: state.view === "graph" ? "table" : "graph" });
  else if (event.key === "Escape") {
    if (hits.children.length) closeHits();
    else if (typing) event.target.blur();
    else if (state.a || state.focus || state.group) set({ a: "", b: "", focus: "", group: "" });
    else { network.unselectAll(); set({ pick: "", claim: "" }); }
  }
});
window.addEventListener("hashchange", () => { read(); showWords(); show(); if (!filters.hidden) showFilters(); settle(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => dress(event.matches));
read();
showWords();
dress(matchMedia("(prefers-color-scheme: dark)").matches);
show();
if (state.pick && !nodes.get(state.pick)) choose(state.pick, true);
settle();
// For tests and notebooks: what is drawn, and the search.
window.kgView = { network, nodes: shownNodes, edges: shownEdges, search, relabel };
