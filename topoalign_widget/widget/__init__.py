"""An Alignment -> a notebook."""
