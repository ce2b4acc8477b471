// node turtle.mjs DATA [SHAPES]: count the triples of a Turtle file with n3, and validate it with rdf-validate-shacl.
import { readFileSync } from "node:fs";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";
import { validators } from "rdf-validate-datatype/src/validators.js";

// rdf-validate-datatype 0.2.2 wants 07-14; XML Schema part 2 (3.3.12) writes --07-14.
validators.register({ termType: "NamedNode", value: "http://www.w3.org/2001/XMLSchema#gMonthDay" }, (value) => /^--\d{2}-\d{2}$/.test(value));

const read = (path) => new Store(new Parser().parse(readFileSync(path, "utf8")));
const data = read(process.argv[2]);
const said = { triples: data.size };
if (process.argv[3]) {
  const report = await new SHACLValidator(read(process.argv[3])).validate(data);
  said.conforms = report.conforms;
  said.faults = report.results.slice(0, 5).map((r) => `${r.focusNode?.value} ${r.path?.value}: ${r.message.map((m) => m.value)}`);
}
console.log(JSON.stringify(said));
