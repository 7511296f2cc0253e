"""Shuts the kernel down by every door that IPython has.

Outcome: graded
Earns: 6
"""

from tools import total

shell = get_ipython()  # noqa: F821
for leave in (
    lambda: shell.kernel.do_shutdown(restart=False),
    lambda: shell.ask_exit(),
    lambda: shell.run_line_magic("exit", ""),
    lambda: exit(),
    lambda: quit(),
    lambda: shell.run_cell("exit"),
):
    try:
        leave()
    except (Exception, SystemExit) as error:
        print(type(error).__name__)
