"""Moving on: everything public, readable without this program."""
