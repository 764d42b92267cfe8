"""What the mutation run says of a survivor, and how the page that explains it is read."""

from tests.surviving_mutants import EXPLAINED, essence, explained

SHOWN = """\
# app.sla.remedies.pool.x_price__mutmut_4: survived
--- app/sla/remedies/pool.py
+++ app/sla/remedies/pool.py
@@ -1,3 +1,3 @@
 def price(amount: int) -> int:
     if amount < 0:
-        return 0
+        return 1
"""
BLOCK = ["app/sla/remedies/pool.py", "- return 0", "+ return 1"]


def test_a_survivor_is_known_by_its_file_and_the_lines_that_change() -> None:
    """Not by its number, which another change of the same function would shift."""
    assert essence(SHOWN) == BLOCK


def test_the_page_explains_what_stands_in_its_blocks() -> None:
    block = "\n".join(BLOCK)
    assert explained(f"Words.\n\n```diff\n{block}\n```\n\nWhy.\n```text\nx\n```\n") == {block}


def test_every_explained_survivor_changes_a_line_of_a_file_that_is_mutated() -> None:
    for block in explained(EXPLAINED.read_text(encoding="utf-8")):
        file, *changed = block.splitlines()
        assert file == "app/sla/judge.py" or file.startswith("app/sla/remedies/"), block
        assert {line[0] for line in changed} <= {"-", "+"}, block
        assert changed, block
