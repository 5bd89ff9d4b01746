"""What comes from files of other offices: read, checked row by row, put into our shapes."""
