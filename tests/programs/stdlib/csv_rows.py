# csv: reading, writing, dialects and their errors.
