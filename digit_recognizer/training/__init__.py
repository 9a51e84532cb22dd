"""Training: Keras networks, augmentation, fit, export. Imported only by the commands that train.

Nothing here is imported by the window, by reading or by evaluation: TensorFlow costs seconds of
import and hundreds of megabytes. Use the modules directly; this package imports nothing itself.
"""
