"""What both adapters need of HTTP beneath their own words: answers that are whole in time, or not taken."""
