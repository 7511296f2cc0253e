"""Fuses first and throws idle tasks out of the groups then.

Fails: what nobody needs
Says: still apart
"""


def fuse(graph, wanted):
    users = {name: [user for user in graph if name in graph[user]] for name in graph}
    groups, done = [], set()
    for name in graph:
        inputs = set(graph[name])
        joins = len(inputs) == 1 and len(users[graph[name][0]]) == 1
        if joins and not inputs & set(wanted):
            continue
        group = [name]
        while len(users[group[-1]]) == 1 and group[-1] not in wanted:
            (user,) = users[group[-1]]
            if set(graph[user]) != {group[-1]}:
                break
            group.append(user)
        groups.append(group)
    todo = list(wanted)
    while todo:
        name = todo.pop()
        done.add(name)
        todo += graph[name]
    kept = [[name for name in group if name in done] for group in groups]
    return [group for group in kept if group]
