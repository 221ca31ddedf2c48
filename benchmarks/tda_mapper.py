"""Time tda-mapper, which pins older libraries than this package needs and so has an environment of its own.

Called as ``python tda_mapper.py case.npz n_intervals overlap repeats``; prints seconds and sizes as JSON.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from sklearn.cluster import DBSCAN
from tdamapper.cover import StandardCubicalCover
from tdamapper.learn import MapperAlgorithm

case = np.load(sys.argv[1])
times = []
for _ in range(int(sys.argv[4])):
    algorithm = MapperAlgorithm(
        cover=StandardCubicalCover(n_intervals=int(sys.argv[2]), overlap_frac=float(sys.argv[3])),
        clustering=DBSCAN(eps=float(case["eps"]), min_samples=int(case["min_samples"])),
        verbose=False,
    )
    start = time.perf_counter()
    graph = algorithm.fit_transform(case["x"], case["lens"])
    times.append(time.perf_counter() - start)
print(json.dumps({"seconds": min(times), "nodes": graph.number_of_nodes()}))
