"""What every store promises, held against each of them: in memory, a folder, Radicale and Xandikos.

`calendars` has one calendar on each, with a second client and with a phone; `objects` what is put there.
"""
