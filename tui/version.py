"""The version. A constant: reading it from the package's metadata costs more than ``--version`` may."""

VERSION = "0.1.0"
