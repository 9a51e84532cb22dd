"""Reading rows on composed paper: ten kinds, by writers that no network has learnt from."""
