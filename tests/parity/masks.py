"""Dropout's masks as Interplay draws them: 1 where an input of a layer is kept."""

import itertools

import numpy as np

import philox


def bits(rate):
    """The fewest bits that draw the rate, and the numbers of so many bits below which an input is left out."""
    width, limit = 16, round(65536 * rate)
    while width > 1 and limit % 2 ** (width // 2) == 0:
        width //= 2
        limit >>= width
    return width, limit


def of(seed, rate):
    width, limit = bits(rate)

    def mask(step, layer, rows, columns):
        """Column c of a row reads `width` bits of the row's stream from bit c * width on, the lowest of a word first."""
        result = np.empty((rows, columns))
        for row in range(rows):
            words = philox.stream(seed, philox.DROPOUT, step, layer << 32 | row)
            stream = sum(word << 32 * i for i, word in enumerate(itertools.islice(words, (columns * width + 31) // 32)))
            drawn = [stream >> c * width & (1 << width) - 1 for c in range(columns)]
            result[row] = [number >= limit for number in drawn]
        return result

    return mask
