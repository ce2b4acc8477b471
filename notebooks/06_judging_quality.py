# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Judging quality
#
# Score a build against gold, read its errors, correct identity, build again. The gold of the sample pages lies in `../tests/gold`; change the next lines to your own.

# %%
PAGES = "../seeds"
GOLD = "../tests/gold"
OUTPUT = "../output/judged"

# %%
from pathlib import Path

import altair as alt
import kg
import pandas as pd
from kg.score import report

graph = kg.build([PAGES], OUTPUT)
print(report(Path(OUTPUT), Path(GOLD), Path(PAGES)))

# %% [markdown]
# ## What was missed, what was wrong

# %%
told = report(Path(OUTPUT), Path(GOLD), Path(PAGES), errors=True)
print("\n".join(told.splitlines()[:60]))

# %% [markdown]
# ## Which claims deserve a look
# Confidence, by relation: the left end first.

# %%
claims = graph.claims_frame()
alt.Chart(claims).mark_tick().encode(x="confidence", y=alt.Y("relation", title="")).properties(height={"step": 16})

# %%
claims.sort_values("confidence")[["confidence", "subject_label", "relation", "object_label", "value", "sentence"]].head(15)

# %% [markdown]
# ## Why names were joined

# %%
joined = [(e.label, why) for e in graph.graph.entities for why in e.joined]
pd.DataFrame(joined, columns=["label", "why"]).head(20)

# %% [markdown]
# ## Correcting who is who
# Two names that are one, and two that are not, go into a file; the build takes it.

# %%
longer = next(e for e in graph.graph.entities if e.type == "ORG" and e.aliases)
Path(OUTPUT, "identity.toml").write_text(f'[[different]]\nnames = ["{longer.label}", "{longer.aliases[0]}"]\n', encoding="utf-8")
corrected = kg.build([PAGES], settings=kg.Settings(identity=str(Path(OUTPUT, "identity.toml"))))
before, after = graph.find(longer.aliases[0], "ORG")[0], corrected.find(longer.aliases[0], "ORG")[0]
print(f"{longer.aliases[0]}: {before.label} → {after.label}")
print(len(graph.graph.entities), "→", len(corrected.graph.entities), "entities")
