"""The register of a county's districts, each with its own chain of layers.

One pluggy manager per district, so that another district's plugin can never answer. Files are
read once, when the register is made or a district is first asked for; afterwards nothing touches
the disk. A district whose files do not load is unavailable alone, with file, table and key; the
others run. A fault in a layer they share stops those that share it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from portal.kernel.errors import ConfigurationError, NotFoundError
from portal.kernel.kinds import PanelKind
from portal.kernel.working_days import Calendar
from portal.variations import keeping
from portal.variations.declarative import TomlLayer
from portal.variations.district import Answer, DistrictVariation, PluginFailure, calendar_of
from portal.variations.keeping import KeepingRule, RegisterWords
from portal.variations.messages import MessageTimes, MessageWording
from portal.variations.plugin_loading import load, new_manager, register
from portal.variations.schema import LayerFile, read_file, read_head
from portal.variations.values import DistrictRef, ValueProblem
from portal.variations.witnesses import Witnesses

__all__ = [
    "Answer",
    "Area",
    "Authority",
    "DistrictUnavailable",
    "DistrictVariation",
    "PluginFailure",
    "Registry",
]

LAYERS = ("product", "county", "area", "district", "plugin")
"""The chain, farthest first. Edits made on screen will be registered after `plugin`."""

Value = TypeVar("Value")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INWARD = re.compile(r"(?P<outward>[A-Z]{1,2}\d[A-Z\d]?)(?P<inward>\d[A-Z]{2})?")


class DistrictUnavailable(ConfigurationError):
    """This district's files do not load, so it cannot answer; the others are not affected."""


@dataclass(frozen=True)
class Authority:
    """The county: the data controller. `id` is its ONS code."""

    id: str
    name: str
    slug: str
    help_email: str


@dataclass(frozen=True)
class Area:
    """A part of the county that groups districts."""

    slug: str
    name: str


class Registry:
    """A configuration folder, read: the county, its areas, its districts and what each varies."""

    def __init__(self, config_dir: Path) -> None:
        """Read every file under `config_dir`. Never fails for one district's fault."""
        self._root = Path(config_dir)
        self._product = self._read(self._root / "product.toml", "product")
        self._counties: dict[str, LayerFile] = {}
        self._areas: dict[str, LayerFile] = {}
        self._layer_faults: dict[str, ConfigurationError] = {}
        for path in sorted((self._root / "layers").glob("*.toml")):
            self._add_layer(path)
        self._county: DistrictVariation | None = None
        self._variations: dict[str, DistrictVariation | ConfigurationError] = {}
        self._refs: dict[str, DistrictRef] = {}
        for path in sorted((self._root / "districts").glob("*.toml")):
            self._add_district(path)

    @property
    def authority(self) -> Authority:
        """The county. ConfigurationError unless the layers folder describes exactly one."""
        if len(self._counties) == 1:
            slug, layer = next(iter(self._counties.items()))
            return Authority(
                id=str(layer.head["id"]),
                name=str(layer.head["name"]),
                slug=slug,
                help_email=str(layer.head["help_email"]),
            )
        for fault in self._layer_faults.values():
            raise fault
        raise ConfigurationError(
            self._name(self._root / "layers"),
            "[authority]",
            f"There must be one county file with this table; there are {len(self._counties)}.",
        )

    @property
    def message_times(self) -> MessageTimes:
        """When messages leave, in the whole county. ConfigurationError where a file is wrong."""
        return self._of_county("messages", MessageTimes)

    @property
    def trail_witnesses(self) -> tuple[str, ...]:
        """The addresses that are sent the trail's seal. ConfigurationError for a wrong file."""
        return self._of_county("trail", Witnesses).witnesses

    def message_wording(self, message: str, *, as_of: date) -> MessageWording:
        """Give a message's wording where no district is concerned: the county's, else our own."""
        kind = PanelKind.LEAVING_CARE  # one that concerns no district concerns no panel
        answers = (layer.message_wording(as_of, kind, message) for layer in self._county_layers)
        found = next(answer for answer in answers if answer is not None)
        assert isinstance(found, MessageWording)  # the hook marker drops the type
        return found

    @property
    def calendar(self) -> Calendar:
        """The county's working days, without any district's own closure days."""
        return calendar_of(self._county_chain())

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas, by name."""
        found = (Area(slug, str(layer.head["name"])) for slug, layer in self._areas.items())
        return tuple(sorted(found, key=lambda area: (area.name, area.slug)))

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every district there is a file for, whether or not it loads."""
        return tuple(sorted(self._variations))

    @property
    def problems(self) -> Mapping[str, ConfigurationError]:
        """The districts that cannot answer, each with its reason."""
        return {
            slug: held
            for slug, held in sorted(self._variations.items())
            if isinstance(held, ConfigurationError)
        }

    def districts(self, as_of: date | None = None) -> tuple[DistrictRef, ...]:
        """Give the districts that exist that day (all, without one), by name.

        One whose identity can be read is among them even where the rest of its file is wrong.
        """
        found = (ref for ref in self._refs.values() if as_of is None or ref.is_open_on(as_of))
        return tuple(sorted(found, key=lambda ref: (ref.name, ref.slug)))

    def keeping_rules(self) -> tuple[KeepingRule, ...]:
        """Give how long each kind of record is kept. ConfigurationError where nothing is said."""
        return keeping.rules({layer.file: layer.retention for layer in self._county_chain()})

    def register_words(self) -> RegisterWords:
        """Give the county's own words for its register. ConfigurationError where one lacks."""
        return keeping.register_words(
            {layer.file: layer.register for layer in self._county_chain()}
        )

    def county(self) -> DistrictVariation:
        """Give what holds where no district is named: the county's own, and the product's below.

        ConfigurationError where either file is wrong.
        """
        if self._county is None:
            chain = self._county_chain()
            county = self.authority
            ref = DistrictRef(county.slug, county.name, county.id, "", county.id)
            manager = new_manager()
            for end in range(1, len(chain) + 1):
                layer = TomlLayer(chain[:end], chain, open_seats=True)
                manager.register(layer, name=chain[end - 1].file)
            self._county = DistrictVariation(ref, chain, manager)
        return self._county

    def district(self, slug: str) -> DistrictVariation:
        """Give a district's variation. NotFoundError; DistrictUnavailable if a file is wrong."""
        held = self._variations.get(slug)
        if held is None:
            raise NotFoundError(f"There is no district called “{slug}”.")
        if isinstance(held, ConfigurationError):
            raise DistrictUnavailable(held.file, held.where, held.reason) from held
        return held

    def propose_district(self, postcode: str) -> str | None:
        """Give the district a postcode most likely lies in, from its first half, or None.

        A proposal for a person to confirm: postcode areas do not follow district boundaries, and
        the ones that straddle two are left out of the county's file.
        """
        found = _INWARD.fullmatch(re.sub(r"\s", "", postcode).upper())
        if found is None:
            return None
        for layer in self._counties.values():
            slug = layer.postcodes.get(found["outward"])
            if slug in self._refs:
                return slug
        return None

    def _of_county(self, table: str, value: Callable[..., Value]) -> Value:
        """Return a table of the product's file with the county's laid over it, as its value."""
        said: dict[str, tuple[str, Any]] = {}
        for layer in self._county_chain():
            held: Mapping[str, Any] = getattr(layer, table)
            said |= {key: (layer.file, each) for key, each in held.items()}
        try:
            return value(**{key: each for key, (_, each) in said.items()})
        except ValueProblem as problem:
            file, where = said[problem.key][0], f"[{table}] {problem.key}"
            raise ConfigurationError(file, where, problem.message) from problem

    def _county_chain(self) -> tuple[LayerFile, LayerFile]:
        if isinstance(self._product, ConfigurationError):
            raise self._product
        return (self._product, self._counties[self.authority.slug])

    @cached_property
    def _county_layers(self) -> tuple[TomlLayer, TomlLayer]:
        """The county's file and the product's, nearest first."""
        chain = self._county_chain()
        product, county = (
            TomlLayer(chain[:end], chain, open_seats=True) for end in range(1, len(chain) + 1)
        )
        return county, product

    def _name(self, path: Path) -> str:
        return f"{self._root.name}/{path.relative_to(self._root).as_posix()}"

    def _read(self, path: Path, level: Any) -> LayerFile | ConfigurationError:
        try:
            return read_file(path, self._name(path), level)
        except ConfigurationError as error:
            return error

    def _add_layer(self, path: Path) -> None:
        slug = path.stem
        # A county file is the one with an [authority] table; every other is an area's.
        level = "county" if _is_county(path) else "area"
        held = self._read(path, level)
        if isinstance(held, ConfigurationError):
            self._layer_faults[slug] = held
        elif level == "county":
            self._counties[slug] = held
        else:
            self._areas[slug] = held

    def _add_district(self, path: Path) -> None:
        slug = path.stem
        held = self._read(path, "district")
        if not _SLUG.fullmatch(slug):
            message = "A district's file is named in small letters, figures and hyphens."
            held = ConfigurationError(self._name(path), "file name", message)
        if isinstance(held, ConfigurationError):
            self._remember(slug, path)
            self._variations[slug] = held
            return
        try:
            self._variations[slug] = self._load(slug, held)
        except ConfigurationError as error:
            self._variations[slug] = error

    def _remember(self, slug: str, path: Path) -> None:
        """Keep a broken district's name and dates, where they at least can be read."""
        head = read_head(path, self._name(path), "district")
        area = self._areas.get(str(head.get("area")))
        county = self._counties.get(str(area.head["county"])) if area else None
        if county is not None:
            with suppress(ConfigurationError):
                self._refs[slug] = self._ref(slug, self._name(path), head, county)

    def _load(self, slug: str, file: LayerFile) -> DistrictVariation:
        chain = self._chain(file)
        ref = self._ref(slug, file.file, file.head, chain[1])
        self._refs[slug] = ref
        manager = new_manager()
        for end in range(1, len(chain) + 1):
            layer = TomlLayer(chain[:end], chain, open_seats=bool(file.plugins))
            if end == 1:
                layer.check_complete()
            manager.register(layer, name=chain[end - 1].file)
        for name in file.plugins:
            register(manager, load(name, file.file), name, file.file)
        return DistrictVariation(ref, chain, manager)

    def _chain(self, file: LayerFile) -> tuple[LayerFile, LayerFile, LayerFile, LayerFile]:
        """Product, county, area and district file. ConfigurationError where one is missing."""
        if isinstance(self._product, ConfigurationError):
            raise self._product
        area_slug = str(file.head["area"])
        area = self._layer(area_slug, self._areas, file.file, "[district] area")
        county = self._layer(str(area.head["county"]), self._counties, area.file, "[area] county")
        return (self._product, county, area, file)

    def _layer(self, slug: str, among: Mapping[str, LayerFile], file: str, where: str) -> LayerFile:
        if slug in self._layer_faults:
            raise self._layer_faults[slug]
        if slug not in among:
            known = ", ".join(sorted(among)) or "none"
            message = f"There is no file layers/{slug}.toml of that kind. There is: {known}."
            raise ConfigurationError(file, where, message)
        return among[slug]

    def _ref(
        self, slug: str, file: str, stated: Mapping[str, object], county: LayerFile
    ) -> DistrictRef:
        head: dict[str, Any] = dict(stated)
        head.setdefault("starts_on", county.head.get("districts_start_on"))
        ons_code = head.pop("ons_code", None)
        head.pop("plugins", None)
        try:
            return DistrictRef(
                slug=slug, ons_code=ons_code, authority_id=str(county.head["id"]), **head
            )
        except ValueProblem as problem:
            raise ConfigurationError(
                file, f"[district] {problem.key}", problem.message
            ) from problem


def _is_county(path: Path) -> bool:
    try:
        return re.search(r"^\s*\[authority\]", path.read_text("utf-8"), re.MULTILINE) is not None
    except (OSError, UnicodeDecodeError):
        return False
