"""Asks the library.

Fails: the first page; both byte orders; one strip or many; any page; no pixel is read
Says: this task asks you to do that by hand
"""

import tifffile


def page_strips(source, number):
    page = tifffile.TiffFile(source).pages[number]
    return page.imagewidth, page.imagelength, list(page.dataoffsets), list(page.databytecounts)
