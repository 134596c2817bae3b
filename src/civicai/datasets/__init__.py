"""Data to try, test and compare on: embedded, fetched or simulated.

- ``load_*`` reads a small set that ships with civicai;
- ``fetch_*`` gets real open data from a pinned address and checks its hash;
- ``make_*`` simulates, from a seed, a town whose truth is known.

``registry.json`` states for each set its files, hashes, licence, columns and known flaws.

>>> from civicai.datasets import list_datasets
>>> "canteen_example" in list_datasets()["name"].tolist()
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
