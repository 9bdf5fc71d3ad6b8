# The console: apps, sign-outs, settings.
