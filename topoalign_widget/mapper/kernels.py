"""The loops of clustering, compiled. They let go of the interpreter lock, so that threads run them side by side."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def near_tiles(tiles, reach, pairs, bounds):  # type: ignore[no-untyped-def]
    """List pairs of tiles that share a pullback and whose boxes do not prove that all their inputs are far.

    Parameters
    ----------
    tiles : Geometry
    pairs : array of int32, shape (m, 2)
    bounds : array of float32, shape (m,)
        Squared lower bounds of the pairs, -1 for a tile with itself.

    Returns
    -------
    int
        How many there are, even if there was no room for them.
    """
    low, high = tiles.low, tiles.high
    n, k = low.shape
    seen = np.full(n, -1, dtype=np.int64)
    found = 0
    for a in range(n):
        for p in tiles.pullbacks[tiles.pullbacks_of[a] : tiles.pullbacks_of[a + 1]]:
            for b in tiles.tiles[tiles.tiles_of[p] : tiles.tiles_of[p + 1]]:
                if b < a or seen[b] == a:
                    continue
                seen[b] = a
                square = np.float32(0)
                for c in range(k):
                    gap = max(low[a, c] - high[b, c], low[b, c] - high[a, c])
                    if gap > 0:
                        square += gap * gap
                if square > reach:
                    continue
                if found < len(pairs):
                    pairs[found, 0], pairs[found, 1] = a, b
                    bounds[found] = -1 if a == b else square
                found += 1
    return found


@njit(nogil=True, cache=True)
def root_of(parent, node):  # type: ignore[no-untyped-def]
    """Find the representative of a node; changes nothing, so that threads may ask at the same time."""
    while parent[node] != node:
        node = parent[node]
    return node


@njit(nogil=True, cache=True)
def roots_of(parent):  # type: ignore[no-untyped-def]
    """Find the representatives of all nodes."""
    roots = np.empty_like(parent)
    for node in range(len(parent)):
        roots[node] = root_of(parent, node)
    return roots


@njit(nogil=True, cache=True)
def unite(parent, a, b):  # type: ignore[no-untyped-def]
    """Join two sets; shortens the paths on the way."""
    while parent[a] != a:
        parent[a] = parent[parent[a]]
        a = parent[a]
    while parent[b] != b:
        parent[b] = parent[parent[b]]
        b = parent[b]
    if a < b:
        parent[b] = a
    else:
        parent[a] = b


@njit(nogil=True, cache=True)
def select_near(first, last, tiles, other, reach, chosen):  # type: ignore[no-untyped-def]
    """Choose the inputs of a range that may be near another tile's box; returns how many."""
    projected, low, high = tiles.projected, tiles.low[other], tiles.high[other]
    n = 0
    for i in range(first, last):
        square = np.float32(0)
        for c in range(len(low)):
            at = projected[i, c]
            gap = max(low[c] - at, at - high[c])
            if gap > 0:
                square += gap * gap
        if not square > reach:
            chosen[n] = i
            n += 1
    return n


@njit(nogil=True, cache=True)
def vote(chosen, n, held, shared, links, majority, votes):  # type: ignore[no-untyped-def]
    """Find, for each shared pullback, the component that most core inputs are in, if one has most of them.

    One pass of Boyer and Moore's majority vote; a wrong candidate only costs time.
    """
    start, pullback, slot = held.start, held.pullback, held.slot
    seen, least, parent = links.seen, links.least, links.parent
    for k in range(n):
        i = chosen[k]
        for q in range(start[i], start[i + 1]):
            p, s = pullback[q], slot[q]
            if shared[p] and seen[s] >= least:
                root = root_of(parent, s)
                if majority[p] == root:
                    votes[p] += 1
                elif votes[p] == 0:
                    majority[p], votes[p] = root, 1
                else:
                    votes[p] -= 1


@njit(nogil=True, cache=True)
def unsettled_first(chosen, n, held, shared, links, majority, spare):  # type: ignore[no-untyped-def]
    """Put first the inputs that are not in the majority's component in all shared pullbacks; returns their number."""
    start, pullback, slot = held.start, held.pullback, held.slot
    seen, least, parent = links.seen, links.least, links.parent
    first, rest = 0, 0
    for k in range(n):
        i = chosen[k]
        settled = True
        for q in range(start[i], start[i + 1]):
            p, s = pullback[q], slot[q]
            if shared[p] and (seen[s] < least or root_of(parent, s) != majority[p]):
                settled = False
                break
        if settled:
            spare[rest] = i
            rest += 1
        else:
            chosen[first] = i
            first += 1
    for k in range(rest):
        chosen[first + k] = spare[k]
    return first


@njit(nogil=True, cache=True)
def settling_room(tiles):  # type: ignore[no-untyped-def]
    """Make the room that ``settle`` works in."""
    n = tiles.n_pullbacks
    return (
        np.zeros(n, np.bool_),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(tiles.largest, np.int64),
    )


@njit(nogil=True, cache=True)
def settle(a, b, chosen_a, n_a, chosen_b, n_b, tiles, held, links, room):  # type: ignore[no-untyped-def]
    """Put first, on both sides of a pair of tiles, the inputs whose links may still matter; returns how many."""
    shared, majority, votes, spare = room
    own = tiles.pullbacks[tiles.pullbacks_of[a] : tiles.pullbacks_of[a + 1]]
    for p in own:
        majority[p], votes[p] = -1, 0
        for q in tiles.pullbacks[tiles.pullbacks_of[b] : tiles.pullbacks_of[b + 1]]:
            shared[p] |= p == q
    vote(chosen_a, n_a, held, shared, links, majority, votes)
    vote(chosen_b, n_b, held, shared, links, majority, votes)
    new_a = unsettled_first(chosen_a, n_a, held, shared, links, majority, spare)
    new_b = unsettled_first(chosen_b, n_b, held, shared, links, majority, spare)
    for p in own:
        shared[p] = False
    return new_a, new_b


@njit(nogil=True, cache=True)
def open_inputs(tiles, held, links, reach, pairs, first, last, near, unsettled):  # type: ignore[no-untyped-def]
    """Mark, for pairs of tiles, the inputs that may be near the other tile, and those whose links may still matter.

    Parameters
    ----------
    tiles, held, links, reach, pairs, first, last
        As for ``near_inputs``.
    near, unsettled : arrays of bool, shape (last - first, 2, largest)
        Get the marks of either tile's inputs, in their order.
    """
    chosen_a, chosen_b = np.empty(tiles.largest, np.int64), np.empty(tiles.largest, np.int64)
    room = settling_room(tiles)
    near[:], unsettled[:] = False, False
    for e in range(last - first):
        a, b = pairs[first + e, 0], pairs[first + e, 1]
        n_a = select_near(tiles.bounds[a], tiles.bounds[a + 1], tiles, b, reach, chosen_a)
        n_b = select_near(tiles.bounds[b], tiles.bounds[b + 1], tiles, a, reach, chosen_b)
        if n_a == 0 or n_b == 0:
            continue
        new_a, new_b = settle(a, b, chosen_a, n_a, chosen_b, n_b, tiles, held, links, room)
        for k in range(n_a):
            near[e, 0, chosen_a[k] - tiles.bounds[a]] = True
            unsettled[e, 0, chosen_a[k] - tiles.bounds[a]] = k < new_a
        for k in range(n_b):
            near[e, 1, chosen_b[k] - tiles.bounds[b]] = True
            unsettled[e, 1, chosen_b[k] - tiles.bounds[b]] = k < new_b


@njit(nogil=True, cache=True)
def gathered(rows, chosen, n, first, last, spare):  # type: ignore[no-untyped-def]
    """Return chosen rows; a whole range is not copied, but then is in its own order."""
    if n > 0.8 * (last - first):
        for k in range(last - first):
            chosen[k] = first + k
        return rows[first:last]
    for k in range(n):
        for c in range(rows.shape[1]):
            spare[k, c] = rows[chosen[k], c]
    return spare[:n]


@njit(nogil=True, cache=True)
def compare(product, chosen_a, chosen_b, same, norms, rounding, found, sure, unsure):  # type: ignore[no-untyped-def]
    """Note the pairs within 1, given products; each pair once if both sides are the same tile.

    Squared distances are norm + norm - 2 product, off by at most rounding (norm + norm + 1).
    """
    one, half = np.float32(1), np.float32(0.5)
    n = len(chosen_b)
    own, hits = np.empty(n, np.float32), np.empty(n, np.int32)
    for m in range(n):
        own[m] = norms[chosen_b[m]]
    fewer, more = half * (one - rounding), half * (one + rounding)
    for k in range(len(chosen_a)):
        i, row = chosen_a[k], product[k]
        least, certain = fewer * norms[i] - half * (one + rounding), more * norms[i] - half * (one - rounding)
        n_hits = 0
        for m in range(n):
            # Without a branch, and what is not a number is a hit.
            hits[n_hits] = m
            n_hits += not row[m] < least + fewer * own[m]
        for h in range(n_hits):
            m = hits[h]
            j = chosen_b[m]
            if same and j <= i:
                continue
            if row[m] > certain + more * own[m]:
                found[sure, 0], found[sure, 1] = i, j
                sure += 1
            else:
                unsure += 1
                found[len(found) - unsure, 0], found[len(found) - unsure, 1] = i, j
    return sure, unsure


@njit(nogil=True, cache=True)
def near_inputs(tiles, held, links, rounding, reach, pairs, first, last, found):  # type: ignore[no-untyped-def]
    """Find inputs within 1 of each other whose link may still matter, for pairs of tiles.

    Links between inputs that are core and in one component, in all pullbacks that they share, do not.

    Parameters
    ----------
    tiles, held, links : Geometry, Memberships, Links
    pairs : array of int32, shape (m, 2)
    first, last : int
        Range of the pairs of tiles.
    found : array of int32, shape (k, 2)
        Gets the pairs of inputs, as places in the order: from the front those that are certain, from the back those
        that only exact arithmetic can decide.

    Returns
    -------
    int, int, int
        How many are certain, how many are not, and the pair of tiles to go on with when there was no more room.
    """
    largest, d = tiles.largest, tiles.rows.shape[1]
    rows_a, rows_b = np.empty((largest, d), np.float32), np.empty((largest, d), np.float32)
    chosen_a, chosen_b = np.empty(largest, np.int64), np.empty(largest, np.int64)
    room = settling_room(tiles)
    sure, unsure = 0, 0
    for e in range(first, last):
        a, b = pairs[e, 0], pairs[e, 1]
        a0, a1, b0, b1 = tiles.bounds[a], tiles.bounds[a + 1], tiles.bounds[b], tiles.bounds[b + 1]
        if sure + unsure + (a1 - a0) * (b1 - b0) > len(found):
            return sure, unsure, e
        n_a = select_near(a0, a1, tiles, b, reach, chosen_a)
        n_b = select_near(b0, b1, tiles, a, reach, chosen_b)
        if n_a == 0 or n_b == 0:
            continue
        new_a, new_b = settle(a, b, chosen_a, n_a, chosen_b, n_b, tiles, held, links, room)
        # Settled inputs have nothing to say to each other; the others must be compared with all.
        n_a, n_b = (new_a if new_b == 0 else n_a), (new_b if new_a == 0 else n_b)
        if n_a == 0 or n_b == 0:
            continue
        own_a = gathered(tiles.rows, chosen_a, n_a, a0, a1, rows_a)
        own_b = gathered(tiles.rows, chosen_b, n_b, b0, b1, rows_b)
        product = np.dot(own_a, own_b.T)
        both = (chosen_a[: len(own_a)], chosen_b[: len(own_b)], a == b)
        sure, unsure = compare(product, *both, tiles.norms, rounding, found, sure, unsure)
    return sure, unsure, last


@njit(nogil=True, cache=True)
def decide(x, order, eps, found, sure, unsure):  # type: ignore[no-untyped-def]
    """Decide in double precision which of the unsure pairs are within eps, and put them behind the sure ones.

    Returns
    -------
    int
        How many pairs there are now.
    """
    for e in range(len(found) - unsure, len(found)):
        i, j = found[e, 0], found[e, 1]
        square = 0.0
        for c in range(x.shape[1]):
            difference = np.float64(x[order[i], c]) - np.float64(x[order[j], c])
            square += difference * difference
        if square <= eps * eps:
            found[sure, 0], found[sure, 1] = i, j
            sure += 1
    return sure


@njit(nogil=True, cache=True)
def link(found, n, held, links):  # type: ignore[no-untyped-def]
    """Take neighbours into account in every pullback that both are in.

    An input is core from ``least`` neighbours on, itself among them. Until then its neighbours wait; when it becomes
    core, it is joined with those that are core already, and the others will join it in their turn.
    """
    start, pullback, slot = held.start, held.pullback, held.slot
    seen, waiting, parent, least = links.seen, links.waiting, links.parent, links.least
    for e in range(n):
        i, j = found[e, 0], found[e, 1]
        a, b = start[i], start[j]
        while a < start[i + 1] and b < start[j + 1]:
            if pullback[a] < pullback[b]:
                a += 1
            elif pullback[a] > pullback[b]:
                b += 1
            else:
                s, t = slot[a], slot[b]
                s_new = add_neighbour(s, t, seen, waiting, least)
                t_new = add_neighbour(t, s, seen, waiting, least)
                if seen[s] >= least and seen[t] >= least:
                    unite(parent, s, t)
                if s_new:
                    join_waiting(s, seen, waiting, parent, least)
                if t_new:
                    join_waiting(t, seen, waiting, parent, least)
                a, b = a + 1, b + 1


@njit(nogil=True, cache=True)
def add_neighbour(s, t, seen, waiting, least):  # type: ignore[no-untyped-def]
    """Note a neighbour of a membership that is not core yet; returns whether it has become core."""
    if seen[s] >= least:
        return False
    waiting[s, seen[s] - 1] = t
    seen[s] += 1
    return seen[s] >= least


@njit(nogil=True, cache=True)
def join_waiting(s, seen, waiting, parent, least):  # type: ignore[no-untyped-def]
    """Join a new core input with its neighbours that are core."""
    for k in range(least - 1):
        if seen[waiting[s, k]] >= least:
            unite(parent, s, waiting[s, k])


@njit(nogil=True, cache=True)
def label(first, last, links, roots, labels):  # type: ignore[no-untyped-def]
    """Give the clusters of one pullback numbers in the order of their first core inputs; returns how many.

    As in scikit-learn, a border input belongs to the first cluster that has a core input near it; noise gets -1.
    """
    seen, waiting, least = links.seen, links.waiting, links.least
    n = 0
    numbers = np.full(last - first, -1, dtype=np.int64)
    for s in range(first, last):
        labels[s] = -1
        if seen[s] >= least:
            root = roots[s] - first
            if numbers[root] < 0:
                numbers[root] = n
                n += 1
            labels[s] = numbers[root]
    for s in range(first, last):
        if seen[s] < least:
            for neighbour in waiting[s, : seen[s] - 1]:
                if seen[neighbour] >= least:
                    own = numbers[roots[neighbour] - first]
                    labels[s] = own if labels[s] < 0 else min(labels[s], own)
    return n
