"""What the benchmarks share: peers in environments of their own, and the files they are given."""
