"""Licence expressions of SPDX ("MIT OR Apache-2.0"): read strictly, written in one way, and whether they are open.

The identifiers are those `license-expression` brings; it reads many mistyped expressions as something else, or fails in
ways of its own, so the grammar (SPDX 2.3, annex D, without LicenseRef) is read here.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from license_expression import get_spdx_licensing

LONGEST = 500
DEEPEST = 20

_TOKEN = re.compile(r"\s*([A-Za-z0-9.+-]+|[()])")

# Approved by the Open Source Initiative; then the open licences of Creative Commons and Open Data Commons.
_OPEN = """
    0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later APL-1.0 APSL-1.0 APSL-1.1
    APSL-1.2 APSL-2.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0
    BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0 CAL-1.0
    CAL-1.0-Combined-Work-Exception CATOSL-1.1 CDDL-1.0 CECILL-2.1 CERN-OHL-P-2.0 CERN-OHL-S-2.0 CERN-OHL-W-2.0
    CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0 EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1
    EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU IPA
    IPL-1.0 ISC Intel Jam LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only
    LGPL-3.0-or-later LPL-1.0 LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1 MIT MIT-0
    MIT-Modern-Variant MPL-1.0 MPL-1.1 MPL-2.0 MS-PL MS-RL MirOS Motosoto MulanPSL-2.0 Multics NASA-1.3 NCSA
    NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1 OFL-1.1-RFN OFL-1.1-no-RFN OGTSL OLDAP-2.8 OLFL-1.3
    OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL Python-2.0 QPL-1.0 RPL-1.1 RPL-1.5
    RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0 UPL-1.0 Unicode-3.0 Unicode-DFS-2016 Unlicense
    VSL-1.0 W3C Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1 Zlib CC0-1.0 CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0
    CC-BY-SA-1.0 CC-BY-SA-2.0 CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-4.0 ODC-By-1.0 ODbL-1.0 PDDL-1.0
"""
OPEN = frozenset(_OPEN.split())


@dataclass(frozen=True, slots=True)
class Read:
    """An expression: as it is written, and the identifiers that keep it from being open (none where it is)."""

    text: str
    closed: tuple[str, ...]
    is_choice: bool = False


@functools.cache
def _symbols() -> Mapping[str, Any]:
    return {key: one for key, one in get_spdx_licensing().known_symbols.items() if not key.startswith("LicenseRef-")}


@functools.cache
def identifiers() -> Mapping[str, str]:
    """Each licence in small letters, by its identifier or an earlier one of it → its identifier."""
    found: dict[str, str] = {}
    for key, symbol in _symbols().items():
        if not symbol.is_exception:
            earlier = [one for one in symbol.aliases if not one.startswith("LicenseRef-")]
            found |= {name.lower(): key for name in (*earlier, key)}
    return found


@functools.cache
def exceptions() -> Mapping[str, str]:
    """Each exception in small letters → its identifier."""
    return {key.lower(): key for key, symbol in _symbols().items() if symbol.is_exception}


def read(expression: str) -> Read | None:
    """An expression understood; None if it is none or names a licence that SPDX does not."""
    tokens = _tokens(expression) if len(expression) <= LONGEST else None
    if not tokens:
        return None
    rest = iter([*tokens, ""])
    reader = _Reader(rest)
    found = reader.choice()
    return found if reader.now == "" else None


def _tokens(expression: str) -> list[str] | None:
    tokens, at = [], 0
    text = expression.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        tokens.append(found[1])
        at = found.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; `now` is the one at hand, "" at the end."""

    def __init__(self, rest: Iterator[str]) -> None:
        self.rest = rest
        self.now = next(rest)
        self.depth = 0

    def take(self) -> str:
        word, self.now = self.now, next(self.rest, "")
        return word

    def choice(self) -> Read | None:
        """One or more of which any may be chosen: open if one of them is."""
        parts = self._parts("OR", self.all_of)
        if parts is None or len(parts) == 1:
            return parts[0] if parts else None
        closed = () if any(not one.closed for one in parts) else parts[0].closed
        return Read(" OR ".join(one.text for one in parts), closed, is_choice=True)

    def all_of(self) -> Read | None:
        """One or more that all apply: open if all of them are."""
        parts = self._parts("AND", self.one)
        if parts is None or len(parts) == 1:
            return parts[0] if parts else None
        texts = [f"({one.text})" if one.is_choice else one.text for one in parts]
        return Read(" AND ".join(texts), tuple(name for one in parts for name in one.closed))

    def _parts(self, word: str, part: Callable[[], Read | None]) -> list[Read] | None:
        found = [part()]
        while self.now.upper() == word:
            self.take()
            found.append(part())
        parts = [one for one in found if one is not None]
        return parts if len(parts) == len(found) else None

    def one(self) -> Read | None:
        """A licence, perhaps with an exception, or an expression in brackets."""
        word = self.take()
        if word == "(":
            self.depth += 1
            inner = self.choice() if self.depth <= DEEPEST else None
            self.depth -= 1
            return inner if self.take() == ")" else None
        name = identifiers().get(word.lower())
        if name is None:
            return None
        closed = () if name in OPEN else (name,)
        if self.now.upper() != "WITH":
            return Read(name, closed)
        self.take()
        exception = exceptions().get(self.take().lower())
        return Read(f"{name} WITH {exception}", closed) if exception else None
