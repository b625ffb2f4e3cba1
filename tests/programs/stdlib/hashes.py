# hashlib and hmac: digests, updates, copies, errors.
