# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # The network
#
# Centrality, communities, brokers, and how much of it stands when doubtful claims are dropped. Change the next line to your own folder.

# %%
PAGES = "../seeds"

# %%
import altair as alt
import kg
import networkx as nx
import pandas as pd

graph = kg.build([PAGES])


def network(least=0.0):
    """Bodies, people, programmes and events that a claim of at least this confidence connects; places connect everything and are left out."""
    made = nx.Graph()
    for s in graph.graph.statements:
        if s.object and s.status in ("asserted", "reported") and s.confidence >= least:
            if all(graph.by_id[n].type != "PLACE" for n in (s.subject, s.object)):
                made.add_edge(s.subject, s.object)
    return made


net = network()
label = lambda n: graph.by_id[n].label
print(net, "in", nx.number_connected_components(net), "parts")

# %% [markdown]
# ## Who stands in the middle

# %%
central = pd.DataFrame({"degree": dict(net.degree()), "betweenness": nx.betweenness_centrality(net), "closeness": nx.closeness_centrality(net)})
central.insert(0, "type", [graph.by_id[n].type for n in central.index])
central.insert(0, "label", [label(n) for n in central.index])
central.sort_values("betweenness", ascending=False).head(15).reset_index(drop=True)

# %% [markdown]
# ## Brokers
# Without them, parts of the network would fall apart.

# %%
brokers = sorted(nx.articulation_points(net), key=lambda n: -central.betweenness[n])
[(label(n), graph.by_id[n].type) for n in brokers[:12]]

# %% [markdown]
# ## Communities

# %%
communities = sorted(nx.community.louvain_communities(net, seed=7), key=len, reverse=True)
for members in communities[:6]:
    print(len(members), "、".join(label(n) for n in sorted(members, key=lambda n: -net.degree(n))[:8]))

# %% [markdown]
# ## What stands when doubtful claims are dropped
# Nodes and edges left, and how far the twenty most central of the full network stay the most central.

# %%
full = set(central.sort_values("betweenness", ascending=False).head(20).index)
rows = []
for least in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
    part = network(least)
    if part:
        rank = nx.betweenness_centrality(part)
        kept = len(full & set(sorted(rank, key=lambda n: (-rank[n], n))[:20])) / len(full)
        rows.append({"confidence": least, "nodes": part.number_of_nodes(), "edges": part.number_of_edges(), "top 20 kept": kept})
robust = pd.DataFrame(rows)
robust

# %%
alt.Chart(robust).mark_line(point=True).encode(x="confidence", y=alt.Y("top 20 kept", scale=alt.Scale(domain=[0, 1])))

# %% [markdown]
# ## Drawn

# %%
kg.GraphView(graph, graph.by_id[brokers[0]], steps=2) if brokers else kg.GraphView(graph)
