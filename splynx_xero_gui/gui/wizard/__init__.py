"""The set-up in the window: thin pages over `wizard.flow`, one frame around them."""
