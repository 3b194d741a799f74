"""What photographs tell beside their pictures."""
