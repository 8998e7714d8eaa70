"""Writes a file that appears whole, by rename, or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from papertriage.errors import CannotCreateError, CannotWriteError
from papertriage.text.clean import safe


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside a file, which it replaces at the end of the block.

    The mode of an old file is kept, and a symbolic link keeps pointing where it points. If the
    block raises, the old file stays. A process that is killed leaves `.NAME.12 hex digits.tmp`.

    Raises:
        CannotCreateError: the temporary file cannot be created.
        CannotWriteError: a write failed; the old file is still there.
    """
    name, target = safe(str(path)), path.resolve()
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        stream = os.fdopen(os.open(temporary, flags, 0o666), "wb")
    except OSError as error:
        raise CannotCreateError(f"{name}: cannot be created ({error.strerror})") from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BrokenPipeError:  # of a stream that the block writes to as well
        raise
    except OSError as error:
        if error.filename and str(error.filename) not in {str(temporary), str(target)}:
            raise  # it is not about this file
        raise CannotWriteError(f"{name}: cannot be written ({error.strerror})") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
