"""Alignments of small graphs, without a layout: motifs do not look at positions."""

import networkx as nx

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import as_metadata


def mapper_graph(graph, lens=None):
    """Make a Mapper graph with these nodes and edges: each node has an input of its own, and so has each edge."""
    numbered = nx.convert_node_labels_to_integers(graph)
    edges = list(numbered.edges)
    nodes = [[i, *(len(numbered) + k for k, e in enumerate(edges) if i in e)] for i in range(len(numbered))]
    return MapperGraph.from_nodes(nodes, len(numbered) + len(edges), lens=lens)


def aligned(*graphs, metadata=None, label=None, representations=None):
    """Align Mapper graphs, or copies of networkx graphs, of the names a, b, ..."""
    made = [graph if isinstance(graph, MapperGraph) else mapper_graph(graph) for graph in graphs]
    named = dict(zip("abcdef", made, strict=False))
    frame = as_metadata(metadata, made[0].n_inputs)
    return Alignment(named, {}, 1.0, 0, representations, frame, label)


def found(alignment, motif, **options):
    """List the sorted nodes of each match."""
    return [sorted(match.nodes.tolist()) for match in alignment.find(motif, **options)]
