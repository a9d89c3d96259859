"""`python -m splynx_xero_gui.cli` is `splynx-xero`."""

from splynx_xero_gui.cli.main import main

if __name__ == "__main__":
    main()
