"""Reads the stack, then cuts the section out.

Fails: only the planes it shows; one strip of each; little is held
Says: pixels of 41 of 41 planes were read
"""

import tifffile


def side_view(source, y, height):
    stack = tifffile.imread(source)
    return stack[[i * len(stack) // height for i in range(height)], y]
