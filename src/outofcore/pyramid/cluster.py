"""A plan carried out by the workers of a dask cluster, who all see the same folders.

Each worker makes whole subtrees, up to the level of which there are enough for everybody; what is
above is a small part and is made here. The subtree of a worker that dies goes to another one, who
finds the blocks that are there already.
"""

import math
from concurrent.futures import CancelledError

from outofcore import __version__
from outofcore.cluster import connected
from outofcore.pyramid.run import run_pyramid

TASKS_PER_THREAD = 4


def run_on_cluster(plan, open_ends, scheduler, *, progress=None):
    """Make every level on the workers of a cluster.

    Parameters
    ----------
    plan : outofcore.pyramid.plan.Plan
    open_ends : callable
        Returns a context that yields (source, sinks) as `run_pyramid` takes them; picklable, and
        called on each worker. The sinks need `has` and `read`.
    scheduler : str or distributed.Client
    progress : callable, optional
        Called with the bytes of the source that were just dealt with.

    Raises
    ------
    OSError
        When no scheduler answers, or it has no worker.
    RuntimeError
        When workers died again and again, or run another version. What is done stays.
    """
    from distributed import KilledWorker, as_completed

    with connected(scheduler) as client:
        threads = sum(client.nthreads().values())
        futures = [
            client.submit(_make_subtree, plan, open_ends, *root, __version__, pure=False)
            for root in subtrees(plan, TASKS_PER_THREAD * threads)
        ]
        for future in as_completed(futures, loop=client.loop):
            try:
                nbytes = future.result()
            except (KilledWorker, CancelledError) as error:
                raise RuntimeError(
                    f"dask gave up ({error}); what is done stays: run the same again"
                ) from error
            if progress is not None:
                progress(nbytes)
    with open_ends() as (source, sinks):
        run_pyramid(plan, source, sinks)


def subtrees(plan, count):
    """Return (level, index) of the roots of at least `count` subtrees, if there are so many.

    They are of one level above the lowest, the highest that has so many bricks.
    """
    if len(plan.shapes) == 1:
        return list(plan.walk())
    levels = range(len(plan.shapes) - 1, 0, -1)
    level = next((n for n in levels if math.prod(plan.grids[n]) >= count), 1)
    return [(level, index) for index in plan.bricks_of(level)]


def _make_subtree(plan, open_ends, level, index, version):
    """Run on a worker: make a brick and all below it, and return the bytes of the source."""
    if version != __version__:
        raise RuntimeError(f"the worker has outofcore {__version__}, its client has {version}")
    dealt = []
    with open_ends() as (source, sinks):
        run_pyramid(plan, source, sinks, threads=1, root=(level, index), progress=dealt.append)
    return sum(dealt)
