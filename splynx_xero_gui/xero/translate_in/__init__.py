"""Reading Xero's JSON: tolerant of every odd form the fact sheet names, never of a wrong amount."""
