"""Data on disk: one module per format, each the only importer of its library."""
