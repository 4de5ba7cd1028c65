"""The rules by which plain web servers answer from the files of a copy as the app does."""
