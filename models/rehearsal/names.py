"""Names of fictitious people, by region: two or three parts, so many that a nation need not repeat itself much."""

from __future__ import annotations

from models.rehearsal.story import People, load_people
from models.text import key
from models.units import LENGTHS, Level


class Names:
    """The parts of names in one province, each beside its key: a name's key is then two parts put together, which
    costs a tenth of what ``models.text.key`` does."""

    def __init__(self, people: People, province: str) -> None:
        """All given names (one or two words) and last names of a province; some 20,000 words."""
        flavour = next((one for one in people.flavours if province in one.provinces), None)
        first = people.first if flavour is None else (*flavour.first, *flavour.first, *people.first)
        last = people.last if flavour is None else (*flavour.last, *people.last)
        second = people.first if flavour is None else (*flavour.first, *people.first)
        pairs = [f"{one} {other}" for one in first for other in second if one != other]
        alone = [one for one in first for _ in range(len(second) // 3)]
        self.given = [(name, key(name)) for name in (*pairs, *alone)]
        self.last = [(f" {name}", f" {key(name)}") for name in last]

    def name(self, chance: int) -> tuple[str, str]:
        """A name and its key for a number of at least 24 random bits."""
        given, last = self.given[chance % len(self.given)], self.last[(chance >> 20) % len(self.last)]
        return given[0] + last[0], given[1] + last[1]


class Registry:
    """Names of any unit; those of one province are kept at a time, for a walk in the order of codes."""

    def __init__(self, people: People | None = None) -> None:
        self._people = people or load_people()
        self._province = ""
        self._names: Names | None = None

    def of(self, unit: str) -> Names:
        """The names of the province of a unit."""
        province = unit[: LENGTHS[Level.PROVINCE]]
        if self._names is None or province != self._province:
            self._names, self._province = Names(self._people, province), province
        return self._names
