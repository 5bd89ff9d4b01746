"""What is true: rules, readiness, storage. Knows no terminal and holds no sentence meant for people."""
