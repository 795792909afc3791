"""How databases of earlier versions become today's; run by Alembic, a file in ``versions`` each."""
