"""The figures that devlog is to reach, measured as counts and ratios within one run."""
