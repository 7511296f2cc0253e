"""Joins a task to the first of its inputs.

Fails: a task with two inputs; a result with two users
Says: must wait for more than
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
        inputs = set(graph[name])
        if inputs and len(users[graph[name][0]]) == 1 and not inputs & set(wanted):
            follower[graph[name][0]] = name
    groups = [[name] for name in sorted(needed - set(follower.values()))]
    for group in groups:
        while group[-1] in follower:
            group.append(follower[group[-1]])
    return groups
