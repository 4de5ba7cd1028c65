"""The door between the halves: what a release is on disk, how it is written, verified, switched to."""
