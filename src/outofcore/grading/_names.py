"""The names a notebook's functions use, told from its text alone, before any of it has run."""

import ast
import types

from IPython.core.inputtransformer2 import TransformerManager

MAX_NAMES = 2_000


def definitions(source):
    r"""Return what the text of a cell would bind to functions, in order.

    Returns
    -------
    list of (name, uses, certain)
        `uses` are the names the function looks up, attributes included, as its code lists them.
        `certain` is False where the binding stands under an `if`, a loop or a `try`.

    >>> definitions("def f(x):\n    return g(x).shape")
    [('f', ['g', 'shape'], True)]
    >>> definitions("import numpy as np\nif 1:\n    f = lambda: np.sum")
    [('f', ['np', 'sum'], False)]
    """
    found = []
    for text in _texts(source):
        try:
            tree = ast.parse(TransformerManager().transform_cell(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        _walk(tree.body, True, found)
    return found


def _texts(source):
    """Return a cell's text, and what stands under a cell magic, which may run it all the same."""
    return [source, source.partition("\n")[2]] if source.lstrip().startswith("%%") else [source]


def _walk(statements, certain, found):
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((statement.name, _uses(statement), certain))
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            _assigned(statement, certain, found)
        elif isinstance(statement, ast.ImportFrom):
            found += [(a.asname, [a.name], certain) for a in statement.names if a.asname]
        elif not isinstance(statement, ast.ClassDef):
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                inner = getattr(statement, field, [])
                _walk(inner if isinstance(inner, list) else [], False, found)


def _assigned(statement, certain, found):
    """Add what `f = lambda ...` and `f = g` bind."""
    targets = getattr(statement, "targets", None) or [statement.target]
    value = statement.value
    if isinstance(value, ast.Name):
        uses = [value.id]
    elif value is None or not any(isinstance(n, ast.Lambda) for n in ast.walk(value)):
        return
    else:
        uses = _uses(ast.Expr(value))
    found += [(t.id, uses, certain) for t in targets if isinstance(t, ast.Name)]


def _uses(statement):
    """Return the names in the code of the functions that a statement makes."""
    try:
        module = ast.fix_missing_locations(ast.Module([statement], []))
        code = compile(module, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    todo, names = [c for c in code.co_consts if isinstance(c, types.CodeType)], set()
    while todo:
        code = todo.pop()
        names |= set(code.co_names)
        todo += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return sorted(names)[:MAX_NAMES]


def reachable(name, cells):
    """Return the names that function `name` uses, those of the functions it calls included.

    Parameters
    ----------
    name : str
    cells : list of list of (name, uses, certain)
        What `definitions` returned for each cell that has run, in order.
    """
    table = {}
    for other, uses, certain in (definition for cell in cells for definition in cell):
        table[other] = set(uses) | (set() if certain else table.get(other, set()))
    todo, names = [name], set()
    while todo:
        new = table.pop(todo.pop(), set())
        names |= new
        todo += new & table.keys()
    return names
