"""Links read back from both sides by their natural keys: taking over books, or after damage (R1, R2, R32)."""
