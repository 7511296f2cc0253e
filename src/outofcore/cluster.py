"""A dask cluster, by the address of its scheduler or as a client that is there already."""

import contextlib

SECONDS_TO_ANSWER = 10


@contextlib.contextmanager
def connected(scheduler):
    """Return a context that yields a client of the scheduler with at least one worker.

    Parameters
    ----------
    scheduler : str or distributed.Client
        An address such as "tcp://127.0.0.1:8786"; a client stays open afterwards.

    Raises
    ------
    OSError
        When no scheduler answers there, or it has no worker.
    """
    from distributed import Client

    client = scheduler
    if isinstance(scheduler, str):
        try:
            client = Client(scheduler, set_as_default=False, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise OSError(f"no dask scheduler answers at {scheduler}: {error}") from error
    try:
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except TimeoutError:
            raise OSError("the dask scheduler has no worker; start one: dask worker") from None
        yield client
    finally:
        if client is not scheduler:
            client.close()
