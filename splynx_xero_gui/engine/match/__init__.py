"""What both sides hold already, found without guessing: customers, documents, payments (design.md §1; R4, R6, R7)."""
