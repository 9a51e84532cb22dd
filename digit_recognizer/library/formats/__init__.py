"""The formats in which drawings leave the library and come in, one module each.

Purpose: an entry as InkML, a JSON line, a picture, a row of a table or of an array, and back.
Contract: what comes in is untrusted: it has limits, and each way of being wrong has its sentence.
Not here: which files there are (``importing``, ``exporting``), the store.
"""
