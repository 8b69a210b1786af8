"""Pure building blocks every capability stands on.

Standard library only: no framework, no database, no environment, no clock. What day it is
comes in as an argument, and so do the bank holidays.
"""
