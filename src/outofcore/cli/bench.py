"""`outofcore bench`: the benchmark table, each row beside its physical limit."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Rows to measure; all by default.")
    ] = None,
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help='Write the result as JSON; "-" prints it.')
    ] = "",
    samples: Annotated[
        int, typer.Option(min=1, help="Pairs of subject and limit per row; the median counts.")
    ] = 5,
):
    """Measure what the library reaches beside what this machine could reach.

    Subject and limit run in turn. Quote the ratio: it holds when the machine is busy, the figures
    do not.
    """
    from outofcore.bench.rows import run
    from outofcore.grading import bench as grading

    def announce(name):
        typer.echo(f"measuring {name} ...", err=True)

    try:
        result = run(names or (), samples=samples, progress=announce, more=grading.ROWS)
    except (OSError, ValueError, LookupError, RuntimeError) as error:
        typer.echo(f"outofcore bench: {error}", err=True)
        raise typer.Exit(2) from None
    if json_file == "-":
        json.dump(result, sys.stdout, indent=1)
        print()
        return
    if json_file:
        Path(json_file).write_text(json.dumps(result, indent=1) + "\n")
    show(result)


def show(result):
    """Print the rows as a table, the ratio first, and under it what each row compares."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from outofcore.units import format_bytes, format_number

    table = Table(
        title="achieved / limit, medians of one run", title_justify="left", box=box.SIMPLE
    )
    for column in ("ratio", "range", "achieved", "limit", "unit", "row", "held"):
        justify = "left" if column in ("unit", "row") else "right"
        table.add_column(column, justify=justify, no_wrap=True)
    for row in result["rows"]:
        low, high = min(row["samples"]), max(row["samples"])
        held = "" if row["peak_bytes"] is None else format_bytes(row["peak_bytes"])
        table.add_row(
            f"{row['ratio']:.2f}", f"{low:.2f} to {high:.2f}", format_number(row["value"]),
            format_number(row["limit"]), row["unit"], row["name"], held,
        )  # fmt: skip
    Console(width=max(Console().width, 110)).print(table)
    for row in result["rows"]:
        typer.echo(f"{row['name']}: {row['note']}")
    typer.echo(", ".join(f"{key} {value}" for key, value in result["machine"].items()))
