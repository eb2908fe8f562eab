"""For authors: checking, exploring, drawing and replaying a story."""
