"""The estimators. python/generate.py makes this file from the option tables of the library."""

# fmt: off
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ._estimator import Estimator
from ._kinds import Classifier, Ordinal, Ranker, Regressor



class FM(Regressor):
    """Factorization machine for ratings, numbers or probabilities.

    Model fm: Factorization machine. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 32. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.0025. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.04. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        pairs_within_bags: bool | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, head: str | None = None, bias_start: str | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class Linear(Regressor):
    """Linear model: a weight for every feature.

    Model linear: A weight per feature. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.04. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "linear"
    _fixed = {}

    def __init__(
        self, *,
        target_kind: str | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, clip: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class MF(Regressor):
    """Matrix factorization of users and items.

    Model mf: Matrix factorization. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 40. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 10. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 64. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 1e-06. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "mf"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, init: float | None = None, initializer: str | None = None,
        clip: bool | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class BiasedMF(Regressor):
    """Matrix factorization with biases, within the range of the target.

    Model biased_mf: Matrix factorization with user and item biases, kept inside the rating range. Options that
    are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 32. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    init : float, default 0.0025. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.022. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "biased_mf"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, clip: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class NMF(Regressor):
    """Matrix factorization with vectors of numbers of at least 0.

    Model nmf: Nonnegative matrix factorization. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 40. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 10. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 64. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 1e-06. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "nmf"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, init: float | None = None, initializer: str | None = None,
        clip: bool | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class NeuralMF(Regressor):
    """A perceptron over the vectors of user and item.

    Model concat_mf: Matrix factorization whose dot product is a small perceptron over both vectors, with
    biases. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 2. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'he_normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    hidden : Sequence[str], default '32'. Widths of the hidden layers of models with a perceptron, such as 64,64.
    activation : str, default 'identity'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu,
        selu, prelu, dice).
    dropout : float, default 0.5. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 3. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 128. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 1e-06. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "concat_mf"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, init: float | None = None, initializer: str | None = None,
        hidden: Sequence[str] | None = None, activation: str | None = None, dropout: float | None = None,
        batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class KerasFM(Regressor):
    """The factorization machine of the notebook "libFM in Keras".

    Model keras_fm: Factorization machine whose columns, one or two for each field, are normalised and weighted.
    Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 2. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'uniform'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 100. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 128. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0002. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.1. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.25. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "keras_fm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None, init: float | None = None,
        initializer: str | None = None, head: str | None = None, bias_start: str | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class DeepFM(Regressor):
    """A factorization machine and a perceptron over the same vectors.

    Model deepfm: DeepFM. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 20. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default False. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'uniform'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '64, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.5. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'inputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 2048. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 3. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "deepfm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        pairs_within_bags: bool | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, head: str | None = None, bias_start: str | None = None,
        hidden: Sequence[str] | None = None, activation: str | None = None, dropout: float | None = None,
        batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class WideDeep(Regressor):
    """A linear model beside a perceptron over vectors.

    Model wide_deep: Wide & Deep. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 20. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'uniform'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '64, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.5. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'inputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 2048. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 3. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "wide_deep"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None, init: float | None = None,
        initializer: str | None = None, head: str | None = None, bias_start: str | None = None,
        hidden: Sequence[str] | None = None, activation: str | None = None, dropout: float | None = None,
        batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FFM(Regressor):
    """Field-aware factorization machine.

    Model ffm: Field-aware factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 4. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "ffm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        pairs_within_bags: bool | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, clip: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FwFM(Regressor):
    """Field-weighted factorization machine.

    Model fwfm: Field-weighted factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    linear_form : str, default 'weights'. First order of fwfm and fmfm (weights, field, feature).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fwfm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, clip: bool | None = None, linear_form: str | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FmFM(Regressor):
    """Field-matrixed factorization machine.

    Model fmfm: Field-matrixed factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    linear_form : str, default 'weights'. First order of fwfm and fmfm (weights, field, feature).
    pair_form : str, default 'matrix'. What fmfm puts between the vectors of a pair of fields (matrix, vector).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fmfm"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, clip: bool | None = None, linear_form: str | None = None,
        pair_form: str | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class IPNN(Regressor):
    """A perceptron over vectors and their inner products.

    Model ipnn: Inner-product network. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "ipnn"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, hidden: Sequence[str] | None = None, activation: str | None = None,
        dropout: float | None = None, batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        linear_part: bool | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class DCNv2(Regressor):
    """Deep & Cross network, version 2.

    Model dcnv2: Deep & Cross v2. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    cross_layers : int, default 3. Cross layers of dcnv2 (1 to 64).
    cross_place : str, default 'parallel'. Where the perceptron of dcnv2 stands (parallel, stacked).
    cross_rank : int, default 0. Rank of the matrices of cross layers, as mixtures of cross_experts such matrices (0
        to 4096).
    cross_experts : int, default 4. Matrices of low rank that a cross layer mixes by learned weights (1 to 64).
    cross_gate : bool, default False. Whether each number of a cross layer is multiplied by a learned gate between 0
        and 1.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "dcnv2"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, hidden: Sequence[str] | None = None, activation: str | None = None,
        dropout: float | None = None, batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        linear_part: bool | None = None, cross_layers: int | None = None, cross_place: str | None = None,
        cross_rank: int | None = None, cross_experts: int | None = None, cross_gate: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FinalMLP(Regressor):
    """Two gated perceptrons joined by a bilinear form.

    Model finalmlp: FinalMLP. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    second_hidden : Sequence[str], default '64'. Widths of the hidden layers of the second network of finalmlp, and
        of the second block of finalnet.
    gates : bool, default True. Whether the networks of finalmlp see the vectors through gates between 0 and 2,
        which other vectors of some fields set.
    gate_hidden : Sequence[str], default '64'. Widths of the hidden layers of these gates.
    first_gate : Sequence[str], default ''. Fields that set the gates of the first network of finalmlp.
    second_gate : Sequence[str], default ''. Fields that set the gates of the second network of finalmlp.
    heads : int, default 1. Parts into which finalmlp cuts the outputs of both networks, each with a matrix of
        products of its own (1 to 4096).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "finalmlp"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, hidden: Sequence[str] | None = None, activation: str | None = None,
        dropout: float | None = None, batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        linear_part: bool | None = None, second_hidden: Sequence[str] | None = None, gates: bool | None = None,
        gate_hidden: Sequence[str] | None = None, first_gate: Sequence[str] | None = None,
        second_gate: Sequence[str] | None = None, heads: int | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FinalNet(Regressor):
    """Perceptrons whose layers multiply the halves of their outputs.

    Model finalnet: FinalNet. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_kind : str, default 'auto'. What is predicted (auto, regression, binary, ordinal).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default True. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    second_hidden : Sequence[str], default '64'. Widths of the hidden layers of the second network of finalmlp, and
        of the second block of finalnet.
    blocks : int, default 2. Blocks of finalnet, each of which gives a score (1 to 2).
    factorized : str, default 'sum'. How a layer of finalnet joins the halves a and b of its outputs (sum, concat).
    distill : bool, default True. Whether training also draws the score of each of the two blocks of finalnet
        towards their mean.
    field_gate : bool, default False. Whether gates stand before the first block of finalnet.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "finalnet"
    _fixed = {}

    def __init__(
        self, *,
        rank: int | None = None, target_kind: str | None = None, target_scale: str | None = None,
        target_transform: str | None = None, model_numeric: str | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, hidden: Sequence[str] | None = None, activation: str | None = None,
        dropout: float | None = None, batch_norm: bool | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        layer_norm: bool | None = None, dropout_at: str | None = None, embedding_dropout: float | None = None,
        linear_part: bool | None = None, second_hidden: Sequence[str] | None = None, blocks: int | None = None,
        factorized: str | None = None, distill: bool | None = None, field_gate: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FMClassifier(Classifier):
    """Factorization machine for two classes.

    Model fm: Factorization machine. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 32. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.0025. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.04. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fm"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, pairs_within_bags: bool | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        head: str | None = None, bias_start: str | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class DeepFMClassifier(Classifier):
    """DeepFM for two classes.

    Model deepfm: DeepFM. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 20. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default False. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'uniform'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '64, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.5. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'inputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 2048. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 3. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "deepfm"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, pairs_within_bags: bool | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        head: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class WideDeepClassifier(Classifier):
    """Wide & Deep for two classes.

    Model wide_deep: Wide & Deep. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 20. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    init : float, default 0.05. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'uniform'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '64, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.5. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'inputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 2048. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 3. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "wide_deep"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, init: float | None = None, initializer: str | None = None,
        head: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FFMClassifier(Classifier):
    """Field-aware factorization machine for two classes.

    Model ffm: Field-aware factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 4. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "ffm"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, pairs_within_bags: bool | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        bias_start: str | None = None, clip: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FwFMClassifier(Classifier):
    """Field-weighted machine for two classes.

    Model fwfm: Field-weighted factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    linear_form : str, default 'weights'. First order of fwfm and fmfm (weights, field, feature).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fwfm"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, clip: bool | None = None,
        linear_form: str | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FmFMClassifier(Classifier):
    """Field-matrixed machine for two classes.

    Model fmfm: Field-matrixed factorization machine. Options that are None have its defaults, and those of the
    solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    linear_form : str, default 'weights'. First order of fwfm and fmfm (weights, field, feature).
    pair_form : str, default 'matrix'. What fmfm puts between the vectors of a pair of fields (matrix, vector).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fmfm"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, clip: bool | None = None,
        linear_form: str | None = None, pair_form: str | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class IPNNClassifier(Classifier):
    """Inner-product network for two classes.

    Model ipnn: Inner-product network. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "ipnn"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, linear_part: bool | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class DCNv2Classifier(Classifier):
    """Deep & Cross network v2 for two classes.

    Model dcnv2: Deep & Cross v2. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    cross_layers : int, default 3. Cross layers of dcnv2 (1 to 64).
    cross_place : str, default 'parallel'. Where the perceptron of dcnv2 stands (parallel, stacked).
    cross_rank : int, default 0. Rank of the matrices of cross layers, as mixtures of cross_experts such matrices (0
        to 4096).
    cross_experts : int, default 4. Matrices of low rank that a cross layer mixes by learned weights (1 to 64).
    cross_gate : bool, default False. Whether each number of a cross layer is multiplied by a learned gate between 0
        and 1.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "dcnv2"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, linear_part: bool | None = None,
        cross_layers: int | None = None, cross_place: str | None = None, cross_rank: int | None = None,
        cross_experts: int | None = None, cross_gate: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FinalMLPClassifier(Classifier):
    """FinalMLP for two classes.

    Model finalmlp: FinalMLP. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default False. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    second_hidden : Sequence[str], default '64'. Widths of the hidden layers of the second network of finalmlp, and
        of the second block of finalnet.
    gates : bool, default True. Whether the networks of finalmlp see the vectors through gates between 0 and 2,
        which other vectors of some fields set.
    gate_hidden : Sequence[str], default '64'. Widths of the hidden layers of these gates.
    first_gate : Sequence[str], default ''. Fields that set the gates of the first network of finalmlp.
    second_gate : Sequence[str], default ''. Fields that set the gates of the second network of finalmlp.
    heads : int, default 1. Parts into which finalmlp cuts the outputs of both networks, each with a matrix of
        products of its own (1 to 4096).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "finalmlp"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, linear_part: bool | None = None,
        second_hidden: Sequence[str] | None = None, gates: bool | None = None,
        gate_hidden: Sequence[str] | None = None, first_gate: Sequence[str] | None = None,
        second_gate: Sequence[str] | None = None, heads: int | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FinalNetClassifier(Classifier):
    """FinalNet for two classes.

    Model finalnet: FinalNet. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 16. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'affine'. How a number x becomes a vector (linear, affine).
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.01. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    hidden : Sequence[str], default '128, 64'. Widths of the hidden layers of models with a perceptron, such as
        64,64.
    activation : str, default 'relu'. Activation of the hidden layers (relu, identity, tanh, sigmoid, gelu, selu,
        prelu, dice).
    dropout : float, default 0.2. Share of a layer's inputs that is left out at random in each training step (0 to
        0.95).
    batch_norm : bool, default True. Whether batch normalisation stands before the activation of each hidden layer.
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    layer_norm : bool, default False. Whether layer normalisation stands before the activation of each hidden layer.
    dropout_at : str, default 'outputs'. Where dropout stands (inputs, outputs).
    embedding_dropout : float, default 0.0. Share of the numbers of a row's vectors that training leaves out at
        random before a perceptron or cross network reads them (0 to 0.95).
    linear_part : bool, default False. Whether a weight per feature stands beside the networks of ipnn, dcnv2,
        finalmlp and finalnet, which have none in their papers. Defaults turn it on where rows held out ask for it,
        unless adapt is off.
    second_hidden : Sequence[str], default '64'. Widths of the hidden layers of the second network of finalmlp, and
        of the second block of finalnet.
    blocks : int, default 2. Blocks of finalnet, each of which gives a score (1 to 2).
    factorized : str, default 'sum'. How a layer of finalnet joins the halves a and b of its outputs (sum, concat).
    distill : bool, default True. Whether training also draws the score of each of the two blocks of finalnet
        towards their mean.
    field_gate : bool, default False. Whether gates stand before the first block of finalnet.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'adam'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 512. Rows per step (1 to 16777216).
    learning_rate : float, default 0.001. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'constant'. Learning rate in epoch e of n (constant, inverse, exponential, cosine,
        linear, plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.0. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'whole'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 2. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "finalnet"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, linear_only: Sequence[str] | None = None, init: float | None = None,
        initializer: str | None = None, bias_start: str | None = None, hidden: Sequence[str] | None = None,
        activation: str | None = None, dropout: float | None = None, batch_norm: bool | None = None,
        batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, clip: bool | None = None, layer_norm: bool | None = None,
        dropout_at: str | None = None, embedding_dropout: float | None = None, linear_part: bool | None = None,
        second_hidden: Sequence[str] | None = None, blocks: int | None = None, factorized: str | None = None,
        distill: bool | None = None, field_gate: bool | None = None, solver: str | None = None,
        optimizer: str | None = None, epochs: int | None = None, batch: int | None = None,
        learning_rate: float | None = None, linear_rate: float | None = None, schedule: str | None = None,
        decay: float | None = None, l2: float | None = None, l2_linear: float | None = None,
        l2_factors: float | None = None, l2_kernel: float | None = None, l2_count_power: float | None = None,
        l2_rate: float | None = None, adapt: bool | None = None, l2_scope: str | None = None,
        clip_norm: float | None = None, global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class LogisticClassifier(Classifier):
    """Logistic regression on features.

    Model logistic: Logistic regression. Options that are None have its defaults, and those of the solver that
    is named.

    Parameters
    ----------
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.04. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "logistic"
    _fixed = {"target_kind": "binary"}

    def __init__(
        self, *,
        target_scale: str | None = None, target_transform: str | None = None, model_numeric: str | None = None,
        clip: bool | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FMOrdinal(Ordinal):
    """Ordered probit for levels such as stars.

    Model fm: Factorization machine. Options that are None have its defaults.

    Parameters
    ----------
    rank : int, default 32. Length of the learned vectors (1 to 4096).
    target_scale : str, default 'standard'. How the objective sees targets that are numbers (standard, none).
    target_transform : str, default 'none'. What is fitted instead of the target t (none, log1p, rank).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.0025. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    bias_start : str, default 'mean'. Where the head's bias starts (mean, zero).
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    clip : bool, default True. Limit predicted numbers to the range of the target in the training rows.
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    calibrate : str, default 'none'. Calibrate the trained model on the validation rows (none, auto, platt,
        isotonic, conformal).
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fm"
    _fixed = {"solver": "mcmc", "target_kind": "ordinal"}

    def __init__(
        self, *,
        rank: int | None = None, target_scale: str | None = None, target_transform: str | None = None,
        model_numeric: str | None = None, pairs_within_bags: bool | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        head: str | None = None, bias_start: str | None = None, batch_norm_momentum: float | None = None,
        batch_norm_epsilon: float | None = None, batch_norm_corrected: bool | None = None, clip: bool | None = None,
        epochs: int | None = None, l2_kernel: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, block: int | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None, calibrate: str | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class FMRanker(Ranker):
    """Factorization machine that ranks items, trained on interactions.

    Model fm: Factorization machine. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 32. Length of the learned vectors (1 to 4096).
    model_numeric : str, default 'linear'. How a number x becomes a vector (linear, affine).
    pairs_within_bags : bool, default True. Whether values of the same multi-valued cell interact with each other,
        as in libFM.
    linear_only : Sequence[str], default ''. Fields that have weights but no vectors, so that they interact with
        nothing.
    init : float, default 0.0025. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    head : str, default 'auto'. How terms become one score (auto, sum, dense, norm_dense).
    batch_norm_momentum : float, default 0.99. How much of the moving averages of batch normalisation stays in each
        training step (0 to 0.999999).
    batch_norm_epsilon : float, default 0.001. What batch normalisation adds to a variance before it divides by its
        root (1e-12 to 1).
    batch_norm_corrected : bool, default True. Whether the moving averages of batch normalisation leave out what
        they start from, so that they are right after few steps.
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 25. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.0. Step size (0 to 1000).
    linear_rate : float, default 0.25. Learning rate of bias and linear weights, as a multiple of learning_rate (0
        to 1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.04. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.08. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.35. Scales a row's L2 by (its count / the mean count of its field)^-power (0
        to 2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'auto'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "fm"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        rank: int | None = None, model_numeric: str | None = None, pairs_within_bags: bool | None = None,
        linear_only: Sequence[str] | None = None, init: float | None = None, initializer: str | None = None,
        head: str | None = None, batch_norm_momentum: float | None = None, batch_norm_epsilon: float | None = None,
        batch_norm_corrected: bool | None = None, solver: str | None = None, optimizer: str | None = None,
        epochs: int | None = None, batch: int | None = None, learning_rate: float | None = None,
        linear_rate: float | None = None, schedule: str | None = None, decay: float | None = None,
        l2: float | None = None, l2_linear: float | None = None, l2_factors: float | None = None,
        l2_kernel: float | None = None, l2_count_power: float | None = None, l2_rate: float | None = None,
        adapt: bool | None = None, l2_scope: str | None = None, clip_norm: float | None = None,
        global_clip_norm: float | None = None, label_smoothing: float | None = None,
        keep_negatives: float | None = None, adam: str | None = None, beta1: float | None = None,
        beta2: float | None = None, epsilon: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class ALS(Ranker):
    """Implicit alternating least squares.

    Model ials: Matrix factorization of interactions without targets, by implicit alternating least squares.
    Options that are None have its defaults.

    Parameters
    ----------
    rank : int, default 64. Length of the learned vectors (1 to 4096).
    init : float, default 0.1. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    epochs : int, default 16. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 0.2. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_factors : float, default 0.0. Further L2 penalty on vectors only (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "ials"
    _fixed = {"implicit": True, "solver": "ials"}

    def __init__(
        self, *,
        rank: int | None = None, init: float | None = None, initializer: str | None = None,
        epochs: int | None = None, l2: float | None = None, l2_factors: float | None = None,
        adapt: bool | None = None, keep_negatives: float | None = None, block: int | None = None,
        unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


class BPR(Ranker):
    """Matrix factorization by Bayesian personalised ranking.

    Model bpr: Bayesian personalised ranking. Options that are None have its defaults, and those of the solver
    that is named.

    Parameters
    ----------
    rank : int, default 64. Length of the learned vectors (1 to 4096).
    init : float, default 0.1. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 30. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.2. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.003. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.003. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default False. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'bpr'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "bpr"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        rank: int | None = None, init: float | None = None, initializer: str | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class WARP(Ranker):
    """Matrix factorization by the WARP loss.

    Model warp: WARP. Options that are None have its defaults, and those of the solver that is named.

    Parameters
    ----------
    rank : int, default 64. Length of the learned vectors (1 to 4096).
    init : float, default 0.1. Size of the random numbers that vectors start from (0 to 10).
    initializer : str, default 'normal'. Distribution of the numbers that vectors start from (normal, uniform,
        he_normal, glorot_uniform).
    solver : str, default 'gradient'. How parameters are found (gradient, sgda, als, mcmc, ials, closed_form,
        fused).
    optimizer : str, default 'sgd'. How a gradient becomes a step (sgd, adagrad, adam).
    epochs : int, default 8. Largest number of passes over the training rows (1 to 1000000).
    batch : int, default 1. Rows per step (1 to 16777216).
    learning_rate : float, default 0.005. Step size (0 to 1000).
    linear_rate : float, default 1.0. Learning rate of bias and linear weights, as a multiple of learning_rate (0 to
        1000).
    schedule : str, default 'linear'. Learning rate in epoch e of n (constant, inverse, exponential, cosine, linear,
        plateau).
    decay : float, default 0.0. The decay of the inverse, exponential and plateau schedules (0 to 1000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    l2_linear : float, default 0.003. Further L2 penalty on linear weights only (0 to 1000000).
    l2_factors : float, default 0.003. Further L2 penalty on vectors only (0 to 1000000).
    l2_kernel : float, default 0.0. L2 penalty on the weights of dense layers, of the head's as well (0 to 1000000).
    l2_count_power : float, default 0.0. Scales a row's L2 by (its count / the mean count of its field)^-power (0 to
        2).
    l2_rate : float, default 3.0. Learning rate of the L2 coefficients of sgda, as a multiple of learning_rate (0 to
        1000000).
    adapt : bool, default False. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    l2_scope : str, default 'touched'. Which rows of a table a step penalises (touched, whole).
    clip_norm : float, default 0.0. Largest norm of each tensor's gradient (0 to 1000000000).
    global_clip_norm : float, default 0.0. Largest norm of the gradient of all tensors together (0 to 1000000000).
    label_smoothing : float, default 0.0. For targets of 0 and 1 (0 to 0.9).
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    adam : str, default 'auto'. Whether adam advances the moments of all rows at each step (exact) or of the rows in
        the batch (lazy) (auto, exact, lazy).
    beta1 : float, default 0.9. Decay of adam's mean of gradients (0 to 0.999999).
    beta2 : float, default 0.999. Decay of adam's mean of squared gradients (0 to 0.99999999).
    epsilon : float, default 1e-07. Added to the root by which adagrad and adam divide, so that it is never 0 (1e-30
        to 1).
    block : int, default 0. How many coordinates of a vector als, mcmc and ials solve for at a time, given the
        others (0 to 65536).
    unobserved_weight : float, default 0.0. Weight with which ials pulls the score of every pair of a user and an
        item to 0, an interaction weighing 1 (0 to 1000000).
    l2_frequency_power : float, default 1.0. By what power of (weight of its pairs / that of a mean user) ials
        multiplies the L2 of a vector (0 to 2).
    cg_steps : int, default 0. Steps of conjugate gradients by which ials improves a vector, 3 being usual (0 to
        1000).
    loss : str, default 'warp'. What training on interactions without a target minimises, beside negatives that are
        drawn for each of them (auto, bpr, warp, warp-kos, sampled-softmax, logistic).
    negatives : int, default 0. Items that are drawn for each interaction, among those that its user has none with
        (0 to 32767).
    negative_sampling : str, default 'uniform'. How negatives are drawn (uniform, popularity, hard).
    negative_power : float, default 0.75. The power of the popularity by which negatives are drawn (0 to 10).
    burn_in : int, default 5. Draws of mcmc at the start that are dropped, because they depend on where the chain
        began (0 to 1000000).
    draws : int, default 200. Number of draws of mcmc that the model keeps, evenly spaced after burn_in (1 to
        100000).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    hogwild : bool, default False. Let threads race.
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    warm_start : bool, default False. Whether fit goes on from the parameters of the model so far, for as many
        epochs again.
    """

    _model_name = "warp"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        rank: int | None = None, init: float | None = None, initializer: str | None = None,
        solver: str | None = None, optimizer: str | None = None, epochs: int | None = None,
        batch: int | None = None, learning_rate: float | None = None, linear_rate: float | None = None,
        schedule: str | None = None, decay: float | None = None, l2: float | None = None,
        l2_linear: float | None = None, l2_factors: float | None = None, l2_kernel: float | None = None,
        l2_count_power: float | None = None, l2_rate: float | None = None, adapt: bool | None = None,
        l2_scope: str | None = None, clip_norm: float | None = None, global_clip_norm: float | None = None,
        label_smoothing: float | None = None, keep_negatives: float | None = None, adam: str | None = None,
        beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None,
        block: int | None = None, unobserved_weight: float | None = None, l2_frequency_power: float | None = None,
        cg_steps: int | None = None, loss: str | None = None, negatives: int | None = None,
        negative_sampling: str | None = None, negative_power: float | None = None, burn_in: int | None = None,
        draws: int | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, hogwild: bool | None = None,
        user: str | None = None, item: str | None = None, target: str | None = None, weight: str | None = None,
        time: str | None = None, group: str | None = None, fields: Sequence[str] | None = None,
        multi: Sequence[str] | None = None, numeric: Sequence[str] | None = None,
        categorical: Sequence[str] | None = None, cross: Sequence[str] | None = None,
        session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None, warm_start: bool | None = None,
    ) -> None:
        self._keep(locals())


class EASE(Ranker):
    """A linear model of items by items, in closed form.

    Model ease: Interactions alone. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    neighbors : int, default 0. How many other items item_knn, rp3beta, gf_cf and ease keep for every item, those
        that say most of it (0 to 1000000).
    epochs : int, default 1. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 1000.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "ease"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        neighbors: int | None = None, epochs: int | None = None, l2: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


class ItemKNN(Ranker):
    """The items most like those of a user's history.

    Model item_knn: Interactions alone. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    neighbors : int, default 200. How many other items item_knn, rp3beta, gf_cf and ease keep for every item, those
        that say most of it (0 to 1000000).
    shrinkage : float, default 10.0. What item_knn adds to the lengths by which it divides a cosine (0 to 1000000).
    interaction_weighting : str, default 'tfidf'. What item_knn takes for an interaction when it compares items
        (none, tfidf, bm25).
    epochs : int, default 1. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "item_knn"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        neighbors: int | None = None, shrinkage: float | None = None, interaction_weighting: str | None = None,
        epochs: int | None = None, l2: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


class GFCF(Ranker):
    """A user's history smoothed over the graph of items.

    Model gf_cf: Interactions alone. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    rank : int, default 256. Length of the learned vectors (1 to 4096).
    neighbors : int, default 500. How many other items item_knn, rp3beta, gf_cf and ease keep for every item, those
        that say most of it (0 to 1000000).
    low_pass : float, default 0.3. The weight of the leading rank singular vectors of the interactions in gf_cf,
        beside the walks of two steps (0 to 1000).
    epochs : int, default 1. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "gf_cf"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        rank: int | None = None, neighbors: int | None = None, low_pass: float | None = None,
        epochs: int | None = None, l2: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


class RP3Beta(Ranker):
    """Where random walks from the items of a user's history come to.

    Model rp3beta: Interactions alone. Options that are None have its defaults, and those of the solver that is
    named.

    Parameters
    ----------
    neighbors : int, default 500. How many other items item_knn, rp3beta, gf_cf and ease keep for every item, those
        that say most of it (0 to 1000000).
    walk_alpha : float, default 0.6. The alpha of rp3beta (0 to 10).
    walk_beta : float, default 0.25. The beta of rp3beta (0 to 10).
    epochs : int, default 1. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "rp3beta"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        neighbors: int | None = None, walk_alpha: float | None = None, walk_beta: float | None = None,
        epochs: int | None = None, l2: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


class Popularity(Ranker):
    """The items with most interactions.

    Model popularity: Interactions alone. Options that are None have its defaults, and those of the solver that
    is named.

    Parameters
    ----------
    epochs : int, default 1. Largest number of passes over the training rows (1 to 1000000).
    l2 : float, default 0.0. L2 penalty c*sum(w^2) on linear weights and vectors alike, added to l2_linear and
        l2_factors (0 to 1000000).
    adapt : bool, default True. Choose the L2 of weights (by field) and of vectors, and the epochs of perceptrons,
        on training rows that are held out and afterwards trained on.
    keep_negatives : float, default 1.0. For targets of 0 and 1 (1e-06 to 1).
    chains : int, default 1. Number of chains of mcmc, seeded from seed upwards, whose agreement shows whether they
        are long enough (1 to 100).
    patience : int, default 0. Stop when the monitored value has not improved for that many epochs in a row (0 to
        1000000).
    monitor : str, default 'auto'. The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train
        loss'.
    restore_best : bool, default True. Keep the parameters of the best epoch rather than of the last one.
    random_state : int, default 1. Seed of all random numbers (0 to 9.00719925474099e+15).
    ensemble : int, default 1. Train so many models, seeded from seed upwards, and predict their mean (1 to 1000).
    threads : int, default 0. Threads to use (0 to 4096).
    memory_limit : str, default ''. Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes).
    user : str, default ''. Column of user ids, by name or by number from 1.
    item : str, default ''. Column of item ids, by name or by number from 1.
    target : str, default ''. Column of the value to predict, by name or by number from 1.
    weight : str, default ''. Column of row weights, by name or number.
    time : str, default ''. Column of time, by name or number, for splits by time.
    group : str, default ''. Column that names the group of a row, by name or number.
    fields : Sequence[str], default ''. Columns that the model reads, in order.
    multi : Sequence[str], default ''. Columns whose cells hold several values, as name or name:separator ('|'
        unless given), such as 'genres:, ' or 'tags:::' for ::.
    numeric : Sequence[str], default ''. Columns to read as numbers even if they look like categories.
    categorical : Sequence[str], default ''. Columns to read as categories even if they look like numbers.
    cross : Sequence[str], default ''. Columns made by crossing others, as a*b.
    session : Sequence[str], default ''. Adds sessions of users, one field for each gap in seconds.
    top : Sequence[str], default ''. Keeps only the N most frequent values of a column, given as name:N.
    min_count : Sequence[str], default ''. Categories with fewer training rows than N become one, which unseen ones
        join.
    hash_buckets : Sequence[str], default ''. Hashes the categories of columns without bound into N buckets, so that
        the model stores no ids and knows new ones by their bucket.
    hash_seed : int, default 0. Seed of the buckets.
    history : Sequence[str], default ''. Adds what an entity has training rows with, given as user:item.
    counts : Sequence[str], default ''. Adds the number n of training rows of a user or item.
    powers : Sequence[str], default ''. Adds powers of numbers.
    derive : Sequence[str], default ''. Columns made from others, as NAME:VALUE.
    pooling : str, default 'mean'. How the values of one multi-valued cell become one vector.
    numeric_scale : str, default 'auto'. How numbers are scaled, with statistics of the training rows (auto,
        standard, minmax, robust, quantile, log, none, raw).
    normalize_rows : bool, default False. Divide the values of each row of libsvm, libfm and libffm text by their
        Euclidean norm, as libffm and xLearn do.
    vocabulary : str, default 'train'. Which categories models know (train, all).
    threshold : str, default ''. With implicit.
    confidence : str, default 'none'. With implicit (none, linear, log).
    alpha : float, default 1.0. Factor of counts in confidence (0 to 1000000).
    repeats : str, default 'merge'. With implicit (merge, keep).
    valid : float, default 0.0. Share of the training rows that watches training (0 to 0.999).
    """

    _model_name = "popularity"
    _fixed = {"implicit": True}

    def __init__(
        self, *,
        epochs: int | None = None, l2: float | None = None, adapt: bool | None = None,
        keep_negatives: float | None = None, chains: int | None = None, patience: int | None = None,
        monitor: str | None = None, restore_best: bool | None = None,
        random_state: int | np.random.RandomState | None = None, ensemble: int | None = None,
        threads: int | None = None, memory_limit: str | None = None, user: str | None = None,
        item: str | None = None, target: str | None = None, weight: str | None = None, time: str | None = None,
        group: str | None = None, fields: Sequence[str] | None = None, multi: Sequence[str] | None = None,
        numeric: Sequence[str] | None = None, categorical: Sequence[str] | None = None,
        cross: Sequence[str] | None = None, session: Sequence[str] | None = None, top: Sequence[str] | None = None,
        min_count: Sequence[str] | None = None, hash_buckets: Sequence[str] | None = None,
        hash_seed: int | None = None, history: Sequence[str] | None = None, counts: Sequence[str] | None = None,
        powers: Sequence[str] | None = None, derive: Sequence[str] | None = None, pooling: str | None = None,
        numeric_scale: str | None = None, normalize_rows: bool | None = None, vocabulary: str | None = None,
        threshold: str | None = None, confidence: str | None = None, alpha: float | None = None,
        repeats: str | None = None, valid: float | None = None,
    ) -> None:
        self._keep(locals())


__all__ = [
    "FM",
    "Linear",
    "MF",
    "BiasedMF",
    "NMF",
    "NeuralMF",
    "KerasFM",
    "DeepFM",
    "WideDeep",
    "FFM",
    "FwFM",
    "FmFM",
    "IPNN",
    "DCNv2",
    "FinalMLP",
    "FinalNet",
    "FMClassifier",
    "DeepFMClassifier",
    "WideDeepClassifier",
    "FFMClassifier",
    "FwFMClassifier",
    "FmFMClassifier",
    "IPNNClassifier",
    "DCNv2Classifier",
    "FinalMLPClassifier",
    "FinalNetClassifier",
    "LogisticClassifier",
    "FMOrdinal",
    "FMRanker",
    "ALS",
    "BPR",
    "WARP",
    "EASE",
    "ItemKNN",
    "GFCF",
    "RP3Beta",
    "Popularity",
]

# The class that `load` makes of a model file.
BY_MODEL: dict[str, type[Estimator]] = {
    "fm": FM,
    "linear": Linear,
    "mf": MF,
    "biased_mf": BiasedMF,
    "nmf": NMF,
    "concat_mf": NeuralMF,
    "keras_fm": KerasFM,
    "deepfm": DeepFM,
    "wide_deep": WideDeep,
    "ffm": FFM,
    "fwfm": FwFM,
    "fmfm": FmFM,
    "ipnn": IPNN,
    "dcnv2": DCNv2,
    "finalmlp": FinalMLP,
    "finalnet": FinalNet,
    "logistic": LogisticClassifier,
    "ials": ALS,
    "bpr": BPR,
    "warp": WARP,
    "ease": EASE,
    "item_knn": ItemKNN,
    "gf_cf": GFCF,
    "rp3beta": RP3Beta,
    "popularity": Popularity,
}
