"""Trusts the order of the dictionary.

Fails: a chain; a result with two users; what nobody needs; results that are wanted
Says: still apart
"""


def fuse(graph, wanted):
    groups = []
    for name, inputs in graph.items():
        if groups and list(set(inputs)) == [groups[-1][-1]]:
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups
