"""Names and places the generated customers are made of."""

from __future__ import annotations

from typing import Final

FIRST_NAMES: Final = (
    "Thandi", "Sipho", "Lerato", "Johan", "Anika", "Pieter", "Zanele", "Kagiso", "Naledi", "Marius", "Fatima", "Yusuf",
    "Priya", "Ravi", "Chloë", "Liam", "Emma", "Thabo", "Nomsa", "Werner", "Elsabé", "Bongani", "Ayanda", "Grace",
    "Daniel", "Mia", "Ruan", "Palesa", "Vusi", "Karen", "Tebogo", "Ilse", "Musa", "Hannah", "Jacques", "Sibusiso",
    "Leah", "Andile", "Carmen", "Oliver",
)  # fmt: skip
LAST_NAMES: Final = (
    "van der Merwe", "Nkosi", "Dlamini", "Botha", "Naidoo", "Pillay", "Smith", "Jacobs", "Mokoena", "Khumalo", "Nel",
    "Fourie", "Govender", "Williams", "Mahlangu", "Sithole", "Coetzee", "Abrahams", "O'Brien", "Müller", "Ndlovu",
    "Venter", "Adams", "Mthembu", "Steyn", "Zulu", "Patel", "Davids", "du Plessis", "Radebe", "Swart", "Maseko",
    "Petersen", "Motaung", "Erasmus", "Chetty", "Hendricks", "Molefe", "Barnard", "Louw", "Mokgadi", "Peters",
    "Roux", "Tshabalala", "Vermeulen", "Isaacs", "Mabuza", "Olivier", "Cele", "Brown",
)  # fmt: skip
COMPANY_WORDS: Final = (
    "Baobab", "Table Bay", "Umhlanga", "Protea", "Kalahari", "Blue Crane", "Karoo", "Drakensberg", "Marula",
    "Springbok", "Lion's Head", "Sardine Run", "Amber", "Cederberg", "Highveld", "Whale Coast", "Fynbos", "Limpopo",
    "Aloe", "Zebra",
)  # fmt: skip
COMPANY_TRADES: Final = (
    "Attorneys", "Guest House", "Motors", "Dental Practice", "Logistics", "Winery", "Architects", "Hardware", "Bakery",
    "Medical Centre", "Printing", "Security", "Primary School", "Fitness", "Nursery & Garden", "Accounting",
)  # fmt: skip
COMPANY_FORMS: Final = ("(Pty) Ltd", "CC", "Inc.", "Trust", "NPC")
STREETS: Final = (
    "Main Road", "Church Street", "Long Street", "Voortrekker Road", "Nelson Mandela Avenue", "Beach Road",
    "Jan Smuts Avenue", "Victoria Street", "Oak Lane", "Kloof Street", "Station Road", "School Street",
)  # fmt: skip
PLACES: Final = (("Cape Town", "8001"), ("Stellenbosch", "7600"), ("Durban", "4001"))
"""City and postal code per location of the South African market."""
