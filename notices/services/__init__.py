"""Acts on written notifications: issuing them, and correcting those that became wrong."""
