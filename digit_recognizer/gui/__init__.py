"""The window. ``editor``, ``session``, ``worker``, ``settings`` and ``actions`` never mention Tk; the
other modules are widgets, which never compute.
"""
