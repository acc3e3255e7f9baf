"""Tables as Markdown."""


def table(headings, rows):
    """Lines of a table; cells are text."""
    line = lambda cells: f"| {' | '.join(cells)} |".replace("|  |", "| |")
    return [line(headings), "|" + "---|" * len(headings), *(line(row) for row in rows)]
