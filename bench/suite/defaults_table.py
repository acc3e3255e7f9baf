"""Rows of a data set, as the baselines see them (sparse matrices) and as the program reads them (text)."""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse


@dataclass
class Table:
    """Columns of text; a cell of a bag holds values between '|', an empty cell is missing."""
    name: str
    columns: dict  # name: array of text
    target: np.ndarray
    target_name: str = "target"
    numbers: tuple = ()  # columns that are numbers, the others are categories
    bags: tuple = ()
    options: tuple = ()  # what the program is told beside the files: what the columns are, and nothing about models
    given_test: np.ndarray | None = None  # rows of the set's own test part
    suffix: str = "csv"

    @property
    def binary(self):
        return bool(np.isin(self.target, (0, 1)).all())

    @property
    def of_ratings(self):
        return {"user", "item"} <= set(self.columns)

    def write(self, path, rows):
        cells = [column[rows] for column in self.columns.values()]
        target = [f"{value:.10g}" for value in self.target[rows]]
        with open(path, "w") as file:
            file.write(",".join([*self.columns, self.target_name]) + "\n")
            file.writelines(",".join(line) + "\n" for line in zip(*cells, target))

    def design(self, train, test):
        """One-hot categories (of the training rows) and standardised numbers; what is missing or unknown is 0."""
        return tuple(sparse.hstack(of_part, format="csr") for of_part in zip(*self.fields(train, test)))

    def fields(self, train, test):
        """(training, test) part of the design that each column gives."""
        return [self._number(name, train, test) if name in self.numbers else self._levels(name, train, test)
                for name in self.columns]

    def codes(self, name, train, test):
        """Levels as numbers from 0, -1 where the training rows have it not, and how many levels there are."""
        levels, known = np.unique(self.columns[name][train], return_inverse=True)
        place = np.minimum(np.searchsorted(levels, self.columns[name][test]), len(levels) - 1)
        return known, np.where(levels[place] == self.columns[name][test], place, -1), len(levels)

    def _levels(self, name, train, test):
        if name in self.bags:
            return self._bag(name, train, test)
        known, unknown, count = self.codes(name, train, test)
        return [one_hot(codes, count) for codes in (known, unknown)]

    def _bag(self, name, train, test):
        place = {value: n for n, value in enumerate(sorted({v for cell in self.columns[name][train] for v in cell.split("|")}))}
        def matrix(rows):
            cells = [[place[v] for v in cell.split("|") if v in place] for cell in self.columns[name][rows]]
            ends = np.cumsum([0, *map(len, cells)])
            return sparse.csr_matrix((np.ones(ends[-1]), [v for cell in cells for v in cell], ends), (len(cells), len(place)))
        return [matrix(train), matrix(test)]

    def _number(self, name, train, test):
        cells = self.columns[name]
        values = np.where(cells == "", "nan", cells).astype(float)
        seen = values[train][~np.isnan(values[train])]
        mean, deviation = (seen.mean(), seen.std()) if len(seen) else (0, 0)
        scaled = np.nan_to_num((values - mean) / (deviation or 1))
        return [sparse.csr_matrix(scaled[rows, None]) for rows in (train, test)]


@dataclass
class Lines:
    """libffm text, which is passed on as it is: label, then field:index:value."""
    name: str
    lines: list
    given_test: np.ndarray | None = None
    options: tuple = ("--format", "libffm")
    suffix: str = "ffm"
    target_name: str = ""  # its lines have no names
    of_ratings: bool = False
    binary: bool = True
    target: np.ndarray = field(init=False)

    def __post_init__(self):
        self.target = np.array([float(line.split()[0]) for line in self.lines])

    def write(self, path, rows):
        with open(path, "w") as file:
            file.writelines(self.lines[row].rstrip("\n") + "\n" for row in rows)

    def design(self, train, test):
        cells = [[word.rsplit(":", 1) for word in line.split()[1:]] for line in self.lines]
        place = {key: n for n, key in enumerate(sorted({key for row in train for key, _ in cells[row]}))}
        def matrix(rows):
            found = [(n, place[key], float(value)) for n, row in enumerate(rows) for key, value in cells[row] if key in place]
            at, columns, values = zip(*found)
            return sparse.csr_matrix((values, (at, columns)), (len(rows), len(place)))
        return matrix(train), matrix(test)

    def fields(self, train, test):
        return [self.design(train, test)]


def one_hot(codes, count):
    rows = np.flatnonzero(codes >= 0)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, codes[rows])), (len(codes), count))
