"""Philox4x32-10 (Salmon et al. 2011) and what Interplay draws from it: the order of the rows of an epoch and the masks of
dropout, both functions of the seed alone."""

import numpy as np

SHUFFLE, DROPOUT = 2, 4  # purposes of streams

WORD, LONG = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF


def philox4x32(counter, key, rounds=10):
    """Four words from a counter of four words and a key of two."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(rounds):
        left, right = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (right >> 32) ^ c1 ^ k0, right & WORD, (left >> 32) ^ c3 ^ k1, left & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


def mix(x):
    """The finaliser of SplitMix64."""
    x = (x + 0x9E3779B97F4A7C15) & LONG
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & LONG
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & LONG
    return x ^ (x >> 31)


def stream(seed, purpose, step=0, row=0):
    """The words of a stream, one after the other. The counter holds the block's number, step and row."""
    key = mix(seed ^ mix(purpose))
    block = 0
    while True:
        counter = (block, step & WORD, row & WORD, (((step >> 32) << 16) ^ (row >> 32)) & WORD)
        yield from philox4x32(counter, (key & WORD, key >> 32))
        block += 1


def below(words, bound):
    """Uniform in [0, bound): Lemire 2019."""
    product = next(words) * bound
    while product & WORD < ((1 << 32) - bound) % bound:
        product = next(words) * bound
    return product >> 32


def shuffled(rows, seed, epoch):
    """The rows in the order of pass `epoch`: Fisher and Yates, from the end."""
    rows, words = list(rows), stream(seed, SHUFFLE, epoch)
    for last in range(len(rows) - 1, 0, -1):
        other = below(words, last + 1)
        rows[last], rows[other] = rows[other], rows[last]
    return np.array(rows)
