"""One Expr for all ranges: only the first is computed.

Fails: the right distances
Says: the first is at [100000]
"""

import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a", chunk_cache_size=2**20) as file:
        given = {"x": file.root.x, "y": file.root.y, "cx": cx, "cy": cy}
        rows, step = len(file.root.x), 100_000
        result = file.create_carray("/", "distance", tables.Float32Atom(), (rows,))
        expression = tables.Expr("sqrt((x - cx)**2 + (y - cy)**2)", given)
        expression.set_output(result)
        for start in range(0, rows, step):
            stop = min(start + step, rows)
            expression.set_inputs_range(start, stop, 1)
            expression.set_output_range(start, stop, 1)
            expression.eval()
