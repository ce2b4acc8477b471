"use strict";
// The query page: YASGUI, told to ask this endpoint and no one else.
(() => {
  const box = document.getElementById("yasgui");
  const prefixes = JSON.parse(box.dataset.prefixes);
  const used = ["kg", "skos"].map((p) => `PREFIX ${p}: <${prefixes[p]}>\n`).join("");
  const first = used + "SELECT ?person ?role ?body ?sentence WHERE {\n  ?post a kg:Post ; kg:subject/skos:prefLabel ?person ; kg:object/skos:prefLabel ?body ;\n    kg:role ?role ; kg:sentence ?sentence .\n} LIMIT 50";
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  Yasgui.Yasqe.defaults.value = first;
  Yasgui.Yasqe.defaults.createShareableLink = null;
  Yasgui.Yasr.defaults.prefixes = prefixes;
  new Yasgui(box, {
    requestConfig: { endpoint: location.origin + "/sparql", method: "POST", withCredentials: true },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: "kg" + location.port,
    yasqe: { value: first, createShareableLink: null },
  });
})();
