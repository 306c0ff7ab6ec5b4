"""What a JupyterHub starts, by the name that Hubs have in their settings: `python -P -m workbook.hub`."""

from workbook.notebook.hub import main

if __name__ == "__main__":
    main()
