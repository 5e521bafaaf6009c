"""What people can do, with their certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.dispatch import held_out
from api.importing import table_import
from api.problems import Forbidden, NotFound, Unusable
from api.schemas.base import LocalText
from api.schemas.quarantine import Reveal
from api.schemas.skill import HeldSkillIn, HeldSkills, HeldSkillsIn, Imported, SkillWord, SkillWords, TableIn
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Writing
from domain.people import Permission, Person
from domain.records import AuditEntry, Transaction
from domain.site import Site
from domain.skill import SKILLS, HeldSkill, Standing, skill_of
from domain.text import Text
from operations.dispatch.rota_import import import_skills

router = APIRouter(tags=["duty"])

Username = Annotated[str, Path(max_length=64)]


@router.get("/skills")
def list_skills(rights: SignedIn) -> SkillWords:
    """The skills that orders may ask for."""
    rights.need_anywhere(Permission.VIEW)
    words = [
        SkillWord(
            id=skill.id,
            name=LocalText.of(skill.name),
            certificate=None if skill.certificate is None else LocalText.of(skill.certificate),
            expires=skill.certificate is not None and skill.expires,
        )
        for skill in SKILLS.values()
    ]
    return SkillWords(items=words)


@router.get("/people/{username}/skills")
def get_skills(username: Username, parts: Parts, rights: SignedIn) -> HeldSkills:
    """What somebody can do. Yourself, or those who dispatch or arrange duty where they work."""
    with parts.records.reading() as tx:
        person, site = _person(tx, username, parts, rights, Permission.DISPATCH, Permission.ARRANGE_DUTY)
        return _skills_out(person, tx.dispatch.skills([username]), parts, site, unmasked=False)


@router.post("/people/{username}/skills/reveal")
def reveal_certificates(username: Username, body: Reveal, parts: Parts, rights: SignedIn) -> HeldSkills:
    """Show the whole numbers of the certificates, which often are those of identity cards; the look and its reason go into the audit log."""
    with parts.records.transaction() as tx:
        person, site = _person(tx, username, parts, rights, Permission.VIEW_PERSONAL)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "skills.reveal", username, body.reason, rights.address))
        return _skills_out(person, tx.dispatch.skills([username]), parts, site, unmasked=True)


@router.put("/people/{username}/skills", response_model=HeldSkills)
def put_skills(username: Username, body: HeldSkillsIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Write down all that somebody can do."""

    def act(tx: Transaction) -> HeldSkills:
        person, site = _person(tx, username, parts, rights, Permission.ARRANGE_DUTY, own=False)
        before = {held.skill: held for held in tx.dispatch.skills([username])}
        after = [_held(username, line, before.get(line.skill)) for line in body.items]
        if len({held.skill for held in after}) < len(after):
            raise Unusable(Text("同一技能只能填写一次", "Each skill can be named once only."))
        for held in after:
            _check(held, site, parts)
        tx.dispatch.set_skills(username, after)
        return _skills_out(person, after, parts, site, unmasked=False)

    return write.once("skills.set", username, body.model_dump_json(), act, detail=" ".join(line.skill for line in body.items))


@router.post("/skills/import", response_model=Imported)
def import_skill_table(body: TableIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add or change skills from a CSV (username, skill, certificate, valid_until; Chinese headings too): all rows or none."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)
    site = parts.sites[body.site]
    today = write.now.astimezone(site.time_zone).date()
    return table_import(write, body, "skills.import", lambda tx: import_skills(tx, site, body.csv, today=today))


def _person(tx: Transaction, username: str, parts: Services, rights: Rights, *needed: Permission, own: bool = True) -> tuple[Person, Site]:
    """The person, and a site where they work and the asker may do one of `needed`. `NotFound` where nobody like that can be seen."""
    account = tx.people.by_username(username)
    seen = rights.sites(None, parts.sites)
    shared = [] if account is None else [site for site in seen if account.person.works_at(site)]
    if account is None or not shared:
        raise NotFound(Text(f"没有用户 {username}", f"There is nobody called {username} whom you may see."))
    allowed = [site for site in shared if any(rights.may(permission, site) for permission in needed)]
    if own and username == rights.person.username:
        allowed = allowed or shared
    if not allowed:
        raise Forbidden(needed[-1])
    return account.person, parts.sites[allowed[0]]


def _held(username: str, line: HeldSkillIn, before: HeldSkill | None) -> HeldSkill:
    kept = "" if before is None else before.certificate
    return HeldSkill(username, line.skill, kept if line.certificate is None else line.certificate.strip(), line.valid_until)


def _check(held: HeldSkill, site: Site, parts: Services) -> None:
    """A skill that the law wants a certificate for is written down with it, or not at all."""
    if held.skill not in SKILLS:
        raise Unusable(Text(f"没有技能 {held.skill}", f"There is no skill {held.skill}. GET /skills lists them."))
    if held.standing(parts.clock().astimezone(site.time_zone).date()) is Standing.UNPROVEN:
        skill = skill_of(held.skill)
        raise Unusable(
            Text("{skill}须填写{paper}的编号和有效期", "{skill} needs the number of the {paper} and until when it is valid").filled(
                skill=skill.name, paper=skill.certificate
            )
        )


def _skills_out(person: Person, held: Sequence[HeldSkill], parts: Services, site: Site, *, unmasked: bool) -> HeldSkills:
    day = parts.clock().astimezone(site.time_zone).date()
    items = [held_out(each, day, unmasked=unmasked) for each in sorted(held, key=lambda each: each.skill)]
    return HeldSkills(username=person.username, name=person.name, items=items)
