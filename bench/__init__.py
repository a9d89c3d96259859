"""How fast and how large the product is; `python -m bench.sync` and `python bench/ledger.py` (see README.md)."""
