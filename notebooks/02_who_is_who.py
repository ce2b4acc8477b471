# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Who is who
#
# Posts, bodies and their tree, each line with the sentence that says so. Change the next line to your own folder.

# %%
PAGES = "../seeds"

# %%
import altair as alt
import kg
import networkx as nx

graph = kg.build([PAGES])
claims = graph.claims_frame()
shown = claims[claims.status.isin(["asserted", "reported"])]

# %% [markdown]
# ## Who holds which post

# %%
posts = shown[shown.relation == "holds_post"]
posts[["subject_label", "role", "object_label", "since", "until", "sentence", "title", "doc"]].sort_values(["object_label", "subject_label"]).head(20)

# %% [markdown]
# ## The titles that occur most
# The chart is drawn by the browser: no Chinese font is needed on the machine that runs the notebook.

# %%
alt.Chart(posts[posts.role != ""]).mark_bar().encode(x=alt.X("count()", title="人数"), y=alt.Y("role", sort="-x", title="职务")).transform_window(
    n="count()", groupby=["role"]
).properties(height={"step": 14})

# %% [markdown]
# ## People who hold posts in several bodies

# %%
several = posts.groupby("subject").object.nunique()
posts[posts.subject.isin(several[several > 1].index)][["subject_label", "role", "object_label", "sentence"]].sort_values("subject_label")

# %% [markdown]
# ## The tree of bodies
# `part_of` and `establishes` between bodies, as an indented list.

# %%
tree = nx.DiGraph()
for s in graph.graph.statements:
    if s.relation in ("part_of", "establishes") and s.status == "asserted":
        above, below = (s.object, s.subject) if s.relation == "part_of" else (s.subject, s.object)
        if graph.by_id[above].type == graph.by_id[below].type == "ORG":
            tree.add_edge(above, below)


def show(node, depth=0, seen=()):
    print("　" * depth + graph.by_id[node].label)
    for child in sorted(tree.successors(node)):
        if child not in seen:
            show(child, depth + 1, (*seen, node))


for root in sorted(n for n in tree if tree.in_degree(n) == 0)[:12]:
    show(root)

# %% [markdown]
# ## One body, drawn with its people

# %%
busiest = posts.groupby("object").size().idxmax()
kg.GraphView(graph, graph.by_id[busiest], steps=2)

# %% [markdown]
# The same without scripts, for places that drop them:

# %%
kg.GraphView(graph, graph.by_id[busiest], steps=2).svg()
