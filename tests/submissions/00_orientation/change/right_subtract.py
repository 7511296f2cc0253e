"""Right: wide enough after int64, and narrowed at the end."""


def change(before, after):
    wide = after.astype("int64")
    wide -= before
    return wide.astype("int32")
