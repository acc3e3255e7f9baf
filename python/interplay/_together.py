"""Training by the tasks of an engine: each brings its part of the rows, and all of them come to one model.

The engine places the tasks and carries one line between them, the address at which the first one listens. Rows go from task to task, and
each has all of them: in the order of the frame, so that the model is that of one process.
"""

from __future__ import annotations

import copy
import io
import socket
from typing import Any

from . import _core
from ._errors import DataError, OptionError

ORDER = "__interplay_order"  # a column of numbers that ascend with the rows of the frame
_PATIENCE = 60.0  # seconds to wait for the other tasks


def check(estimator: Any, workers: Any, names: Any) -> int:
    """The number of workers, once all is checked that can be before a job starts."""
    from ._estimator import Estimator

    if not isinstance(estimator, Estimator):
        raise TypeError(f"estimator is a {type(estimator).__name__}, expected one of interplay, such as ip.FM()")
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise OptionError(f"workers is {workers!r}, expected a whole number of at least 1")
    if ORDER in names:
        raise DataError(f"the frame has a column {ORDER!r}, which is needed for the order of its rows; rename it")
    return workers


def check_slots(workers: int, slots: int, of: str) -> None:
    """Refuses more tasks than can run at once: they would wait for each other for ever."""
    if workers > slots:
        raise OptionError(f"workers is {workers}, and {of} can run {slots} at once; ask for fewer, or start more")


def free_address() -> str:
    """An address of this machine that nobody listens at, as other machines reach it."""
    host = socket.gethostname()
    try:
        host = socket.gethostbyname(host)
    except OSError:
        host = "127.0.0.1"
    with socket.socket() as free:
        free.bind((host, 0))
        return f"{host}:{free.getsockname()[1]}"


def train_part(estimator: Any, part: list[Any], process: int, processes: int, address: str, threads: int) -> Any:
    """Trains on a part of the rows (tables of PyArrow, perhaps none) together with the other tasks; the fitted estimator."""
    import pyarrow as pa

    together = _core.Processes(process, processes, address, _PATIENCE)
    try:
        buffer = io.BytesIO()
        filled = [table for table in part if len(table) > 0]
        if filled:
            own = pa.concat_tables(filled, promote_options="permissive")
            with pa.ipc.new_stream(buffer, own.schema) as stream:
                stream.write_table(own)
        parts = [pa.ipc.open_stream(one).read_all() for one in together.allgather(buffer.getvalue()) if one]
        if not parts:
            raise DataError("the frame has no rows, expected at least one")
        rows = pa.concat_tables(parts, promote_options="permissive").sort_by(ORDER).drop_columns([ORDER])
        fitted = copy.deepcopy(estimator)
        fitted.threads = threads
        fitted._processes = together
        fitted.fit(rows)
        together.leave()
    except BaseException as error:
        together.fail(f"{error}")
        raise
    fitted._processes = None
    fitted.threads = estimator.threads
    return fitted
