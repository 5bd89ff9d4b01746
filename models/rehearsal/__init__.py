"""The rehearsal: fictitious people, a history of dated events, and colleagues who go on working.

``story`` reads the events as data, ``plan`` turns them into writes, ``build`` makes a database of them, ``live``
lets several sessions share one, ``colleague`` is another person at work in a process of their own. Nothing is
imported here: joining a rehearsal that runs needs no SQLAlchemy.
"""
