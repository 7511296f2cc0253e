"""Each task, sources first, goes to the end of its source's group or begins one."""

import collections
import graphlib


def fuse(graph, wanted):
    needed, todo = set(), list(wanted)
    while todo:
        if (name := todo.pop()) not in needed:
            needed.add(name)
            todo += graph[name]
    inputs = {name: set(graph[name]) for name in needed}
    taken = collections.Counter(source for name in needed for source in inputs[name])
    groups, place = [], {}
    for name in graphlib.TopologicalSorter(inputs).static_order():
        (source, *more) = inputs[name] or [None]
        if source and not more and taken[source] == 1 and source not in wanted:
            place[name] = place[source]
            place[name].append(name)
        else:
            place[name] = [name]
            groups.append(place[name])
    return tuple(tuple(group) for group in groups)
