"""The program: loops, wiring, daemon and command line.  Start reading in `loops.py`."""
