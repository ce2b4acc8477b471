// What the reader chose; it stands in the address, so that a view can be shared, and nothing else is kept.
const fresh = () => ({ view: "graph", tab: "entities", pick: "", claim: "", hide: new Set(), rel: new Set(), st: new Set(["planned", "negated"]), doc: "", from: "", to: "", sure: 0, focus: "", steps: 1, a: "", b: "", group: "", sort: "", down: false });
let state = fresh();
const list = (set) => [...set].sort().join(",");
const write = () => {
  const base = fresh(), made = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    const text = value instanceof Set ? list(value) : String(value), usual = base[key] instanceof Set ? list(base[key]) : String(base[key]);
    if (text !== usual) made.set(key, text);
  }
  if (lang) made.set("lang", "en");
  const hash = made.toString();
  try {
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  } catch {
    // a frame without an address of its own
  }
};
const read = () => {
  state = fresh();
  const given = new URLSearchParams(location.hash.slice(1));
  for (const [key, usual] of Object.entries(state)) {
    if (!given.has(key)) continue;
    const text = given.get(key);
    if (usual instanceof Set) state[key] = new Set(text.split(",").filter(Boolean));
    else if (typeof usual === "number") state[key] = Number.isFinite(Number(text)) ? Number(text) : usual;
    else if (typeof usual === "boolean") state[key] = text === "true";
    else state[key] = text;
  }
  for (const key of ["pick", "focus", "a", "b"]) if (!entities.has(state[key])) state[key] = "";
  if (!claims.has(state.claim)) state.claim = "";
  if (!data.docs.includes(state.doc)) state.doc = "";
  for (const key of ["from", "to"]) if (!/^\d{4}(-\d\d){0,2}$/.test(state[key])) state[key] = "";
  if (!["graph", "table"].includes(state.view)) state.view = "graph";
  if (!["entities", "claims", "figures"].includes(state.tab)) state.tab = "entities";
  state.sure = Math.min(1, Math.max(0, state.sure));
  state.steps = state.steps === 2 ? 2 : 1;
  if (!data.communities[Number(state.group) - 1]) state.group = "";
  lang = given.get("lang") === "en" ? 1 : 0;
};

// Which claims and entities the filters let through.
const passes = (c) =>
  !state.rel.has(c.r) && !state.st.has(c.st) && c.c >= state.sure && (!state.doc || [...c.docs].some((d) => data.docs[d] === state.doc)) &&
  (!(state.from || state.to) || c.days.some((d) => (!state.from || d >= state.from) && (!state.to || d.slice(0, state.to.length) <= state.to))) &&
  !state.hide.has(entities.get(c.s).t) && !(c.o && state.hide.has(entities.get(c.o).t));
const narrowed = () => Boolean(state.rel.size || state.doc || state.from || state.to || state.sure || list(state.st) !== "negated,planned");
let within = null; // the ids that a focus or a path leaves, or null for all
const visible = (id) => {
  const e = entities.get(id);
  return e && !state.hide.has(e.t) && (!within || within.has(id)) && (!narrowed() || aboutOf(id).some(passes));
};
const around = (id, steps) => {
  let found = new Set([id]);
  for (let n = 0; n < steps; n++) {
    const next = new Set(found);
    for (const at of found) for (const c of aboutOf(at)) if (c.o && passes(c)) next.add(otherEnd(c, at));
    found = next;
  }
  return found;
};
// The shortest way between two entities over claims that pass; places, which connect everything, are passed through only where nothing else is.
const route = (a, b) => {
  const search = (throughPlaces) => {
    const came = new Map([[a, null]]);
    let edge = [a];
    while (edge.length && !came.has(b)) {
      const next = [];
      for (const at of edge) {
        if (at !== a && !throughPlaces && entities.get(at).t === "PLACE") continue;
        for (const c of aboutOf(at)) {
          const to = c.o && otherEnd(c, at);
          if (to && passes(c) && !came.has(to)) { came.set(to, c); next.push(to); }
        }
      }
      edge = next;
    }
    if (!came.has(b)) return null;
    const made = [];
    for (let at = b; at !== a; ) { const c = came.get(at); made.unshift(c); at = otherEnd(c, at); }
    return made;
  };
  return search(false) || search(true);
};
