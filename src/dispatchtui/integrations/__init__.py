"""Hands to the outside: what other systems say comes in here, what we decided goes out.

Never: a decision of the domain, a socket inside a parser, a write past the public API.
Why: the outside changes its mind about formats; the floor must not hear of it.
"""
