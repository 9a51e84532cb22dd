"""The gallery and the analysis."""
