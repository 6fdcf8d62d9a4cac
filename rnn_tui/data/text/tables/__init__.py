"""Tables: the rows of files, and the columns that hold the text and the label.

reading.py       finds out the kind of a table, and reads it
table.py         the one interface of all kinds
text_file.py     the characters of tables that are text
delimited.py     CSV and the like, by dialects.py (guesses) and scan.py (the whole file)
json_table.py, labelled_lines.py, arrow.py, spreadsheet.py: the other kinds
headings.py      the first row: a heading or not
columns.py       the choice of columns, by column_names.py or by content
class_tables.py  tables of which each is a class
"""
