"""Rows of a log of which some fields are something else: from a seed, since rows drawn one by one take minutes."""

from __future__ import annotations

import random
from typing import Any

from contract.given import CONTRACTS, ROWS

SIGNS = '@＠.．%40 +-()/0123456789aZ_:T,\n"\\\x00\x1f\x7fé返'
TEXTS = [
    *("mio@desk.example", "mio%40desk.example", "x mio＠desk．example", "react@18.2.0", "a@b", "@", "%40"),
    *("+819012345678", "090-1234-5678", "03 1234 5678", "(555) 123-4567", "0001-2345-6789", "01-02-2026"),
    *("550e8400-0123-4567-8901-426614174000", " x", "x ", "x\n", "", " ", "null", "true", "200", "{}", "ok"),
    *("x" * length for length in (63, 64, 65, 100, 101, 128, 129)),
    *("返" * length for length in (64, 65, 100, 101)),
    *("👩🏽‍💻" * length for length in (16, 25, 26)),
]
NUMBERS = [0, -1, 1, 99, 100, 599, 600, 200.0, 200.5, -0.0, 1e2, 1e18, 1e19, 1e300, 5e-324]
NUMBERS += [2**53, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**30]
TIME_PARTS = (
    ["2026", "2024", "2100", "1990", "1989", "0000", "0001", "9999", "26", "20260"],
    ["-01", "-02", "-04", "-12", "-00", "-13", "-3", "/03"],
    ["-01", "-28", "-29", "-30", "-31", "-00", "-32", "-7"],
    ["T", "T", " ", "t", "  ", ""],
    ["00", "23", "24", "9"],
    [":00", ":59", ":60"],
    [":00", ":59", ":60", ":5", ""],
    ["", "", ".1", ".123456789", ".1234567890", ".", ",5"],
    ["", "Z", "z", "+09:00", "-14:59", "+15:00", "+0900", " UTC", "Z\n"],
)
KEYS = [
    "a",
    "status",
    "text",
    "texts",
    "message_body",
    "body_length",
    "Name",
    "e_mail",
    "context",
    "x" * 40,
    "x" * 41,
]


def damaged_rows(table: str, count: int, seed: int) -> list[dict[str, Any]]:
    """Return rows of which each has up to three fields changed, taken away or added; a third is as it should be."""
    chance = random.Random(seed)
    (id_,) = CONTRACTS[table].key
    types = {column.name: column.type for column in CONTRACTS[table].columns}
    rows = []
    for number in range(count):
        row = {**ROWS[table], id_: f"{id_}-{number}"}
        for name in chance.sample(sorted(row), chance.choice((0, 0, 1, 1, 2, 3))):
            if chance.random() < 0.1:
                del row[name]
            elif chance.random() < 0.25:
                row[name] = _any_value(chance)
            elif name == "properties":
                row[name] = _properties(chance)
            else:
                row[name] = {"STRING": _text, "TIMESTAMP": _time, "INT64": _number}[types[name]](chance)
        if chance.random() < 0.05:
            row[chance.choice([*KEYS, "loaded_at", "received_at", _text(chance)])] = _any_value(chance)
        rows.append(row)
    return rows


def _text(chance: random.Random) -> str:
    kind, size = chance.randrange(3), chance.randrange(20)
    if kind == 0:
        return chance.choice(TEXTS)
    if kind == 1:
        return "".join(chance.choice(SIGNS) for _ in range(size))
    # any sign but the halves of pairs, which are no text
    codes = (
        chance.choice((chance.randrange(0xD800), chance.randrange(0xE000, 0x110000))) for _ in range(size)
    )
    return "".join(map(chr, codes))


def _time(chance: random.Random) -> str:
    # mostly of usual parts, or none would be right
    return "".join(chance.choice(part[: chance.choice((1, 2, len(part)))]) for part in TIME_PARTS)


def _number(chance: random.Random) -> float:
    return chance.choice((chance.choice(NUMBERS), chance.randrange(-10, 700), chance.uniform(-1e3, 1e3)))


def _properties(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    keys = [
        chance.choice(KEYS) if chance.random() < 0.8 else _text(chance) for _ in range(chance.randrange(4))
    ]
    return {key: _any_value(chance, depth + 1) for key in keys}


def _any_value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(9 if depth < 4 else 7)
    if kind < 3:
        return _text(chance)
    if kind < 7:
        return (_time(chance), _number(chance), chance.random() < 0.5, None)[kind - 3]
    if kind == 7:
        return [_any_value(chance, depth + 1) for _ in range(chance.randrange(3))]
    return _properties(chance, depth)
