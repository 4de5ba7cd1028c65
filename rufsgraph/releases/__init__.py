"""The door between the halves: what a release is on disk, and how one is written, verified and switched to."""
