"""What the member's pages show beside status and paid days: ribbon, episodes, a month's days."""
