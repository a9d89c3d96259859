"""Both services as loopback HTTP servers with books in them: for the demo, the tests and the drill.

Stands alone: imports nothing of the product, so that it can contradict it.
"""
