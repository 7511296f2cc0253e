"""Trusts Expr with whole columns: its buffers hold 64 MiB of each.

Fails: little is held
Says: Expr takes up to 64 MiB
"""

import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a") as file:
        given = {"x": file.root.x, "y": file.root.y, "cx": cx, "cy": cy}
        result = file.create_carray("/", "distance", tables.Float32Atom(), file.root.x.shape)
        expression = tables.Expr("sqrt((x - cx)**2 + (y - cy)**2)", given)
        expression.set_output(result)
        expression.eval()
