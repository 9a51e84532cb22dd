"""A picture under the ink."""
