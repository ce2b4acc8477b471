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
const show = () => {
  refresh();
  document.getElementById("stage").hidden = state.view !== "graph";
  tables.hidden = state.view !== "table";
  for (const view of ["graph", "table"]) document.getElementById("as-" + view).setAttribute("aria-pressed", String(state.view === view));
  showLegend();
  if (!filters.hidden) showFilters();
  if (state.view === "table") showTable();
  showPanel();
};
const set = (change, go) => {
  const before = [state.focus, state.steps, state.a, state.b, state.group].join();
  Object.assign(state, change);
  write();
  show();
  const moved = before !== [state.focus, state.steps, state.a, state.b, state.group].join();
  if ((moved || go) && state.view === "graph") within ? look([...within]) : whole();
};
document.getElementById("as-graph").addEventListener("click", () => { set({ view: "graph" }); network.redraw(); });
document.getElementById("as-table").addEventListener("click", () => set({ view: "table" }));
document.getElementById("reset").addEventListener("click", () => { state = fresh(); query.value = ""; closeHits(); network.unselectAll(); set({}, true); });
document.getElementById("narrow").addEventListener("click", (event) => {
  filters.hidden = !filters.hidden;
  event.currentTarget.setAttribute("aria-expanded", String(!filters.hidden));
  if (!filters.hidden) showFilters();
});
const dress = (dark) => { root.classList.toggle("dark", dark); network.setOptions(options()); };
document.getElementById("dark").addEventListener("click", () => dress(!root.classList.contains("dark")));
document.getElementById("lang").addEventListener("click", () => { lang = 1 - lang; showWords(); set({}); });
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) { event.preventDefault(); query.focus(); query.select(); }
  else if (event.key === "t" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) set({ view: state.view === "graph" ? "table" : "graph" });
  else if (event.key === "Escape") {
    if (hits.children.length) closeHits();
    else if (typing) event.target.blur();
    else if (state.a || state.focus || state.group) set({ a: "", b: "", focus: "", group: "" });
    else { network.unselectAll(); set({ pick: "" }); }
  }
});
window.addEventListener("hashchange", () => { read(); showWords(); show(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => dress(event.matches));
read();
showWords();
dress(matchMedia("(prefers-color-scheme: dark)").matches);
show();
if (within) look([...within]);
else if (state.pick) { choose(state.pick, true); }
else whole();
// For tests and notebooks: what is drawn, and the search.
window.kgView = { network, nodes: shownNodes, edges: shownEdges, search, relabel };
