"""Speed of a large library, beside a folder of JSON files."""
