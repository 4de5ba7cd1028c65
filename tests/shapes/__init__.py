"""Shapes and set rules: a valid and an invalid example for each shape, a planted fault for each rule."""
