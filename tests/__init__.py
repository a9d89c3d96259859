"""The product's tests; each reads as a sentence about the product."""
