"""Dropout's masks as Interplay draws them: 1 where an input of a layer is kept."""

import itertools

import numpy as np

import philox


def of(seed, rate):
    limit = round(65536 * rate)

    def mask(step, layer, rows, columns):
        """Column c of a row reads half c % 2 (the lower one first) of word c // 2 of the row's stream."""
        result = np.empty((rows, columns))
        for row in range(rows):
            words = philox.stream(seed, philox.DROPOUT, step, layer << 32 | row)
            for word, start in zip(itertools.islice(words, (columns + 1) // 2), range(0, columns, 2)):
                halves = np.array([word & 0xFFFF, word >> 16])
                result[row, start:start + 2] = (halves >= limit)[:columns - start]
        return result

    return mask
