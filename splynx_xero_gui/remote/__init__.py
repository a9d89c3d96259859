"""The engine in a process of its own, and how the window's process asks it (docs/adr/016).

`client` is imported by the window's process, `server` runs in the engine's. Both know what can be asked by looking at
the protocols of `wizard.services`: a method added there needs no code here. Importing this package imports no adapter.
"""
