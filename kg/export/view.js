"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const entities = new Map(data.entities.map((e) => [e.id, e]));
  const claims = new Map(data.claims.map((c) => [c.id, c]));
  const about = new Map();
  for (const c of data.claims) {
    for (const id of new Set([c.s, c.o])) {
      if (id) { if (!about.has(id)) about.set(id, []); about.get(id).push(c); }
    }
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const options = Object.assign({}, data.options, {
    physics: { enabled: false },
    interaction: { hover: true, tooltipDelay: 1e9, multiselect: false, hideEdgesOnDrag: true },
    nodes: { font: { size: 23, color: dark ? "#e6e4df" : "#22252a", strokeWidth: 3, strokeColor: dark ? "#16181b" : "#fbfaf7" } },
    edges: { width: 1, smooth: false, color: { color: dark ? "#4b525a" : "#c4c0b6", highlight: "#c08a1e", hover: "#c08a1e" }, font: { size: 0 } },
  });
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const hidden = new Set();
  const shown = new vis.DataView(nodes, { filter: (n) => !hidden.has(n.group) });
  const network = new vis.Network(document.getElementById("canvas"), { nodes: shown, edges }, options);
  network.fit();

  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const panel = document.getElementById("panel");
  const link = (id) => {
    const e = entities.get(id);
    const made = make("button", e ? e.l : id, "go");
    made.type = "button";
    made.addEventListener("click", () => show(id));
    return made;
  };
  const sentence = (ref, words) => {
    const [doc, start, end, text, article] = data.sentences[ref];
    const box = make("blockquote");
    let rest = text;
    const found = words.filter((w) => w && text.includes(w)).sort((a, b) => b.length - a.length);
    while (rest) {
      let at = -1, word = "";
      for (const w of found) { const i = rest.indexOf(w); if (i >= 0 && (at < 0 || i < at)) { at = i; word = w; } }
      if (at < 0) { box.append(rest); break; }
      box.append(rest.slice(0, at), make("mark", word));
      rest = rest.slice(at + word.length);
    }
    const [title, source, date] = data.articles[article] || ["", "", ""];
    const from = make("div", [title, source, date, doc + " " + start + "–" + end].filter(Boolean).join(" · "), "from");
    return [box, from];
  };
  const names = (id) => { const e = entities.get(id); return e ? [e.l, ...e.a] : []; };
  const line = (c, seen) => {
    const made = make("div", undefined, "claim");
    if (c.r === "observes") made.append((c.s === seen ? "" : entities.get(c.s).l + " ") + [c.i, (c.cmp || "") + c.v + (c.u || ""), c.p ? "（" + c.p + "）" : ""].filter(Boolean).join(" "));
    else if (c.r === "says") made.append("“" + c.v + "”");
    else {
      if (c.s !== seen) made.append(link(c.s), " ");
      made.append((c.s === seen && c.o !== seen ? "" : "") + data.relations[c.r] + (c.role ? "（" + c.role + "）" : "") + " ");
      if (c.o !== seen) made.append(link(c.o));
    }
    if (c.st !== "asserted") made.append(make("span", data.statuses[c.st], "status"));
    for (const ref of c.e.slice(0, 3)) made.append(...sentence(ref, [...names(c.s), ...names(c.o)]));
    return made;
  };
  const order = ["holds_post", "runs", "part_of", "partners_with", "establishes", "attracts", "directs", "issues", "specified_in", "receives", "confers", "participates_in", "located_in", "observes", "says"];
  // An entity that is not drawn yet is drawn on demand, its neighbours around it.
  const draw = (id) => {
    const rows = (about.get(id) || []).filter((c) => c.o && (c.st === "asserted" || c.st === "reported"));
    const near = [...new Set(rows.map((c) => (c.s === id ? c.o : c.s)))].slice(0, 14);
    const anchor = near.find((n) => nodes.get(n));
    const at = nodes.get(id) ? network.getPosition(id) : anchor ? network.getPosition(anchor) : network.getViewPosition();
    const add = (n, x, y) => {
      if (nodes.get(n)) return;
      const e = entities.get(n);
      nodes.add({ id: n, label: e.l.length > 14 ? e.l.slice(0, 13) + "…" : e.l, group: e.t, shape: data.shapes[e.t], color: data.types[e.t][1], size: 14, x, y });
    };
    add(id, at.x + (anchor ? 150 : 0), at.y + (anchor ? 90 : 0));
    const home = network.getPosition(id);
    near.forEach((n, k) => add(n, home.x + 190 * Math.cos((2 * Math.PI * k) / near.length), home.y + 130 * Math.sin((2 * Math.PI * k) / near.length)));
    for (const c of rows) {
      if (!edges.get(c.id) && nodes.get(c.s) && nodes.get(c.o)) edges.add({ id: c.id, from: c.s, to: c.o, arrows: c.r === "partners_with" ? "" : "to" });
    }
  };
  const show = (id) => {
    const e = entities.get(id);
    if (!e) return;
    draw(id);
    panel.replaceChildren(make("h2", e.l), make("div", data.types[e.t][0] + (e.k ? " · " + e.k : "") + (e.d ? " · " + e.d : "") + " · 提及 " + e.m + " 次", "from"));
    if (e.a.length) panel.append(make("div", "又作：" + e.a.join("、"), "names"));
    const mine = about.get(id) || [];
    for (const r of order) {
      const rows = mine.filter((c) => c.r === r);
      if (!rows.length) continue;
      panel.append(make("h3", r === "observes" ? "数据" : r === "says" ? "引语" : data.relations[r]));
      for (const c of rows) panel.append(line(c, id));
    }
    panel.scrollTop = 0;
    if (shown.get(id)) { network.selectNodes([id]); network.focus(id, { scale: 1.1, animation: { duration: 250 } }); }
  };
  network.on("click", (event) => {
    if (event.nodes.length) show(event.nodes[0]);
    else if (event.edges.length) {
      const c = claims.get(event.edges[0]);
      panel.replaceChildren(make("h2", data.relations[c.r]), line(c, null));
    }
  });
  const legend = document.getElementById("legend");
  for (const [type, [zh, colour]] of Object.entries(data.types)) {
    const button = make("button");
    const dot = make("i");
    dot.style.background = colour;
    button.type = "button";
    button.append(dot, zh);
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      if (hidden.has(type)) hidden.delete(type); else hidden.add(type);
      button.setAttribute("aria-pressed", String(!hidden.has(type)));
      shown.refresh();
    });
    legend.append(button);
  }
  const query = document.getElementById("query");
  const hits = document.getElementById("hits");
  query.addEventListener("input", () => {
    const wanted = query.value.trim().toLowerCase();
    hits.replaceChildren();
    if (!wanted) return;
    const found = data.entities.filter((e) => [e.l, ...e.a].some((n) => n.toLowerCase().includes(wanted))).sort((a, b) => b.m - a.m).slice(0, 30);
    for (const e of found) {
      const item = make("li");
      const button = make("button", e.l + "　" + data.types[e.t][0]);
      button.type = "button";
      button.addEventListener("click", () => { show(e.id); hits.replaceChildren(); });
      item.append(button);
      hits.append(item);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== query) { event.preventDefault(); query.focus(); }
    if (event.key === "Escape") { hits.replaceChildren(); query.blur(); }
  });
})();
