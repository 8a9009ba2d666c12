"""Letters by which a spreadsheet names its columns."""


def column_letters(column: int) -> str:
    """Letters of a column from its index, the first 0.

    Examples
    --------
    >>> column_letters(0), column_letters(26), column_letters(16383)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters
