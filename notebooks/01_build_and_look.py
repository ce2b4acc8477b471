# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Build and look
#
# From pages to a graph: what was found, and where it came from. Change the next line to your own folder.

# %%
PAGES = "../seeds"

# %%
import kg

graph = kg.build([PAGES])
graph.manifest["counts"]

# %% [markdown]
# ## What was found
# Entities by type, the ones mentioned most first.

# %%
entities = graph.entities_frame()
entities.groupby("type")["id"].count().sort_values(ascending=False)

# %%
entities.sort_values("mentions", ascending=False)[["type", "label", "aliases", "mentions", "files"]].head(12)

# %% [markdown]
# ## Every claim with its sentence

# %%
claims = graph.claims_frame()
claims[claims.relation == "runs"][["subject_label", "object_label", "status", "confidence", "sentence", "doc"]].head(10)

# %% [markdown]
# ## One name, explained
# Why its names were joined, what is said of it, and the exact words.

# %%
programme = entities[entities.type == "PROGRAMME"].sort_values("mentions", ascending=False).label.iloc[0]
print(graph.explain(programme, "PROGRAMME"))

# %% [markdown]
# ## Is every span true?

# %%
from pathlib import Path

from kg.verify import verify_spans

right, wrong = verify_spans(graph.graph, [Path(PAGES)])
assert not wrong
f"{right} spans, all true"

# %% [markdown]
# ## Drawn

# %%
kg.GraphView(graph)
