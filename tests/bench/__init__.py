"""What is measured and printed, with its targets: `make bench`."""
