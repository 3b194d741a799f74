"""A newer version of Sanad: found, tried, installed, gone back from."""
