"""What a Hopper GPU computes, recorded. See README.md."""
