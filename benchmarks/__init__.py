"""Ratios against the peers."""
