# anext() with a default.
