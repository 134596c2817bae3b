"""Feeds of car parks -> the occupancy table: one file a feed, and the national base."""
