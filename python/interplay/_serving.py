"""A model behind HTTP, for as long as it is wanted; `interplay serve` is the way to do it for good."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from . import _core


class Server:
    """A running server; `url` is where it is, `stop` ends it. As a context, it ends with the block."""

    def __init__(self, model: Any, host: str, port: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "model.safetensors"
        model.save(str(path))
        self._server = _core.Server(str(path), str(model.name), host, int(port))
        self._server.start()
        self.url = f"http://{host}:{self._server.port}"

    def stop(self) -> None:
        """Ends the server once it has answered what it has received."""
        self._server.stop()
        self._folder.cleanup()

    def wait(self) -> None:
        """Serves until Ctrl-C."""
        try:
            while True:
                time.sleep(0.2)
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<interplay.Server at {self.url}>"
