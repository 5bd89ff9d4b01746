"""One process that has imported everything, and forks for each log-in: twenty people start in the time of one.

``siaga serve`` is the parent (``parent``). An ordinary ``siaga`` (``client``) asks it first, hands it the terminal's
descriptors, and waits; the child (``session``) lives on that terminal as an ordinary start would. Where they meet, and
whether they are the same program, both know from ``meeting``. Whatever is not as it should be means: start ordinarily.

The terminal stays the controlling terminal of the client's session, and nobody can have it twice: the kernel sends
its signals (Ctrl+C, a new size, a dropped line) to the client, which passes them on by a pidfd. The child, to which
the terminal is a mere descriptor, reads, writes and sets it without being asked for its process group.
"""
