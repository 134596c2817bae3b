"""The contract of a use case: what the command line, the reports and the plug-ins see.

A use case is one :class:`UseCase` object, found through the entry-point group
``civicai.usecases``; the built-in ones come through the same door as a plug-in's.
"""

from civicai.plugins import GROUP
from civicai.usecase.contract import Progress, UseCase
from civicai.usecase.discovery import Plugin, find_plugins, find_usecases
from civicai.usecase.inputs import Format, Input
from civicai.usecase.option import Option
from civicai.usecase.result import RESULT_SCHEMA, Result

__all__ = [
    "GROUP",
    "RESULT_SCHEMA",
    "Format",
    "Input",
    "Option",
    "Plugin",
    "Progress",
    "Result",
    "UseCase",
    "find_plugins",
    "find_usecases",
]
