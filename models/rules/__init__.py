"""Elections and regions as data (TOML), with the source of each date and number; their typed loader."""
