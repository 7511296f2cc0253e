"""A real object store on this machine: a server that speaks S3 over HTTP, and its access log.

The server is moto's, a process of its own on the loopback address. It is an emulator: requests,
ranges and answers are those of S3, but it keeps everything in its memory, does not check who asks,
and is as near as can be. So it is right for counting, and says nothing of seconds.
"""

import contextlib
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

NEEDED = {"moto": "moto[server]", "obstore": "obstore"}
START_SECONDS = 30
ANYONE = (  # the form of a signature, which is all that is looked at
    "AWS4-HMAC-SHA256 Credential=anyone/20000101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
)
SERVE = """
import os, sys, threading
def end_with_the_parent():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=end_with_the_parent, daemon=True).start()
from moto.server import main
main(["-H", "127.0.0.1", "-p", "0"])
"""
_STARTED = re.compile(r"Running on http://127\.0\.0\.1:(\d+)")
_REQUEST = re.compile(r'"([A-Z]+) (\S+) HTTP/[0-9.]+" (\d{3})')


class NoObjectStore(RuntimeError):
    """There is no server to be had; the message says why, and how to get one."""


@dataclass(frozen=True)
class Request:
    """One line of the server's access log."""

    method: str
    path: str
    status: int


@dataclass(frozen=True)
class ObjectStore:
    """A running server with one bucket.

    Attributes
    ----------
    endpoint : str
        `http://127.0.0.1:PORT`.
    bucket : str
    log : Path
        What the server writes.
    """

    endpoint: str
    bucket: str
    log: Path

    def url(self, key):
        """Return the address of one object."""
        return f"{self.endpoint}/{self.bucket}/{key}"

    def requests(self):
        """Return every `Request` to the bucket so far, as the server has counted them."""
        inside = f"/{self.bucket}/"
        found = _REQUEST.findall(self.log.read_text(errors="replace"))
        return [Request(m, p, int(s)) for m, p, s in found if p.startswith(inside)]

    def open(self, prefix="", *, read_only=False):
        """Return a zarr store on the objects whose keys begin with `prefix`."""
        from obstore.store import S3Store

        from outofcore.formats.zarr_remote import as_zarr_store

        client = S3Store(
            self.bucket,
            prefix=prefix or None,
            endpoint=self.endpoint,
            access_key_id="anyone",  # nobody checks
            secret_access_key="anything",
            region="us-east-1",
            client_options={"allow_http": True},
            virtual_hosted_style_request=False,
        )
        return as_zarr_store(client, read_only=read_only)


def what_is_missing():
    """Return why no object store can be served here, in words, or an empty string."""
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    packages = " ".join(f'"{NEEDED[name]}"' for name in absent)
    return f"{' and '.join(absent)} not installed; to have it: pip install {packages}"


@contextlib.contextmanager
def serving(bucket="course"):
    """Return a context that yields an `ObjectStore`; the server is gone after it.

    It ends with this process, too, however that ends.

    Raises
    ------
    NoObjectStore
        When moto or obstore is not installed, or the server does not start.
    """
    if missing := what_is_missing():
        raise NoObjectStore(missing)
    with tempfile.TemporaryDirectory(prefix="outofcore-s3-") as folder:
        log = Path(folder, "log")
        with log.open("wb") as written:
            command = [sys.executable, "-u", "-c", SERVE]
            server = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=written, stderr=written
            )
        try:
            endpoint = f"http://127.0.0.1:{_port_of(server, log)}"
            put = urllib.request.Request(f"{endpoint}/{bucket}", method="PUT")
            with urllib.request.urlopen(put, timeout=START_SECONDS):
                yield ObjectStore(endpoint, bucket, log)
        finally:
            server.kill()
            server.stdin.close()
            server.wait()


def get_range(url, byte_range):
    """Return (status, bytes) of a GET for a part of an object.

    Parameters
    ----------
    url : str
        See `ObjectStore.url`.
    byte_range : str
        As HTTP writes it (RFC 9110, 14.1.2): "bytes=0-9" are the first ten, "bytes=-9" the last
        nine.
    """
    return _ask(urllib.request.Request(url, headers={"Range": byte_range}))


def put_if_absent(url, data):
    """Return the status of a PUT that is to fail (412) if the object is there already.

    This is how two writers can agree without a lock (RFC 9110, 13.1.2: If-None-Match).
    """
    headers = {"If-None-Match": "*", "Content-Type": "application/octet-stream"}
    return _ask(urllib.request.Request(url, data=data, headers=headers, method="PUT"))[0]


def _ask(request):
    request.add_header("Authorization", ANYONE)
    try:
        with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def _port_of(server, log):
    """Return the port that a server says it listens on, as soon as it does."""
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if found := _STARTED.search(log.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.05)
    last = log.read_text(errors="replace").strip().splitlines()[-1:]
    raise NoObjectStore(f"the server did not start: {' '.join(last) or 'it says nothing'}")
