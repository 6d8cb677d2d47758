"""The local chat: a web page where anybody can try the product without an account anywhere."""
