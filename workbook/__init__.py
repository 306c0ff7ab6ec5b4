"""The ELT Workbook: real local servers, SQL cells, and exercises that are checked by what an answer does."""


def load_ipython_extension(shell) -> None:
    """Make `%load_ext workbook` work; the magic is loaded only then, so that the command starts quickly."""
    from workbook import magic

    magic.load(shell)


def unload_ipython_extension(shell) -> None:
    from workbook import magic

    magic.unload(shell)
