"""Walks back from each end of a chain."""


def fuse(graph, wanted):
    needed = []

    def visit(name):
        if name not in needed:
            for source in graph[name]:
                visit(source)
            needed.append(name)

    for name in wanted:
        visit(name)
    taken = [source for name in needed for source in set(graph[name])]
    groups, place = [], {}
    for name in needed:  # sources first
        (source, *more) = sorted(set(graph[name])) or [None]
        if source and not more and taken.count(source) == 1 and source not in wanted:
            place[name] = place[source]
            place[name].append(name)
        else:
            place[name] = [name]
            groups.append(place[name])
    return tuple(tuple(group) for group in groups)
