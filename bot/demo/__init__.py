"""The demonstration: the product on a virtual clock, with a visitor among invented colleagues."""
