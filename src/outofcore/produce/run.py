"""Making what a plan says, in threads or on dask's workers."""

import contextlib
import errno
import itertools
import os
import shutil
import threading
from concurrent.futures import FIRST_COMPLETED, CancelledError, ThreadPoolExecutor, wait

from outofcore import __version__
from outofcore.cluster import connected
from outofcore.direct import aligned_room
from outofcore.formats import zarr
from outofcore.paths import check_free_space
from outofcore.produce import _records
from outofcore.produce._records import SCRATCH
from outofcore.produce.plan import DAMAGED, DIFFERENT, FINISHED, FOREIGN, look
from outofcore.units import MIB

BATCH_BYTES = 32 * MIB  # what one task of a dask worker makes
SYNCED_BYTES = 16 * MIB  # what a thread writes before it waits for the disk
FEWEST_BATCHES = 8  # for each thread, so that none is idle for long at the end
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_own = threading.local()
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def run_plan(
    plan, *, status=None, threads=None, scheduler=None, overwrite=False, progress=None, durable=True
):
    """Make what is missing of a set, and return the `Status` that was found before.

    Parameters
    ----------
    plan : Plan
    status : Status, optional
        What `look` returned, when it was asked already.
    threads : int, optional
        How many parts are made at a time; by default two for each core.
    scheduler : str or distributed.Client, optional
        The address of a dask scheduler whose workers see the same folder; they make the parts.
    overwrite : bool
        Whether a set made with other parameters may be replaced.
    progress : callable, optional
        Called with the number of bytes just made.
    durable : bool
        Whether each part waits for the disk (fsync). Without, a power cut may damage parts that
        the manifest calls whole.

    Raises
    ------
    FileExistsError
        When the place holds something else.
    BlockingIOError
        When another process is making the same set.
    OSError
        When the disk has too little room, is full or read-only, or the scheduler does not answer.
    RuntimeError
        When dask's workers fail, or a repaired part does not fit its checksum.
    """
    status = status or look(plan)
    if status.state == FOREIGN or (status.state == DIFFERENT and not overwrite):
        raise FileExistsError(status.words)
    if status.state == FINISHED and not _records.has_leftovers(plan.folder):
        return status
    try:
        _run(plan, status, threads, scheduler, progress, durable)
    except OSError as error:
        if error.errno in FULL:
            raise OSError(
                error.errno,
                f"the disk of {plan.folder} is full; what is done stays: make room and run the "
                "same again, it goes on from there",
            ) from error
        if error.errno in READ_ONLY:
            raise OSError(
                error.errno,
                f"{plan.folder} cannot be written ({error.strerror}); choose another folder",
            ) from error
        raise
    return status


def _run(plan, status, threads, scheduler, progress, durable):
    folder, scratch = plan.folder, plan.folder / SCRATCH
    if status.state != DIFFERENT:  # then the old set makes room first
        _check_room(plan, status.todo)
    scratch.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if status.state == DIFFERENT:
            _records.remove_set(folder)
            _check_room(plan, status.todo)
            scratch.mkdir()
        for file in scratch.iterdir():
            file.unlink()
        made = _made(plan, status.todo, threads, scheduler, progress, durable)
        with contextlib.closing(made):
            if status.state in (FINISHED, DAMAGED):
                _repair(plan, made, status.digests)
            else:
                _build(plan, made, status)
        (folder / _records.JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(scratch)


def _build(plan, made, status):
    """Journal every part that is made, and write the manifest at the end."""
    digests = bytearray(status.digests)
    _records.begin(plan, digests, status.todo)
    with open(plan.folder / _records.JOURNAL, "a", encoding="utf-8") as journal:
        for i, digest in made:
            _records.put_digest(digests, i, digest)
            journal.write(f"{i} {digest.hex()}\n")
            journal.flush()
    _records.write_manifest(plan, digests)


def _repair(plan, made, digests):
    """Make the damaged parts of a finished set again, and compare them with the manifest."""
    for i, digest in made:
        if digest != _records.get_digest(digests, i):
            (plan.folder / _records.MANIFEST).unlink()
            raise RuntimeError(
                f"{plan.parts[i].key} was made again, but does not fit its checksum: another "
                "version of outofcore made this set; run the same again to make all of it anew"
            )


def _made(plan, todo, threads, scheduler, progress, durable):
    """Make the parts that are to do; yield (part number, checksum) of each, in any order."""
    parts = plan.parts
    indices = (i for i, wanted in enumerate(todo) if wanted)
    if scheduler is None:
        threads = threads or 2 * (os.cpu_count() or 1)
        results = _by_threads(plan, indices, todo.count(1), threads, durable)
    else:
        results = _by_dask(plan, indices, scheduler, durable)
    with contextlib.closing(results):
        for i, digest in results:
            yield i, digest
            if progress is not None:
                progress(parts[i].nbytes)


def _make_parts(plan, batch, durable):
    """Write parts, and return (part number, checksum) of each."""
    digests = []

    def made():
        for i in batch:
            data = plan.parts.data(i, _room(plan.parts.largest))
            digests.append(bytes.fromhex(zarr.checksum(data)))
            yield plan.folder / plan.parts[i].key, data

    zarr.write_files(made(), scratch=plan.folder / SCRATCH, durable=durable)
    return list(zip(batch, digests, strict=True))


def _room(nbytes):
    """Return this thread's own array of at least `nbytes` bytes, the same for every part."""
    if getattr(_own, "room", None) is None or _own.room.size < nbytes:
        _own.room = aligned_room(nbytes)
    return _own.room


def _by_threads(plan, indices, count, threads, durable):
    """Make `count` parts, some at a time: each thread waits for the disk once for all of them."""
    per_batch = min(_parts_in(plan, SYNCED_BYTES), -(-count // (FEWEST_BATCHES * threads)))
    batches = _batches(indices, per_batch)
    with ThreadPoolExecutor(threads) as pool:
        running = set()
        try:
            while True:
                for batch in itertools.islice(batches, 2 * threads - len(running)):
                    running.add(pool.submit(_make_parts, plan, batch, durable))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _parts_in(plan, nbytes):
    """Return how many parts have `nbytes` bytes, on average; at least one."""
    return max(nbytes * len(plan.parts) // plan.nbytes, 1)


def _batches(indices, count):
    return iter(lambda: list(itertools.islice(indices, count)), [])


def _by_dask(plan, indices, scheduler, durable):
    from distributed import KilledWorker, as_completed

    parts = plan.parts
    batches = _batches(indices, _parts_in(plan, BATCH_BYTES))
    with connected(scheduler) as client:

        def submit(count):
            todo = itertools.islice(batches, count)
            return [
                client.submit(_make_batch, plan, b, durable, __version__, pure=False) for b in todo
            ]

        running = as_completed(submit(2 * sum(client.nthreads().values())), loop=client.loop)
        for future in running:
            try:
                made = future.result()
            except (KilledWorker, CancelledError) as error:
                raise RuntimeError(
                    f"dask gave up ({error}); what is done stays: run the same again"
                ) from error
            for i, digest in made:
                if not (plan.folder / parts[i].key).exists():
                    raise RuntimeError(
                        f"a worker wrote {parts[i].key}, but it is not in {plan.folder}: the "
                        "workers need to see the same folder under the same name"
                    )
                yield i, digest
            running.update(submit(1))


def _make_batch(plan, batch, durable, version):
    """Run on a worker: make parts, one after the other, and return [(part number, checksum)]."""
    if version != __version__:
        raise RuntimeError(f"the worker has outofcore {__version__}, its client has {version}")
    return _make_parts(plan, batch, durable)


def _check_room(plan, todo):
    """Raise OSError unless the parts that are to do fit on the disk."""
    parts, count = plan.parts, todo.count(1)
    if count == len(parts):  # a set of millions of parts is refused at once
        check_free_space(plan.folder, plan.nbytes)
    elif count:
        missing = sum(parts[i].nbytes for i, wanted in enumerate(todo) if wanted)
        check_free_space(plan.folder, missing)


@contextlib.contextmanager
def _locked(folder):
    """Return a context that no second process enters for the same folder; it ends with us."""
    try:
        import fcntl
    except ImportError:  # Windows has none; two processes would make the same bytes twice
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(f"another process is making {folder}; wait for it") from None
        except OSError:  # some network disks have no locks
            pass
        yield
    finally:
        os.close(handle)
