"""Takes a name that stands twice for two inputs.

Fails: a chain
Says: still apart
"""


def fuse(graph, wanted):
    needed, todo = set(), list(wanted)
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            todo += graph[name]
    users = {name: [user for user in needed if name in graph[user]] for name in needed}
    follower = {}
    for name in sorted(needed):
        inputs = graph[name]
        if len(inputs) == 1 and len(users[inputs[0]]) == 1 and inputs[0] not in wanted:
            follower[graph[name][0]] = name
    groups = [[name] for name in sorted(needed - set(follower.values()))]
    for group in groups:
        while group[-1] in follower:
            group.append(follower[group[-1]])
    return groups
