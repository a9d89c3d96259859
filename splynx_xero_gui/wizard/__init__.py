"""The set-up flow without Qt: what each page needs, what is complete, what comes next.

`services` says what both faces, window and console, ask of the product.
"""
