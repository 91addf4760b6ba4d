"""The pages of the notices: the list, composing one, reading what was issued."""
