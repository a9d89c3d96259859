"""D12, the tie-out certificate: its words, its pages, its spreadsheet, its window."""
