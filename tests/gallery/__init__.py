"""Everything the product can show, free of any platform, for whoever checks how a platform draws it."""
