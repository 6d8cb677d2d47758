"""Alembic migrations; packaged with the wheel so that ``crosspillar db upgrade`` finds them."""
