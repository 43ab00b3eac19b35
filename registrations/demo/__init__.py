"""The demonstration content: what a newcomer sees at the first start (`manage.py load_demo`).

`shapes` says what an item is made of, `directory` holds the lists items refer to by name,
`archive` the real case of 2024 and 2025, `coming` what lies ahead of the day of loading,
`loading` writes it all. In the language of the museums it is for, like any content.
"""
