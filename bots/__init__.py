"""Adapters: one room per place people talk in, and the program that runs them."""
