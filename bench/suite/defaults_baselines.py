"""What somebody would fit without factors: the mean, user and item biases, (logistic) regression. Penalties of each are chosen by
cross-validation on the training rows."""

import warnings

import numpy as np
from scipy.sparse.linalg import LinearOperator, cg
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

MANY = 100_000  # of more rows one part in ten is held out for the choice, rather than five parts in turn


def rmse(truth, predicted, low, high):
    return float(np.sqrt(np.mean((np.clip(predicted, low, high) - truth) ** 2)))


def logloss(truth, chance):
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    return float(-np.mean(np.where(truth == 1, np.log(chance), np.log1p(-chance))))


def divisions(rows, random):
    """(training, held out) rows, as places in the training part."""
    order = random.permutation(rows)
    if rows > MANY:
        return [(order[rows // 10:], order[:rows // 10])]
    parts = np.array_split(order, min(5, rows))
    return [(np.concatenate(parts[:n] + parts[n + 1:]), part) for n, part in enumerate(parts)]


class Biases:
    """Least squares of m + b_user + b_item with a penalty for each side, by solving for one side after the other. A penalty counts
    as so many rows of a user whose residuals are 0."""
    grid = [0, .25, .5, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 64, 128, 512, 1e4, 1e6]

    def __init__(self, user, item, target, sizes):
        self.rows, self.sizes, self.target = (user, item), sizes, target
        self.counts = [np.bincount(codes, minlength=size) for codes, size in zip(self.rows, sizes)]

    def fit(self, penalties):
        mean, biases = self.target.mean(), [np.zeros(size) for size in self.sizes]
        for _ in range(100):
            before = biases[1]
            for side in (0, 1):
                rest = self.target - mean - biases[1 - side][self.rows[1 - side]]
                sums = np.bincount(self.rows[side], rest, minlength=self.sizes[side])
                biases[side] = sums / np.maximum(self.counts[side] + penalties[side], 1e-9)
            mean += (self.target - mean - biases[0][self.rows[0]] - biases[1][self.rows[1]]).mean()
            if np.abs(biases[1] - before).max(initial=0) < 1e-4 * (self.target.std() + 1e-30):
                break
        self.mean, self.biases = mean, biases

    def predict(self, user, item):
        known = [np.where(codes >= 0, of_side[codes], 0) for codes, of_side in zip((user, item), self.biases)]
        return self.mean + known[0] + known[1]


def biases(table, train, test, random):
    sides = [table.codes(name, train, test) for name in ("user", "item")]
    (user, item), (test_user, test_item), sizes = zip(*sides)
    target = table.target[train]
    low, high = target.min(), target.max()
    parts = [(Biases(user[fit], item[fit], target[fit], sizes), held) for fit, held in divisions(len(train), random)]
    tried = {}

    def error(places):
        if places not in tried:
            squares = []
            for model, held in parts:
                model.fit([Biases.grid[place] for place in places])
                squares.append(np.mean((np.clip(model.predict(user[held], item[held]), low, high) - target[held]) ** 2))
            tried[places] = np.mean(squares)
        return tried[places]

    best, reach = (6, 6), 4  # a walk over the grid by steps that get shorter
    while reach:
        near = [(a, b) for a in (best[0] - reach, best[0], best[0] + reach) for b in (best[1] - reach, best[1], best[1] + reach)
                if 0 <= a < len(Biases.grid) and 0 <= b < len(Biases.grid)]
        better = min(near, key=error)
        best, reach = (better, reach) if error(better) < error(best) else (best, reach // 2)
    model = Biases(user, item, target, sizes)
    model.fit([Biases.grid[place] for place in best])
    return model.predict(test_user, test_item), {"penalties": [Biases.grid[place] for place in best]}


def ridge_path(matrix, target, penalties):
    """(m, w) of least squares with penalty * |w|^2 for each of the penalties, large ones first, by conjugate gradients."""
    weights, columns = np.zeros(matrix.shape[1]), matrix.shape[1]
    mean, centre = target.mean(), np.asarray(matrix.mean(axis=0)).ravel()
    transposed = matrix.T.tocsr()
    right = transposed @ (target - mean)
    squares = np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()
    for penalty in penalties:
        def times(w):  # of the centred matrix: the constant has no penalty
            return transposed @ (matrix @ w) - len(target) * centre * (centre @ w) + penalty * w
        system = LinearOperator((columns, columns), matvec=times)
        scaled = LinearOperator((columns, columns), matvec=lambda w: w / (squares + penalty))
        weights, _ = cg(system, right, x0=weights, rtol=1e-4, maxiter=200, M=scaled)
        yield mean - centre @ weights, weights


def linear(table, train, test, random):
    matrix, of_test = table.design(train, test)
    target, penalties = table.target[train], [10 ** (power / 3) for power in range(15, -7, -1)]
    low, high = target.min(), target.max()
    errors = np.zeros(len(penalties))
    for fit, held in divisions(len(train), random):
        of_part, of_held = matrix[fit], matrix[held]
        for n, (mean, weights) in enumerate(ridge_path(of_part, target[fit], penalties)):
            errors[n] += np.mean((np.clip(mean + of_held @ weights, low, high) - target[held]) ** 2)
    best = int(errors.argmin())
    *_, (mean, weights) = ridge_path(matrix, target, penalties[:best + 1])
    return mean + of_test @ weights, {"l2": penalties[best]}


def logistic_path(matrix, target, penalties):
    if len(set(target)) == 1:
        for _ in penalties:
            yield lambda rows: np.full(rows.shape[0], target[0])
        return
    model = LogisticRegression(warm_start=True, tol=1e-5, max_iter=500)
    for penalty in penalties:
        model.C = 1 / penalty
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(matrix, target)
        yield lambda rows: model.predict_proba(rows)[:, 1]


def logistic(table, train, test, random):
    matrix, of_test = table.design(train, test)
    target, penalties = table.target[train], [10 ** (power / 2) for power in range(8, -3, -1)]
    errors = np.zeros(len(penalties))
    for fit, held in divisions(len(train), random):
        of_part, of_held = matrix[fit], matrix[held]
        for n, chance in enumerate(logistic_path(of_part, target[fit], penalties)):
            errors[n] += logloss(target[held], chance(of_held))
    best = int(errors.argmin())
    for chance in logistic_path(matrix, target, penalties[:best + 1]):
        predicted = chance(of_test)
    return predicted, {"l2": penalties[best]}


def measure(table, train, test):
    """{baseline: its error on the test rows and the penalties that were chosen}."""
    random, target = np.random.default_rng(len(train)), table.target[train]
    mean = lambda *_: (np.full(len(test), target.mean()), {})
    found = {"base rate": mean, "logistic": logistic} if table.binary else {"mean": mean}
    if not table.binary and table.of_ratings:
        found["biases"] = biases
    if not table.binary and (not table.of_ratings or len(table.columns) > 2):
        found["linear"] = linear
    results = {}
    for name, fit in found.items():
        predicted, chosen = fit(table, train, test, random)
        error = (logloss(table.target[test], predicted) if table.binary
                 else rmse(table.target[test], predicted, target.min(), target.max()))
        results[name] = {"error": error, **chosen}
    return results
