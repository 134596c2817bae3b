"""``python -m civicai`` is the same door as the ``civicai`` command."""

from civicai.cli import main

if __name__ == "__main__":
    main()
