"""Files of routing problems: text in, an instance out, and its plan written back as others read it.

Never: a file, a clock, a search; a field that is dropped without a word; text of a file in a sentence uncleaned.
Why: whoever plans with other tools can bring their files and compare, and a broken file is told with its place.
"""
