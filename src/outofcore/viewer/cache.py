"""What was unpacked last, up to a number of bytes; two threads never make the same thing twice."""

import threading
from collections import OrderedDict


class Cache:
    """Arrays by key, the least recently used dropped first.

    Parameters
    ----------
    max_bytes : int
        Of all arrays together. A larger one is handed out and not kept.

    >>> import numpy as np
    >>> cache = Cache(max_bytes=3)
    >>> for key in "abca":
    ...     _ = cache.get(key, lambda: np.zeros(1, "u1"))
    >>> cache.nbytes, cache.get("d", lambda: np.zeros(1, "u1")).size, sorted(cache.keys())
    (3, 1, ['a', 'c', 'd'])
    """

    def __init__(self, max_bytes):
        self.max_bytes, self.nbytes = max_bytes, 0
        self._items, self._making = OrderedDict(), {}
        self._lock = threading.Lock()

    def keys(self):
        """Return the keys, the least recently used first."""
        with self._lock:
            return list(self._items)

    def get(self, key, make):
        """Return the array of a key; `make()` where there is none. Who comes second waits."""
        while True:
            with self._lock:
                if key in self._items:
                    self._items.move_to_end(key)
                    return self._items[key]
                made = self._making.get(key)
                if made is None:
                    made = self._making[key] = threading.Event()
                    break
            made.wait()
        try:
            array = make()
            self._keep(key, array)
            return array
        finally:  # after an error, the next one tries again
            with self._lock:
                del self._making[key]
            made.set()

    def clear(self):
        """Forget everything."""
        with self._lock:
            self._items.clear()
            self.nbytes = 0

    def _keep(self, key, array):
        with self._lock:
            if array.nbytes > self.max_bytes:
                return
            self._items[key] = array
            self.nbytes += array.nbytes
            while self.nbytes > self.max_bytes:
                _, dropped = self._items.popitem(last=False)
                self.nbytes -= dropped.nbytes
