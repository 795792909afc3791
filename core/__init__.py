"""What is said, what is done about it, what is shown; knows no chat platform."""
