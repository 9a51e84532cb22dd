"""From how an expression is written to what it means.

Purpose: a parser by recursive descent over rows, for the arithmetic of :mod:`~.notation`.
Contract: :func:`parse` returns a statement or raises :class:`~.faults.Fault`; it looks at every item a
bounded number of times and refuses what is longer or nested deeper than the limits.

How it reads what could be read in two ways (a note in the statement says so where it matters):

- ``-2^{2}`` is -4; ``2(7+8)``, ``(1)(2)``, ``2√{3}``, ``2^{1}3^{2}`` are products. ``×``, ``÷``, ``/``
  and products without a sign go from left to right: ``6÷2(1+2)`` is 9.
- A whole number directly before a bar with plain numbers above and below, the upper one smaller, is a
  mixed number: ``2(1)/(2)`` is two and a half.
- ``10%`` is 10/100, also behind + and -.
- Two operators stand side by side only as ``+-``, ``×-``, ``÷-``, ``×±``, ``÷±``; a + may begin an
  expression.
- A comma between digits is a decimal comma, except in a list. A side is a list where it holds a comma
  that cannot be a decimal one, and where each side is one pair of brackets with a comma and no result is
  asked for: ``(0,5)`` is a point, ``2×(0,5)`` and ``(0,5)=`` are one half.

Not here: arithmetic.
"""

from itertools import pairwise

from digit_recognizer.expression.faults import Impossible, Unfinished
from digit_recognizer.expression.notation import (
    MAX_DEPTH,
    MAX_ITEMS,
    TYPED_RELATIONS,
    Item,
    Over,
    Radical,
    Raised,
    Row,
    Sign,
)
from digit_recognizer.expression.numerals import NUMERIC, is_begun_number, number, quoted
from digit_recognizer.expression.tree import (
    Both,
    Listed,
    Negated,
    Node,
    Number,
    Percent,
    Power,
    Product,
    Root,
    Statement,
    Sum,
)
from digit_recognizer.symbol_table import DIGIT_SIGNS, SYMBOLS, of_kind

RELATION_SIGNS = of_kind("relation") | TYPED_RELATIONS
_BRACKET_CLOSING = {row.closes: row.text for row in SYMBOLS if row.closes}
_FACTOR = {"×": "×", "·": "×", "÷": "÷", "/": "÷"}


def parse(row: Row, *, thousands: bool = False) -> Statement:
    """Return what ``row`` means; raises Unfinished or Impossible, whose text says what is the matter.

    ``thousands``: take ``19,683`` as 19683, where it otherwise is 19.683. An empty row is unfinished.
    """
    reader = _Reader(thousands=thousands)
    line = _Line(row, reader, depth=0)
    sides, relations = line.sides()
    asked = len(sides) > 1 and sides[-1][0] == sides[-1][1]
    if asked:
        if relations[-1] != "=":
            raise Unfinished(f"something is missing after {relations[-1]}")
        sides, relations = sides[:-1], relations[:-1]
    for place, (start, end) in enumerate(sides):
        if start == end:
            if place:
                raise Impossible("two signs of comparison stand side by side")
            raise Unfinished("something is missing before the =" if len(sides) > 1 or asked else "")
    are_points = all(line.is_bracketed_list(start, end) for start, end in sides)
    may_be_points = are_points and (bool(relations) or not asked)
    return Statement(
        tuple(line.side(start, end, may_be_point=may_be_points) for start, end in sides),
        tuple(relations),
        asked,
        reader.comma,
        reader.decimals,
        tuple(dict.fromkeys(reader.notes)),
    )


class _Reader:
    """What holds for a whole statement: limits, and what was noticed on the way."""

    def __init__(self, *, thousands: bool) -> None:
        self.thousands = thousands
        self.items_left = MAX_ITEMS
        self.comma = False
        self.decimals = False
        self.notes: list[str] = []

    def take(self, row: Row, depth: int) -> None:
        self.items_left -= len(row.items)
        if self.items_left < 0:
            raise Impossible("this is too long to be calculated")
        self.check_depth(depth)

    def check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Impossible("this is nested too deep to be calculated")

    def number(self, text: str) -> Number:
        found = number(text, thousands=self.thousands)
        self.comma |= found.places > 0 and text[-found.places - 1] == ","
        self.decimals |= found.places > 0
        return found


class _Line:
    """One row being read; ``place`` is the item that comes next."""

    def __init__(self, row: Row, reader: _Reader, depth: int) -> None:
        reader.take(row, depth)
        self.items = row.items
        self.signs = [item.text if isinstance(item, Sign) else "" for item in row.items]
        self.reader = reader
        self.depth = depth
        self.place = 0
        self.end = len(self.items)
        self.list_commas = False
        self.level, self.partner = self._brackets()

    def _brackets(self) -> tuple[list[int], dict[int, int]]:
        """Return how many brackets are open at each item, and where each opening one closes."""
        level: list[int] = []
        partner: dict[int, int] = {}
        waiting: list[int] = []
        for place, sign in enumerate(self.signs):
            if sign in _BRACKET_CLOSING:
                level.append(len(waiting))
                waiting.append(place)
                self.reader.check_depth(self.depth + len(waiting))
                continue
            if sign in {")", "]"}:
                if not waiting:
                    raise Impossible(f"{sign} closes a bracket that was never opened")
                opened = waiting.pop()
                if _BRACKET_CLOSING[self.signs[opened]] != sign:
                    raise Impossible(f"{self.signs[opened]} is closed by {sign}")
                partner[opened] = place
            level.append(len(waiting))
        if waiting:
            raise Unfinished(f"a {_BRACKET_CLOSING[self.signs[waiting[-1]]]} is missing")
        return level, partner

    def sides(self) -> tuple[list[tuple[int, int]], list[str]]:
        """Return where the sides of the top row begin and end, and the relations between them."""
        found: list[tuple[int, int]] = []
        relations: list[str] = []
        start = 0
        for place, sign in enumerate(self.signs):
            if sign in RELATION_SIGNS and self.level[place] == 0:
                found.append((start, place))
                relations.append(sign)
                start = place + 1
        return [*found, (start, len(self.items))], relations

    def is_bracketed_list(self, start: int, end: int) -> bool:
        """Whether all between ``start`` and ``end`` is one pair of brackets with a comma inside."""
        return self.partner.get(start) == end - 1 and bool(self._commas(start + 1, end - 1, 1))

    def _commas(self, first: int, last: int, level: int) -> list[int]:
        return [
            place
            for place in range(first, last)
            if self.signs[place] == "," and self.level[place] == level
        ]

    def side(self, start: int, end: int, *, may_be_point: bool) -> Node | Listed:
        """Return what stands between ``start`` and ``end``: an expression or a list of them.

        ``may_be_point``: commas that could be decimal ones separate items all the same.
        """
        inside = self.partner.get(start) == end - 1
        first, last, level = (start + 1, end - 1, 1) if inside else (start, end, 0)
        commas = self._commas(first, last, level)
        if commas and (may_be_point or not self._are_decimal(first, last, commas)):
            brackets = self.signs[start] + self.signs[end - 1] if inside else ""
            return self._listed(first, last, commas, brackets)
        return self._between(start, end)

    def _are_decimal(self, first: int, last: int, commas: list[int]) -> bool:
        """Whether every one of ``commas`` between ``first`` and ``last`` can belong to a number."""
        read = first
        for comma in commas:
            if comma < read:  # in a number that has been looked at
                continue
            start, read = comma, comma + 1
            while start > first and self._is_numeric(start - 1):
                start -= 1
            while read < last and self._is_numeric(read):
                read += 1
            text = "".join(self.signs[start:read])
            begins_inside = start == comma and start > first
            ends_inside = text.endswith(",") and read < last
            if begins_inside or ends_inside or not is_begun_number(text):
                return False
        return True

    def _is_numeric(self, place: int) -> bool:
        return self.signs[place] in NUMERIC

    def _listed(self, start: int, end: int, commas: list[int], brackets: str) -> Listed:
        self.list_commas = True
        bounds = [start - 1, *commas, end]
        items = []
        for before, after in pairwise(bounds):
            if before + 1 == after:
                raise Unfinished("something is missing beside a comma")
            items.append(self._between(before + 1, after))
        self.list_commas = False
        return Listed(tuple(items), brackets)

    def _between(self, start: int, end: int) -> Node:
        """Return the expression that takes up all items from ``start`` to ``end``."""
        outer = self.place, self.end
        self.place, self.end = start, end
        node = self._sum()
        if self.place < end:
            raise self._misplaced()
        self.place, self.end = outer
        return node

    def _misplaced(self) -> Impossible:
        sign = self.signs[self.place]
        if sign == ",":
            return Impossible("a list cannot be calculated with")
        if sign in RELATION_SIGNS:
            return Impossible(f"{sign} cannot stand inside brackets, powers, roots or fractions")
        if sign in {"^", "{", "}"}:
            return Impossible(f"{sign} has no partner")
        return Impossible(f"{quoted(sign)} is not a sign of arithmetic")

    def _sum(self) -> Node:
        first = self._product("+-±")
        rest: list[tuple[str, Node]] = []
        while self._sign() in {"+", "-", "±"}:
            sign = self._next()
            term = self._product("-" if sign == "+" else "")
            if isinstance(term, Percent):
                self.reader.notes.append("% is read as hundredths: 10% is 0.1")
            rest.append((sign, term))
        return Sum(first, tuple(rest)) if rest else first

    def _product(self, prefixes: str) -> Node:
        first = self._factor(prefixes)
        rest: list[tuple[str, Node]] = []
        divided = False
        while self.place < self.end:
            sign = self._sign()
            if sign in _FACTOR:
                self.place += 1
                operation = _FACTOR[sign]
                divided = operation == "÷"
                rest.append((operation, self._factor("-±")))
            elif self._begins_operand():
                self._check_implied_product()
                if divided:
                    self.reader.notes.append("products and divisions are read from left to right")
                rest.append(("×", self._factor("")))
            else:
                break
        return Product(first, tuple(rest)) if rest else first

    def _check_implied_product(self) -> None:
        """Raise Impossible where the next item follows an operand and is no factor of it."""
        sign, before = self._sign(), self.signs[self.place - 1]
        if sign == ",":
            raise Impossible("a list cannot be calculated with")
        if sign in {".", " "} or before == "%" or (sign in DIGIT_SIGNS and before in NUMERIC):
            raise Impossible("a sign is missing between two numbers")

    def _factor(self, prefixes: str) -> Node:
        """Return an operand with a sign before it, one of ``prefixes``, and what follows it."""
        prefix = ""
        if self.place < self.end and self._sign() in set(prefixes):
            prefix = self._next()
        node = self._postfix()
        if prefix == "-":
            return Negated(node)
        return Both(node) if prefix == "±" else node

    def _postfix(self) -> Node:
        node = self._operand()
        raised = hundredths = False
        while self.place < self.end:
            item = self.items[self.place]
            if isinstance(item, Raised):
                if raised:
                    raise Impossible("two powers stand side by side")
                self.place += 1
                node, raised = Power(node, self._within(item.exponent, "in the power")), True
            elif self._sign() == "%":
                if hundredths:
                    raise Impossible("% and % cannot stand side by side")
                self.place += 1
                node, hundredths = Percent(node), True
            else:
                break
        return node

    def _operand(self) -> Node:
        if self.place >= self.end or not self._begins_operand():
            raise self._missing()
        item = self.items[self.place]
        match item:
            case Over():
                self.place += 1
                return self._quotient(item)
            case Radical(radicand):
                self.place += 1
                return Root(self._within(radicand, "under the root"))
            case _:
                return self._signed_operand()

    def _signed_operand(self) -> Node:
        """Return the operand that begins with a sign: a number, brackets, or a root's sign."""
        sign = self.signs[self.place]
        if sign == "√":
            self.place += 1
            self.depth += 1
            self.reader.check_depth(self.depth)
            node = Root(self._operand())
            self.depth -= 1
            return node
        if sign in _BRACKET_CLOSING:
            return self._bracketed()
        start = self.place
        while self.place < self.end and self._is_numeric(self.place):
            if self.list_commas and self.signs[self.place] == ",":
                break
            self.place += 1
        found = self.reader.number("".join(self.signs[start : self.place]))
        part = self._fraction_of_mixed(found)
        return Sum(found, (("+", part),)) if part else found

    def _bracketed(self) -> Node:
        opened = self.place
        closed = self.partner[opened]
        self.depth += 1
        if closed == opened + 1:
            raise Unfinished("nothing stands in the brackets")
        outer, self.list_commas = self.list_commas, False
        node = self._between(opened + 1, closed)
        self.list_commas = outer
        self.depth -= 1
        self.place = closed + 1
        return node

    def _fraction_of_mixed(self, whole: Number) -> Node | None:
        """Return the fraction that makes ``whole`` a mixed number, if the next item is one."""
        if self.place >= self.end or not whole.text.isdecimal():
            return None
        item = self.items[self.place]
        after = self.items[self.place + 1] if self.place + 1 < self.end else None
        if not isinstance(item, Over) or isinstance(after, Raised):
            return None
        parts = [_digits(item.numerator), _digits(item.denominator)]
        if not all(parts) or not 0 < int(parts[0]) < int(parts[1]):
            return None
        self.place += 1
        self.reader.notes.append(
            f"{whole.text}(%s)/(%s) is read as {whole.text} and %s/%s" % (*parts, *parts)
        )
        return self._quotient(item)

    def _quotient(self, bar: Over) -> Node:
        above = self._within(bar.numerator, "above the fraction bar")
        return Product(above, (("÷", self._within(bar.denominator, "below the fraction bar")),))

    def _within(self, row: Row, where: str) -> Node:
        if not row.items:
            raise Unfinished(f"nothing stands {where}")
        line = _Line(row, self.reader, self.depth + 1)
        return line._between(0, len(row.items))

    def _begins_operand(self) -> bool:
        item: Item = self.items[self.place]
        if isinstance(item, Sign):
            return self._is_numeric(self.place) or item.text in {"(", "[", "√"}
        return not isinstance(item, Raised)

    def _missing(self) -> Unfinished | Impossible:
        """Return what to say where an operand should stand and does not."""
        before = self.signs[self.place - 1] if self.place else ""
        if self.place >= self.end:
            return Unfinished(f"something is missing after {before}" if before else "")
        found = self.items[self.place]
        if isinstance(found, Raised):
            return Unfinished("something is missing before the power")
        if found.text in {"+", "-", "±", "%", *_FACTOR} if isinstance(found, Sign) else False:
            if before in {"+", "-", "±", "√", *_FACTOR}:
                return Impossible(f"{before} and {self._sign()} cannot stand side by side")
            return Unfinished(f"something is missing before {self._sign()}")
        return self._misplaced()

    def _sign(self) -> str:
        """Return the sign at hand; empty at the end and where something else stands."""
        return self.signs[self.place] if self.place < self.end else ""

    def _next(self) -> str:
        self.place += 1
        return self.signs[self.place - 1]


def _digits(row: Row) -> str:
    """Return ``row`` if it is nothing but digits, else an empty text."""
    signs = [item.text for item in row.items if isinstance(item, Sign) and item.text in DIGIT_SIGNS]
    return "".join(signs) if len(signs) == len(row.items) else ""
