"""A folder of objects in one file, end to end, so that one descriptor serves them all.

::

    zarr.json    c/0/0     c/0/1
    |---------|------------|------------|
    0        812         4908         9004     the index: {"c/0/0": (812, 4096), ...}
"""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Packed:
    """The objects of a folder in one file.

    Attributes
    ----------
    path : Path
        The file.
    index : dict of str to (int, int)
        Offset and length in the file of every object, in the order of the offsets.
    """

    path: Path
    index: dict

    def objects_read(self, requests):
        """Return what reads of the file fetched, as a list of (key, offset, nbytes).

        Parameters
        ----------
        requests : iterable of (offset, nbytes)
            Offsets in the file. Those that come back are in the object.

        Examples
        --------
        >>> packed = Packed(Path("all"), {"zarr.json": (0, 812), "c/0": (812, 4096)})
        >>> packed.objects_read([(0, 812), (900, 8), (800, 20)])
        [('zarr.json', 0, 812), ('c/0', 88, 8), ('zarr.json', 800, 12), ('c/0', 0, 8)]

        Notes
        -----
        A read across a border fetched two objects, however few the requests.
        """
        keys, spans = list(self.index), list(self.index.values())
        ends = [offset + nbytes for offset, nbytes in spans]
        found = []
        for start, nbytes in requests:
            stop = start + nbytes
            for i in range(bisect_right(ends, start), len(spans)):
                offset, length = spans[i]
                if offset >= max(stop, start + 1):
                    break
                first = max(start - offset, 0)
                if length:
                    found.append((keys[i], first, min(stop - offset, length) - first))
        return found


def pack(folder, path):
    """Write every file under `folder` into one file at `path`; return the `Packed`.

    Keys are paths from `folder` on, with "/" between the parts, and sorted.
    """
    folder, index, end = Path(folder), {}, 0
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    with open(path, "xb") as target:
        for key in sorted(files):
            index[key] = (end, target.write(files[key].read_bytes()))
            end += index[key][1]
    return Packed(Path(path), index)
