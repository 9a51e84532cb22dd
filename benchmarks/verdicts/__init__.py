"""Which verdicts people see while they write equations."""
