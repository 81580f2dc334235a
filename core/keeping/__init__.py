"""The record kept safe on its server: its place, copies of it, putting one back, what is wrong with any."""
