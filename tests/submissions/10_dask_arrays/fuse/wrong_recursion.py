"""Walks the graph by recursion: a long chain ends at Python's limit.

Fails: a chain
Says: on a fresh one (a chain of 1,500 tasks)
"""


def fuse(graph, wanted):
    needed = set()

    def visit(name):
        if name not in needed:
            needed.add(name)
            for source in graph[name]:
                visit(source)

    for name in wanted:
        visit(name)
    users = {name: [] for name in needed}
    for name in needed:
        for source in set(graph[name]):
            users[source].append(name)

    def joins(name):
        inputs = set(graph[name])
        return len(inputs) == 1 and len(users[graph[name][0]]) == 1 and not inputs & set(wanted)

    groups = []
    for name in sorted(needed):
        if not joins(name):
            group = [name]
            while len(users[group[-1]]) == 1 and joins(users[group[-1]][0]):
                group.append(users[group[-1]][0])
            groups.append(group)
    return groups
