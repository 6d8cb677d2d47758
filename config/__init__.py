"""The content of Crosspillar as data; the package exists so that it is found once installed."""
