"""From any format to any other that can hold the image, in constant memory.

::

    plan = plan_convert("scan.ome.tif", "scan.ome.zarr", pyramid=True)
    print(plan)            what will be read, written, held, and what gets lost
    run_convert(plan)
    verify(plan)
"""

from outofcore.convert.plan import Conversion, plan_convert
from outofcore.convert.run import run_convert, verify

__all__ = ["Conversion", "plan_convert", "run_convert", "verify"]
