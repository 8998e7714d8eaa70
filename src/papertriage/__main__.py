"""``python -m papertriage`` is the command ``papertriage``."""

from papertriage.cli import main

if __name__ == "__main__":
    main()
