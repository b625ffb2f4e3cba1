# SystemExit without a value is success.
print("out")
exit_error = SystemExit()
print(exit_error.code, SystemExit(5).code, SystemExit("a", "b").code)
raise exit_error
