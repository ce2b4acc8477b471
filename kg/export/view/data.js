// What the file holds, and indices over it.
const data = JSON.parse(document.getElementById("data").textContent);
const entities = new Map(data.entities.map((e) => [e.id, e]));
const claims = new Map(data.claims.map((c) => [c.id, c]));
const about = new Map();
for (const e of data.entities) {
  e.a = e.a || [];
  e.m = e.m || 0;
  e.hay = [e.l, ...e.a].join("\n").toLowerCase();
}
for (const c of data.claims) {
  c.st = c.st || "asserted";
  for (const id of new Set([c.s, c.o])) {
    if (!id) continue;
    if (!about.has(id)) about.set(id, []);
    about.get(id).push(c);
  }
  c.days = [...new Set(c.e.map((ref) => (data.articles[data.sentences[ref][4]] || [])[2]).filter(Boolean))].sort();
  c.docs = new Set(c.e.map((ref) => data.sentences[ref][0]));
}
const aboutOf = (id) => about.get(id) || [];
const otherEnd = (c, id) => (c.s === id ? c.o : c.s);
const sourceOf = (ref) => {
  const [doc, start, end, text, article] = data.sentences[ref];
  const [title, source, date] = data.articles[article] || ["", "", ""];
  return { text, title, source, date, place: `${data.docs[doc]} ${start}–${end}` };
};
