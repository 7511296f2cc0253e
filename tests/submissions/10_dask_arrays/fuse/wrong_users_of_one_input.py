"""Takes for users only the tasks that have no other input.

Fails: a result with two users
Says: is not the only one that needs
"""


def fuse(graph, wanted):
    needed, todo = set(), list(wanted)
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            todo += graph[name]
    users = {name: [] for name in needed}
    for name in needed:
        inputs = set(graph[name])
        if len(inputs) == 1:
            users[graph[name][0]].append(name)
    follower = {}
    for name in sorted(needed):
        inputs = set(graph[name])
        if len(inputs) == 1 and len(users[graph[name][0]]) == 1 and not inputs & set(wanted):
            follower[graph[name][0]] = name
    groups = [[name] for name in sorted(needed - set(follower.values()))]
    for group in groups:
        while group[-1] in follower:
            group.append(follower[group[-1]])
    return groups
