"""Small programs that Siaga is measured against: what the stack itself costs."""
