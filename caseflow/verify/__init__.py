"""Whether everything still is what it was when it was written: `manage.py verify`.

Rooms say what there is to check in their `verification` modules; nothing here knows a room.
"""
