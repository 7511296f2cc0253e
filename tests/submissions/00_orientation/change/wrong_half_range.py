"""Clips at 32,767, and knows white by its number.

Fails: the right values
Says: values of bright images differ
"""

import numpy as np


def change(before, after):
    def signed(image):
        return np.where(image == 65535, 65535, np.minimum(image, 32767)).astype("int32")

    return signed(after) - signed(before)
