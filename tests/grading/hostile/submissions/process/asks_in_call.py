"""Waits for an answer from the keyboard in the call.

Outcome: graded
Earns: 4
Says: stopped with
"""


def total(source):
    return int(input("How many? "))
