"""Files of other systems, read by a mapping and turned into commands.

A file is read twice: first every row becomes a command or a reason, then the commands are
submitted in batches with identities derived from their content, so that a second run, or the
rest of an interrupted one, doubles nothing.
Never: a guess (day before month, a zone, a delimiter, a sheet); a socket; a row lost in silence.
Why: what a person can mend must be named by line, column and value; what cannot be mended by
the row's owner must stop the file before anything is recorded.
"""
