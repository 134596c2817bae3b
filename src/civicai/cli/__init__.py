"""The command line: ``civicai``, or ``python -m civicai``.

It knows use cases only through :func:`civicai.usecase.find_usecases`. Exit codes:

====  ==================================================================
0     done
1     the data has problems, all of them told
2     the command line is wrong
3     a fault of civicai, which says how to report it
130   stopped from the keyboard
====  ==================================================================
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence

import click

from civicai.cli import language, screen
from civicai.cli.commands import door
from civicai.cli.request import Request
from civicai.errors import CivicaiError, InputError
from civicai.i18n import _

DONE, BAD_DATA, BAD_COMMAND, OUR_FAULT, STOPPED = 0, 1, 2, 3, 130


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code.

    Parameters
    ----------
    args : sequence of str, optional
        The words after ``civicai``; those of the process by default.
    """
    words = list(sys.argv[1:] if args is None else args)
    language.speak(language.asked(words, os.environ))
    request = Request.read(words)
    screen.make_safe(as_json=request.as_json)
    with warnings.catch_warnings():
        # What a reader must know stands in the result; a library's own warnings would hide it.
        if not request.debug and not sys.warnoptions:
            warnings.simplefilter("ignore")
        sys.exit(_run(words, request))


def _run(words: list[str], request: Request) -> int:
    group = door()
    try:
        # Not group.main(): it would turn a broken pipe into the code of bad data.
        with group.make_context("civicai", words, obj=request) as context:
            group.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.ClickException as error:
        error.show()
        return BAD_COMMAND
    except InputError as error:
        screen.show_errors(error.problems, request)
        # Options, plug-ins, and the carbon meter's arguments: what was typed, not the data.
        typed = all(problem.code[:1] in "OPE" for problem in error.problems)
        return BAD_COMMAND if typed else BAD_DATA
    except CivicaiError as error:
        click.echo(_("Error: {message}").format(message=error), err=True)
        return BAD_DATA
    except KeyboardInterrupt:
        click.echo(_("Stopped."), err=True)
        return STOPPED
    except BrokenPipeError:
        # The reader of our output left, as `head` does. Python must not notice it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # whatever it is, the user must not be left with a traceback
        screen.show_fault(error, debug=request.debug)
        return OUR_FAULT
    return DONE
