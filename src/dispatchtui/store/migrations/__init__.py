"""The history of the schema, as Alembic revisions that ship with the package.

Never: the models of tables.py, which change; each revision says for itself what it does.
Why: a database of any released version must be upgraded exactly as it was on that day.
"""
