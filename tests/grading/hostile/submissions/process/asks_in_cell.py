"""Waits for an answer from the keyboard in the answer cell.

Outcome: graded
Earns: 6
"""

from tools import total

number = input("How many? ")
