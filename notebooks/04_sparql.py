# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # SPARQL from Python
#
# Twenty named questions, and one's own. Queries run in a process of their own with limits; parameters are bound, never pasted. Change the next line to your own build
# (`kg build pages/ -o output`).

# %%
PAGES = "../seeds"
OUTPUT = "../output/notebook"

# %%
import kg

graph = kg.build([PAGES], OUTPUT)
engine = kg.Engine(OUTPUT)

# %% [markdown]
# ## The questions that come with it

# %%
from kg.query import questions

for q in questions().values():
    print(f"{q.name:22} {q.zh}  ({', '.join(p.name for p in q.parameters)})")

# %% [markdown]
# ## Asked

# %%
engine.ask("posts", person="伍静川").frame()

# %%
engine.ask("figures", indicator="调解").frame()

# %%
engine.ask("connected", one="伍静川", two="盖碗说事").frame()

# %% [markdown]
# ## One's own
# `kg:name` is any name, `skos:prefLabel` the canonical one; `kg:about` leads from a claim to both its ends. The usual prefixes need no declaration.

# %%
engine.query("""
SELECT ?district (COUNT(DISTINCT ?p) AS ?programmes) (COUNT(DISTINCT ?person) AS ?people) {
  ?a kg:home ?district .
  { ?p a kg:Programme ; kg:mentionedIn ?a } UNION { ?person a kg:Person ; kg:mentionedIn ?a }
} GROUP BY ?district ORDER BY DESC(?programmes)
""").frame()

# %% [markdown]
# Values are bound:

# %%
engine.query("SELECT ?who ?role $body { ?c a kg:Post ; kg:role ?role ; kg:subject/skos:prefLabel ?who ; kg:object/kg:name $body }", bindings={"body": "潼川镇党委"}).frame()

# %% [markdown]
# A part of the graph as Turtle, for other tools:

# %%
print(engine.query("DESCRIBE ?x { ?x skos:prefLabel '盖碗说事' }").text[:1500])

# %% [markdown]
# What leaves the graph is refused, and what takes too long is stopped:

# %%
for text in ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }"):
    try:
        engine.query(text)
    except kg.QueryError as e:
        print(e)

# %%
engine.close()
