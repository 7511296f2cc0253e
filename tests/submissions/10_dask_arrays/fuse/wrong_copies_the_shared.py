"""Puts a shared task into the group of each of its users.

Fails: a result with two users; results that are wanted
Says: it would be run twice
"""


def fuse(graph, wanted):
    groups = []
    for end in wanted:
        group = [end]
        while len(set(graph[group[0]])) == 1:
            group.insert(0, graph[group[0]][0])
        groups.append(group)
        todo = list(graph[group[0]])
        while todo:
            name = todo.pop()
            chain = [name]
            while len(set(graph[chain[0]])) == 1:
                chain.insert(0, graph[chain[0]][0])
            groups.append(chain)
            todo += graph[chain[0]]
    return groups
