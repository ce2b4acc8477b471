// node sparql.mjs DATA... < [{"query", "bindings"}...]: answer queries with Comunica; rows are lists of values in the order of the columns.
import { readFileSync } from "node:fs";
import { QueryEngine } from "@comunica/query-sparql-file";
import { BindingsFactory } from "@comunica/utils-bindings-factory";
import { Parser, Store, DataFactory } from "n3";

const data = new Store();
for (const path of process.argv.slice(2)) data.addQuads(new Parser().parse(readFileSync(path, "utf8")));
const engine = new QueryEngine();
const factory = new BindingsFactory(DataFactory);
const answers = [];
for (const { query, bindings } of JSON.parse(readFileSync(0, "utf8"))) {
  const values = Object.entries(bindings).map(([name, [value, type]]) => [DataFactory.variable(name), DataFactory.literal(value, DataFactory.namedNode(type))]);
  const found = await engine.query(query, { sources: [data], initialBindings: factory.bindings(values) });
  const columns = (await found.metadata()).variables.map((v) => (v.variable ?? v).value).filter((c) => !(c in bindings));
  const rows = (await (await found.execute()).toArray()).map((row) => columns.map((c) => row.get(c)?.value ?? null));
  answers.push({ columns, rows });
}
console.log(JSON.stringify(answers));
