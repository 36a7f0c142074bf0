"""Files in: Excel and CSV become typed rows; what cannot be read keeps its row number, its value and the reason.

Every row of the file is either good, bad or blank; none is dropped. The bad ones go back to the sender as a file with
a reason beside each row.
"""
