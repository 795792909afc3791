"""The skills: named ways of using the backend, one data file each."""
