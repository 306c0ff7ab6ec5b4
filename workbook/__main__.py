"""`python -m workbook` is the command `workbook`."""

import gc
import sys


def main() -> None:
    """Run the command. It is imported here: processes that grade import this module too, under another name."""
    try:
        from workbook.cli import main as command

        command()
    except KeyboardInterrupt:  # while it is imported
        sys.exit(130)
    finally:
        gc.freeze()  # a process that ends looks through all that it has imported, else


if __name__ == "__main__":
    main()
