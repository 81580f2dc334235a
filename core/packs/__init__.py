"""Packs: pages about one pupil, made for a meeting, that leave the record on paper."""
