"""The demo office: invented people and cases, the same each time relative to its anchor day."""
