"""Right: y in one piece, then z and x as large as the limits let them be."""


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    nz, ny, nx = shape

    def touched(n, c):
        return -(-n // c)

    best = None
    for cz in range(1, nz + 1):
        for cx in range(1, nx + 1):
            if cz * cx * ny * itemsize > max_chunk_bytes:
                continue
            xy = touched(nx, cx) * cx * cz / nx
            yz = touched(nz, cz) * cz * cx / nz
            count = max(touched(nx, cx), touched(nz, cz))
            if max(xy, yz) <= max_amplification and (best is None or count < best[0]):
                best = count, (cz, ny, cx)
    return best[1]
