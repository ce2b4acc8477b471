// Finding: names and aliases as they are written, their pinyin, and its initials; keys all the way.
const query = document.getElementById("query");
const hits = document.getElementById("hits");
let active = -1;
const search = (text) => {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const latin = /^[a-z ]+$/.test(wanted) && wanted.replaceAll(" ", "");
  const found = [];
  for (const e of data.entities) {
    let rank = -1;
    const at = e.hay.indexOf(wanted);
    if (at >= 0) rank = e.l.toLowerCase() === wanted ? 0 : e.hay.startsWith(wanted) ? 1 : at === 0 || e.hay[at - 1] === "\n" ? 2 : 3;
    else if (latin) {
      const sounds = e.py.split(" "), whole = sounds.indexOf(latin);
      if (whole >= 0) rank = 1;
      else if (sounds.some((s) => s.startsWith(latin))) rank = 4;
      else if (latin.length > 2 && e.py.includes(latin)) rank = 5;
    }
    if (rank >= 0) found.push([rank, -aboutOf(e.id).length - e.m / 100, e]);
  }
  return found.sort((x, y) => x[0] - y[0] || x[1] - y[1]).slice(0, 40).map((row) => row[2]);
};
const showHits = () => {
  const found = search(query.value);
  active = found.length ? 0 : -1;
  hits.replaceChildren(
    ...found.map((e, n) => {
      const item = make("li", e.l);
      item.id = "hit-" + n;
      item.setAttribute("role", "option");
      item.dataset.id = e.id;
      item.append(make("small", [local(data.types[e.t]), e.k, e.a[0]].filter(Boolean).join(" · ")));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(n); });
      return item;
    }),
  );
  if (!found.length && query.value.trim()) { const item = make("li", w("none")); item.setAttribute("role", "option"); item.setAttribute("aria-disabled", "true"); hits.append(item); }
  markHit();
};
const markHit = () => {
  const open = hits.children.length > 0;
  query.setAttribute("aria-expanded", String(open));
  for (const [n, item] of [...hits.children].entries()) item.setAttribute("aria-selected", String(n === active));
  if (active >= 0 && hits.children[active]) { query.setAttribute("aria-activedescendant", hits.children[active].id); hits.children[active].scrollIntoView({ block: "nearest" }); }
  else query.removeAttribute("aria-activedescendant");
};
const closeHits = () => { hits.replaceChildren(); active = -1; markHit(); };
const take = (n) => {
  const id = hits.children[n] && hits.children[n].dataset.id;
  closeHits();
  if (id) { choose(id, true); panel.focus({ preventScroll: true }); }
};
query.addEventListener("input", showHits);
query.addEventListener("focus", () => { if (query.value) showHits(); });
query.addEventListener("blur", closeHits);
query.addEventListener("keydown", (event) => {
  const size = hits.children.length;
  if (event.key === "ArrowDown" && size) active = (active + 1) % size;
  else if (event.key === "ArrowUp" && size) active = (active - 1 + size) % size;
  else if (event.key === "Enter" && active >= 0) { event.preventDefault(); take(active); return; }
  else return;
  event.preventDefault();
  markHit();
});
