r"""A town's file becomes a typed DataFrame, or an error that says what to correct and where.

A :class:`Schema` says what the table must hold. :func:`read_table` reads CSV (any usual
separator and encoding), spreadsheets and Parquet in the shapes that towns and vendors give
them, and refuses what it would have to guess. Everything repaired or set aside is told by
:func:`read_table_with_findings`; everything wrong is raised at once in one
:class:`~civicai.errors.TableError`.

Examples
--------
>>> import io
>>> from civicai.tables import Column, Schema, read_table
>>> schema = Schema("meals", (
...     Column("date", "date", aliases=("jour",)),
...     Column("served", "integer", low=0, aliases=("repas servis",)),
... ), key=("date",))
>>> file = io.BytesIO("Jour;Repas servis\n03/09/2018;1 204\n04/09/2018;NC\n".encode("cp1252"))
>>> read_table(file, schema)["served"].to_dict()
{2: 1204.0, 3: nan}
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
