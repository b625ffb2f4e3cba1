# Uncaught while importing a module.
import modules.fails

print("never")
