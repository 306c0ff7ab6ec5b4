"""`python -m workbook` is the command `workbook`."""

import gc


def main() -> None:
    """Run the command. It is imported here: processes that grade import this module too, under another name."""
    from workbook.cli import main as command

    try:
        command()
    finally:
        gc.freeze()  # a process that ends looks through all that it has imported, else


if __name__ == "__main__":
    main()
