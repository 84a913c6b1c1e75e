"""What shifts are made with: none of these is a shift."""
