"""What the engine needs from the outside, as protocols. Adapters implement them; `bootstrap` wires them."""
