"""The benchmark table: what the library reaches, beside what this machine could reach."""
