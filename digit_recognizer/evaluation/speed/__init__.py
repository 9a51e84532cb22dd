"""Speed and memory, measured beside the plain way: TensorFlow and ``model.predict``.

One module measures one thing; ``benchmark`` runs them all, ``figures`` says what is aimed at.
"""
