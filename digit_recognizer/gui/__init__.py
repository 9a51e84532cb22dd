"""The window. ``editor``, ``session``, ``worker``, ``settings``, ``actions`` and ``palette`` import no
Tk; the other modules are widgets, which never compute.
"""
