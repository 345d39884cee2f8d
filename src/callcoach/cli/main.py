"""Owns the front door: exit codes, one line for what went wrong, and Ctrl-C."""

from __future__ import annotations

import os
import sys

EXIT_DONE = 0
EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code.

    0 done, 1 our error (one line on stderr), 2 wrong usage, 130 interrupted. With
    ``CALLCOACH_DEBUG`` set, an error shows its traceback.
    """
    try:
        from callcoach.cli.app import run

        code = run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _say("interrupted; nothing was left half-written")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except OSError as error:
        from callcoach.errors import CallcoachError

        if isinstance(error, CallcoachError):
            return _report(error)
        _say(f"the system refused: {error.strerror or error}")
        return EXIT_ERROR
    except Exception as error:
        if os.environ.get("CALLCOACH_DEBUG"):
            raise
        return _report(error)


def entry() -> None:
    """The console script."""
    sys.exit(main())


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
    print(f"callcoach: {' '.join(text.split())}", file=sys.stderr, flush=True)
