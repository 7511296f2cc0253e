"""Begins with single tasks and merges until nothing changes."""


def fuse(graph, wanted):
    alive = set(wanted)
    while more := {source for name in alive for source in graph[name]} - alive:
        alive |= more
    groups = [[name] for name in sorted(alive)]
    changed = True
    while changed:
        changed = False
        for group in groups:
            sources = set(graph[group[0]])
            if len(sources) != 1 or sources & set(wanted):
                continue
            (source,) = sources
            if sum(source in graph[name] for name in alive) == 1:
                before = next(g for g in groups if g[-1] == source)
                before += group
                groups.remove(group)
                changed = True
                break
    return groups
