# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Programmes
#
# What a district runs, with whom, and which figures are claimed. Change the next lines to your own folder and district.

# %%
PAGES = "../seeds"
DISTRICT = ""  # for instance 三台县; empty for all

# %%
import altair as alt
import kg
import pandas as pd

graph = kg.build([PAGES])
claims = graph.claims_frame()
homes = {c.doc: c.place for c in graph.graph.articles if c.place}
claims["home"] = claims.doc.map(homes).fillna("")
if DISTRICT:
    claims = claims[claims.home == DISTRICT]
claims = claims[claims.status.isin(["asserted", "reported"])]

# %% [markdown]
# ## What is run, by whom

# %%
runs = claims[claims.relation == "runs"]
runs[["home", "subject_label", "object_label", "sentence", "title", "date"]].sort_values(["home", "subject_label"]).head(20)

# %%
top = runs.groupby("subject_label").object.nunique().sort_values(ascending=False).head(15).reset_index(name="n")
alt.Chart(top).mark_bar().encode(x=alt.X("n", title="项目数"), y=alt.Y("subject_label", sort="-x", title="")).properties(height={"step": 16})

# %% [markdown]
# ## With whom
# Bodies that run the same programme, and those of which the page says that they work together.

# %%
partners = claims[claims.relation == "partners_with"][["subject_label", "object_label", "sentence"]]
partners.head(15)

# %% [markdown]
# ## Which figures are claimed
# Figures whose subject is a programme; every one with its sentence.

# %%
figures = claims[claims.relation == "observes"]
ofprogrammes = figures[figures.subject.str.startswith("programme/")]
ofprogrammes[["subject_label", "indicator", "comparison", "value", "unit", "period", "sentence"]].head(20)

# %% [markdown]
# Percentages can be laid beside each other; other units cannot.

# %%
percent = figures[(figures.unit == "%") & figures.value.map(lambda v: isinstance(v, int | float))].head(30)
alt.Chart(percent).mark_circle(size=70).encode(x=alt.X("value:Q", title="%"), y=alt.Y("indicator", sort="-x", title=""), color=alt.Color("subject_label", legend=None), tooltip=["subject_label", "indicator", "value", "sentence"])

# %% [markdown]
# ## A timeline
# When programmes, bodies and events are said to have begun.

# %%
dated = graph.entities_frame()
dated = dated[(dated.date.str.len() >= 4) & ~dated.date.str.startswith("-")].copy()
dated["from"] = pd.to_datetime(dated.date, format="mixed")
alt.Chart(dated).mark_tick(thickness=3, size=16).encode(x=alt.X("from:T", title=""), y=alt.Y("label", sort="x", title=""), color=alt.Color("type", title=""), tooltip=["label", "date", "kind"]).properties(height={"step": 18})

# %% [markdown]
# ## Drawn: the programme of which most is said

# %%
most = claims[claims.object.str.startswith("programme/") | claims.subject.str.startswith("programme/")]
names = pd.concat([most.subject, most.object])
programme = names[names.str.startswith("programme/")].value_counts().index[0]
kg.GraphView(graph, graph.by_id[programme], steps=2)
