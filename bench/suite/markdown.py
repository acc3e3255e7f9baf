"""Tables as Markdown."""


def table(headings, rows):
    """Lines of a table; cells are text."""
    line = lambda cells: f"| {' | '.join(cells)} |".replace("|  |", "| |")
    return [line(headings), "|" + "---|" * len(headings), *(line(row) for row in rows)]


def replace_section(page, section):
    """Puts a section into the page, in the place of the one with the same heading or at the end; the rest stays as it is."""
    old, head = page.read_text(), section.splitlines()[0]
    before, found, rest = old.partition(head + "\n")
    if not found:
        before, rest = old.rstrip("\n") + "\n\n", ""
    following = rest.find("\n## ")
    page.write_text((before + section + (rest[following:] if following >= 0 else "")).rstrip("\n") + "\n")
