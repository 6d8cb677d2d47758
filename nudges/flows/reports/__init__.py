"""Less to write and to do: the reports register, the stop-doing list, the product's own audit (S3)."""
