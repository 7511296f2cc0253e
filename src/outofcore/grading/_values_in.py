"""Values that arrive from the other side, out of nodes and blobs; see `_values` for the form.

The reader trusts nothing: what `encode` could not have made raises `WireError`.
"""

import ast
import math
import re
import struct
from pathlib import Path

import numpy as np

from outofcore.grading._values import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_NODES,
    MAX_NPY_HEADER,
    MAX_TEXT,
    NPY_KINDS,
    NPY_MAGIC,
    PACKED,
    Reference,
)


class WireError(Exception):
    """What came over the channel is not what the protocol allows."""


class Opaque:
    """A value of a type that is not carried: only its type's name and its text arrive.

    >>> opaque("Fraction", "Fraction(1, 3)")
    Fraction(1, 3)
    """

    __slots__ = ("_text",)

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


def opaque(type_name, text):
    """Return an `Opaque` whose type has the name `type_name`, as messages show it."""
    return type(type_name, (Opaque,), {"__slots__": ()})(text)


def decode(node, blobs):
    """Return the value of a node.

    Raises
    ------
    WireError
        When the node is not one that `encode` could have made.
    """
    try:
        return _Decoder(blobs).value(node, 0)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise WireError(f"a value that is none: {type(error).__name__}") from None


class _Decoder:
    def __init__(self, blobs):
        self._blobs, self._used = blobs, set()
        self._nodes = self._keys = self._items = 0

    def value(self, node, depth):
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError("a value that is too deep or has too many parts")
        if node is None or node is True or node is False or type(node) is str:
            return node
        if type(node) is not list or not node or type(node[0]) is not str:
            raise WireError("a value without a known tag")
        read = _READERS.get(node[0])
        if read is None:
            raise WireError("a value without a known tag")
        return read(self, depth + 1, *node[1:])

    def _int(self, depth, text):
        if not re.fullmatch(rf"-?[0-9]{{1,{MAX_DIGITS}}}", text):
            raise WireError("a whole number that is none")
        return int(text)

    def _float(self, depth, text):
        if len(text) > 40:
            raise WireError("a number that is none")
        return float.fromhex(text)

    def _complex(self, depth, real, imag):
        return complex(self._float(depth, real), self._float(depth, imag))

    def _bytes(self, depth, number):
        return bytes(self._blob(number))

    def _blob(self, number):
        if type(number) is not int or number < 0:
            raise WireError("a blob that is not there")
        if number in self._used:  # or one of 100 MiB would stand for a thousand
            raise WireError("a blob that is used twice")
        self._used.add(number)
        return self._blobs[number]

    def _list(self, depth, nodes):
        return [self.value(node, depth) for node in expect(nodes, list)]

    def _tuple(self, depth, nodes):
        return tuple(self._list(depth, nodes))

    def _packed_list(self, depth, letter, number):
        dtype = dict(PACKED.values())[letter]
        data = np.frombuffer(self._blob(number), dtype)
        self._items += data.size
        if self._items > MAX_ITEMS:
            raise WireError("a list that is too long")
        return data.tolist()

    def _packed_tuple(self, depth, letter, number):
        return tuple(self._packed_list(depth, letter, number))

    def _set(self, depth, nodes):
        self._count_keys(nodes)
        return set(self._list(depth, nodes))

    def _frozenset(self, depth, nodes):
        self._count_keys(nodes)
        return frozenset(self._list(depth, nodes))

    def _dict(self, depth, pairs):
        self._count_keys(pairs)
        return {self.value(k, depth): self.value(v, depth) for k, v in pairs}

    def _count_keys(self, nodes):
        self._keys += len(expect(nodes, list))
        if self._keys > MAX_KEYS:
            raise WireError("too many keys")

    def _slice(self, depth, nodes):
        start, stop, step = self._list(depth, nodes)
        return slice(start, stop, step)

    def _range(self, depth, nodes):
        start, stop, step = self._list(depth, nodes)
        return range(start, stop, step)

    def _path(self, depth, text):
        return Path(expect(text, str))

    def _ellipsis(self, depth):
        return ...

    def _reference(self, depth, number):
        return Reference(expect(number, int))

    def _array(self, depth, number):
        return read_npy(self._blob(number))

    def _scalar(self, depth, number):
        array = read_npy(self._blob(number))
        if array.shape:
            raise WireError("a scalar with a shape")
        return array[()]

    def _opaque(self, depth, type_name, text):
        if not expect(type_name, str).isidentifier() or len(type_name) > 80:
            raise WireError("a type without a name")
        if len(expect(text, str)) > MAX_TEXT:
            raise WireError("a text that is too long")
        return opaque(type_name, text)


_READERS = {
    "i": _Decoder._int,
    "f": _Decoder._float,
    "c": _Decoder._complex,
    "b": _Decoder._bytes,
    "l": _Decoder._list,
    "t": _Decoder._tuple,
    "L": _Decoder._packed_list,
    "T": _Decoder._packed_tuple,
    "s": _Decoder._set,
    "z": _Decoder._frozenset,
    "d": _Decoder._dict,
    "slice": _Decoder._slice,
    "range": _Decoder._range,
    "p": _Decoder._path,
    "e": _Decoder._ellipsis,
    "r": _Decoder._reference,
    "n": _Decoder._array,
    "g": _Decoder._scalar,
    "o": _Decoder._opaque,
}


def expect(value, kind):
    if type(value) is not kind:
        raise WireError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def read_npy(blob):
    """Return the array that the bytes of a .npy file hold, without a copy and without pickle."""
    header, data = _npy_parts(memoryview(blob))
    try:
        fields = ast.literal_eval(header.decode())
        descr, fortran, shape = (fields[k] for k in ("descr", "fortran_order", "shape"))
        dtype = np.lib.format.descr_to_dtype(descr)
    except Exception:
        raise WireError("an array with a broken header") from None
    if dtype.hasobject or dtype.kind not in NPY_KINDS or not dtype.itemsize:
        raise WireError("an array of things that are not carried")
    if type(shape) is not tuple or not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("an array with a broken shape")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("an array whose shape and bytes disagree")
    flat = np.frombuffer(data, dtype) if len(data) else np.empty(0, dtype)
    return flat.reshape(shape, order="F" if fortran is True else "C")


def _npy_parts(blob):
    """Return the header and the data of a .npy file."""
    start = len(NPY_MAGIC) + 4
    if len(blob) < start or bytes(blob[: len(NPY_MAGIC)]) != NPY_MAGIC:
        raise WireError("an array without its magic")
    (length,) = struct.unpack("<I", blob[len(NPY_MAGIC) : start])
    if length > MAX_NPY_HEADER or start + length > len(blob):
        raise WireError("an array with a broken header")
    return bytes(blob[start : start + length]), blob[start + length :]
