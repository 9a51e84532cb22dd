"""The contrast of two colours (WCAG 2.2)."""

from digit_recognizer.charts.colours import rgb


def luminance(colour: str) -> float:
    """Return the relative luminance of sRGB (WCAG 2.2)."""
    parts = [level / 255 for level in rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)
