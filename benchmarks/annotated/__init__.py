"""Readings of writing with marks about it: circles, boxes, underlines, strikes."""
