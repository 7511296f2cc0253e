"""Spreads jobs over dask's workers: a bounded number under way, no failure stops the rest."""

import contextlib
import itertools
import logging
from concurrent.futures import CancelledError

SECONDS_TO_ANSWER = 30
DEATHS = 2  # of workers, until dask gives a job up; then it is tried alone, as often again
WINDOW = 3  # jobs under way for each worker: one runs, two wait beside it


class WorkerLost(RuntimeError):
    """The workers that tried this job died, each time; it ends as "grader-error"."""


def spread(jobs, work, *, workers, scheduler=None):
    """Yield (job, result) of every job in the order in which they end.

    A job that raises gives its exception in place of a result. A job whose worker is killed runs
    again elsewhere. When dask gives a job up, it is tried once more alone: it may only have waited
    on a worker that another job killed. Then its result is `WorkerLost`.

    Parameters
    ----------
    jobs : iterable
        Asked for the next job only when one has ended.
    work : callable
        `work(job)` on a worker.
    workers : int
        How many processes to start; ignored with a scheduler.
    scheduler : str, optional
        The address of a dask scheduler with workers of its own.

    Raises
    ------
    OSError
        When no scheduler answers, or it has no worker.
    RuntimeError
        When the scheduler is lost on the way.
    """
    jobs = iter(jobs)
    first = next(jobs, None)
    if first is None:
        return  # nothing to do starts no cluster
    with _connected(workers, scheduler) as client:
        alone = []
        for job, result in _under_way(client, itertools.chain([first], jobs), work):
            if isinstance(result, WorkerLost):
                alone.append(job)
            else:
                yield job, result
        for job in alone:
            yield from _under_way(client, [job], work)


def _under_way(client, jobs, work):
    from distributed import as_completed

    jobs, known = iter(jobs), {}

    def submit(count):
        futures = []
        for job in itertools.islice(jobs, count):
            future = client.submit(work, job, pure=False)
            known[future.key] = job
            futures.append(future)
        return futures

    window = WINDOW * max(sum(client.nthreads().values()), 1)
    running = as_completed(submit(window), loop=client.loop)
    for future in running:
        job, result = known.pop(future.key), _result(future)
        future.release()
        yield job, result
        running.update(submit(1))


def _result(future):
    """Return the result of a future that has ended, or the exception that it ended with."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        return WorkerLost(f"every worker that tried it died ({error})")
    except CancelledError as error:
        raise RuntimeError(
            "the dask scheduler is gone; what is done stays in the journal: run the same again"
        ) from error
    except Exception as error:
        return error


@contextlib.contextmanager
def _connected(workers, scheduler):
    """Return a context that yields a client with at least one worker."""
    from distributed import Client, LocalCluster

    with contextlib.ExitStack() as stack:
        if scheduler is None:
            scheduler = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    silence_logs=logging.CRITICAL,
                    dashboard_address=None,
                    scheduler_kwargs={  # its status page wants a port even without a dashboard
                        "dashboard_address": "127.0.0.1:0",
                        "allowed_failures": DEATHS - 1,
                    },
                )
            )
        try:
            client = Client(scheduler, set_as_default=False, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise OSError(f"no dask scheduler answers at {scheduler}: {error}") from error
        stack.enter_context(client)
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except TimeoutError:
            raise OSError("the dask scheduler has no worker; start one: dask worker") from None
        yield client
