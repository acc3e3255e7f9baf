"""Training on data sets of Ray, by several of its tasks at once.

    import interplay as ip
    m = ip.ray.train(ray.data.read_parquet("ratings/"), ip.FM(rank=16), workers=4)

The model is that of `fit` in one process on the same rows in the same order. Ray is installed by ``pip install 'interplay[ray]'``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _partitions, _together
from ._errors import OptionError

_BUSY = 60.0  # seconds to wait for CPUs that other work has


def train(dataset: Any, estimator: Any, workers: int) -> Any:
    """A fitted copy of an estimator: the same model as its `fit` gives on the rows in one process.

    Parameters
    ----------
    dataset : ``ray.data.Dataset`` with the target among its columns, found as `fit` finds it.
    estimator : such as ``ip.FM(solver="mcmc", rank=32)``.
    workers : tasks that train together, of one CPU each. Each of them has all rows in memory.
    """
    ray = _partitions.need("ray", "interplay.ray")
    _partitions.need("ray.data", "interplay.ray")
    if not isinstance(dataset, ray.data.Dataset):
        raise TypeError(
            f"dataset is a {type(dataset).__module__}.{type(dataset).__name__}, expected a ray.data.Dataset; "
            "ray.data.from_pandas makes one"
        )
    count = _together.check(estimator, workers, dataset.columns())
    blocks = dataset.to_arrow_refs()
    _together.check_slots(count, int(ray.cluster_resources().get("CPU", 0)), "Ray")
    group = ray.util.placement_group([{"CPU": 1}] * count)
    try:
        if not group.wait(_BUSY):
            raise OptionError(
                f"workers is {count}, and other work has kept Ray's CPUs for {_BUSY:g} s; ask for fewer, or wait for its end"
            )
        strategy = ray.util.scheduling_strategies.PlacementGroupSchedulingStrategy

        def placed(function: Any, process: int) -> Any:
            return ray.remote(function).options(
                num_cpus=1, max_retries=0, scheduling_strategy=strategy(group, placement_group_bundle_index=process)
            )

        address = ray.get(placed(_together.free_address, 0).remote())
        tasks = [
            placed(_train_rows, process).remote(estimator, process, count, address, *blocks[process::count])
            for process in range(count)
        ]
        return ray.get(tasks)[0]
    finally:
        ray.util.remove_placement_group(group)


def _train_rows(estimator: Any, process: int, workers: int, address: str, *blocks: Any) -> Any:
    """Trains on blocks number process, process + workers, ... of the data set."""
    import pyarrow as pa

    tables = []
    for i, block in enumerate(blocks):
        first = (process + i * workers) << 33  # blocks in order, and rows in a block
        tables.append(block.append_column(_together.ORDER, pa.array(np.arange(first, first + len(block)))))
    fitted = _together.train_part(estimator, tables, process, workers, address, 1)
    return fitted if process == 0 else None
