"""Owns the front door: exit codes, one line for what went wrong, and Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress

EXIT_DONE = 0
EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code.

    0 done, 1 our error (one line on stderr), 2 wrong usage, 3 some of many failed, 130
    interrupted. With ``CALLCOACH_DEBUG`` set, an error shows its traceback.
    """
    _hold_closed_streams()
    try:
        from callcoach.cli.app import run

        code = run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        _drop_output()  # its reader has gone
        return EXIT_DONE
    except OSError as error:
        from callcoach.errors import CallcoachError

        if isinstance(error, CallcoachError):
            return _report(error)
        _drop_output()
        _say(f"the system refused: {error.strerror or error}")
        return EXIT_ERROR
    except Exception as error:
        if os.environ.get("CALLCOACH_DEBUG"):
            raise
        return _interrupted() if _comes_of_ctrl_c(error) else _report(error)


def entry() -> None:
    """The console script."""
    # Its threads and ours would fight over the cores: a tenth of the time, for small products.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGTERM, _stopped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack a letter
    code = main()
    if code == EXIT_INTERRUPTED:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """Ends the process without waiting for threads, which Ctrl-C may have left without an end."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def _stopped(_number: int, _frame: object) -> None:
    """Asked to end, we clear up as after Ctrl-C."""
    raise KeyboardInterrupt


def _drop_output() -> None:
    """Lets what still waits to be written go, or Python would complain once more at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hold_closed_streams() -> None:
    """Puts nothing in the place of closed streams, or a result's file could get their number."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one


def _comes_of_ctrl_c(error: BaseException | None) -> bool:
    """Compiled packages make ImportErrors of it while they are loaded, some twice over."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _interrupted() -> int:
    _say("interrupted; nothing was left half-written")
    return EXIT_INTERRUPTED


def _report(error: Exception) -> int:
    from callcoach.errors import CallcoachError

    if isinstance(error, CallcoachError):
        _say(str(error))
    else:
        _say(
            f"unexpected {type(error).__name__}: {error}. This is our mistake; "
            "set CALLCOACH_DEBUG=1 and run again for the details to report"
        )
    return EXIT_ERROR


def _say(text: str) -> None:
    if sys.stderr is None:
        return
    print(f"callcoach: {' '.join(text.split())}", file=sys.stderr, flush=True)
