# The console: people, their passes and methods, many at once.
