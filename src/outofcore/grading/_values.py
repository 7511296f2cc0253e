"""Values on their way between the grader and a box, as nodes of a JSON document and blobs.

None, a bool and a str travel as themselves, everything else as a list that begins with a tag:
`["i", "42"]`, `["f", "0x1.8p+1"]`, `["t", [node, node]]`, `["n", blob]` for an array. Types are
told by `type(value) is`, so nothing that a learner's class says of itself counts: what is none of
the known types travels as a name and a text, and arrives as an `Opaque`.

This is the way out; the way in is `_values_in`.
"""

import collections
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAX_BLOBS = 10_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_KEYS = 20_000  # of all dicts and sets in one value: equal hashes would make more of them slow
MAX_ITEMS = 4_000_000  # of all packed lists in one value
MAX_DIGITS = 4_300  # Python's own limit on int(text)
MAX_TEXT = 200  # of an opaque value
MAX_NPY_HEADER = 10_000
NPY_MAGIC = b"\x93NUMPY\x03\x00"  # version 3.0: the header is UTF-8 (numpy.lib.format)
NPY_KINDS = "biufcSUmMV"
PACKED = {int: ("i", "<i8"), float: ("f", "<f8")}
SUBCLASSES = {  # of the standard library: told from plain ones by no check
    collections.OrderedDict: "d",
    collections.Counter: "d",
    collections.defaultdict: "d",
}
ARRAYS = (np.ndarray, np.memmap, np.matrix, np.recarray)


class Unfit(ValueError):
    """A value that cannot be carried; the message says why, in words for the learner."""


@dataclass(frozen=True)
class Reference:
    """Stands in a value for something that stays on the other side: the file with this number."""

    number: int


def encode(value):
    """Return `value` as a node for a document and the list of its blobs.

    Raises
    ------
    Unfit
        When it is too deep, has too many parts, or holds an array of objects.
    """
    encoder = _Encoder()
    return encoder.node(value, 0), encoder.blobs


class _Encoder:
    def __init__(self):
        self.blobs = []
        self._nodes = self._keys = self._items = 0

    def node(self, value, depth):
        self._count(depth)
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, value, depth + 1)
        if _is_numpy_scalar(value):
            return ["g", self._npy(np.asarray(value))]
        if _is_named_tuple(kind):
            return self._sequence("t", tuple.__iter__(value), depth + 1)
        return ["o", _name_of(kind), _text_of(value)]

    def _count(self, depth):
        self._nodes += 1
        if depth > MAX_DEPTH:
            raise Unfit(f"is nested more than {MAX_DEPTH} deep")
        if self._nodes > MAX_NODES:
            raise Unfit(f"has more than {MAX_NODES:,} parts; an array has any number of elements")

    def _blob(self, data):
        self.blobs.append(data)
        if len(self.blobs) > MAX_BLOBS:
            raise Unfit(f"holds more than {MAX_BLOBS:,} arrays")
        return len(self.blobs) - 1

    def _int(self, value, depth):
        try:
            return ["i", str(value)]
        except ValueError:
            raise Unfit(f"holds a whole number of more than {MAX_DIGITS:,} digits") from None

    def _float(self, value, depth):
        return ["f", value.hex()]

    def _complex(self, value, depth):
        return ["c", value.real.hex(), value.imag.hex()]

    def _bytes(self, value, depth):
        return ["b", self._blob(value)]

    def _list(self, value, depth):
        return self._packed("L", value) or self._sequence("l", value, depth)

    def _tuple(self, value, depth):
        return self._packed("T", value) or self._sequence("t", value, depth)

    def _packed(self, tag, values):
        """Return a long list of ints, or of floats, as one blob; None for any other."""
        kind = type(values[0]) if len(values) > 8 else None
        if kind not in PACKED or any(type(value) is not kind for value in values):
            return None
        self._items += len(values)
        if self._items > MAX_ITEMS:
            raise Unfit(f"has more than {MAX_ITEMS:,} elements; return an array")
        letter, dtype = PACKED[kind]
        try:
            return [tag, letter, self._blob(memoryview(np.array(values, dtype)).cast("B"))]
        except OverflowError:
            return None

    def _sequence(self, tag, values, depth):
        return [tag, [self.node(value, depth) for value in values]]

    def _set(self, value, depth):
        self._count_keys(len(value))
        return self._sequence("s" if type(value) is set else "z", value, depth)

    def _dict(self, value, depth):
        self._count_keys(dict.__len__(value))
        pairs = dict.items(value)
        return ["d", [[self.node(k, depth), self.node(v, depth)] for k, v in pairs]]

    def _count_keys(self, count):
        self._keys += count
        if self._keys > MAX_KEYS:
            raise Unfit(f"has more than {MAX_KEYS:,} keys")

    def _slice(self, value, depth):
        parts = (value.start, value.stop, value.step)
        return self._sequence("slice", parts, depth)

    def _range(self, value, depth):
        parts = (value.start, value.stop, value.step)
        return self._sequence("range", parts, depth)

    def _path(self, value, depth):
        return ["p", str(value)]

    def _ellipsis(self, value, depth):
        return ["e"]

    def _reference(self, value, depth):
        return ["r", value.number]

    def _array(self, value, depth):
        return ["n", self._npy(value)]

    def _npy(self, array):
        array = np.asarray(array)
        if array.dtype.hasobject or array.dtype.kind not in NPY_KINDS or not array.dtype.itemsize:
            raise Unfit(f"holds an array of dtype {array.dtype}; return numbers")
        if not array.flags.c_contiguous and not array.flags.f_contiguous:
            array = np.ascontiguousarray(array)
        header = repr(np.lib.format.header_data_from_array_1_0(array)).encode()
        if len(header) > MAX_NPY_HEADER:
            raise Unfit("holds an array with too many fields")
        head = NPY_MAGIC + struct.pack("<I", len(header)) + header
        flat = array.reshape(-1, order="A" if array.ndim else "C")
        data = memoryview(flat.view("u1")) if flat.size else b""
        return self._blob(Joined(head, data))


@dataclass(frozen=True)
class Joined:
    """A blob in two pieces, so that an array is not copied to put its header in front."""

    head: bytes
    data: object

    def __len__(self):
        return len(self.head) + len(self.data)


_WRITERS = {
    int: _Encoder._int,
    float: _Encoder._float,
    complex: _Encoder._complex,
    bytes: _Encoder._bytes,
    list: _Encoder._list,
    tuple: _Encoder._tuple,
    dict: _Encoder._dict,
    set: _Encoder._set,
    frozenset: _Encoder._set,
    slice: _Encoder._slice,
    range: _Encoder._range,
    type(...): _Encoder._ellipsis,
    type(Path()): _Encoder._path,
    Reference: _Encoder._reference,
    **dict.fromkeys(ARRAYS, _Encoder._array),
    **dict.fromkeys(SUBCLASSES, _Encoder._dict),
}


def _is_numpy_scalar(value):
    return isinstance(value, np.generic) and type(value) is value.dtype.type


def _is_named_tuple(kind):
    return kind.__bases__ == (tuple,) and "_fields" in vars(kind)


def _name_of(kind):
    name = getattr(kind, "__name__", "")
    return name[:80] if type(name) is str and name[:80].isidentifier() else "object"


def _text_of(value):
    try:
        return str.__getitem__(repr(value), slice(MAX_TEXT))
    except Exception as error:
        return f"<its repr raises {_name_of(type(error))}>"
