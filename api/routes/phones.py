"""Phones of posts, one's own PIN, and the key under which a phone keeps one's things."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from api.asked import SiteAsked
from api.problems import NotFound, Unusable
from api.routes.auth import Sessions
from api.schemas.phone import DeviceIn, NewPhone, PhoneKey, PinIn, PinState, PostPhone, PostPhones, RegisteredPhone
from api.security.links import digest_of
from api.security.pin_sign_in import set_pin
from api.security.seals import key_of, new_salt
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tracking import qr_svg
from api.writing import Writing
from domain.identity import new_id
from domain.people import Permission
from domain.phone import Phone, PhoneSeal
from domain.problem import Refusal
from domain.records import AuditEntry, Transaction
from domain.text import Text
from domain.time import rfc3339
from operations.phones.tokens import new_token

router = APIRouter(tags=["phone"])


@router.get("/phones")
def list_phones(parts: Parts, rights: SignedIn, site: SiteAsked = None) -> PostPhones:
    """The phones of posts; for whoever arranges duty."""
    rights.need_anywhere(Permission.ARRANGE_DUTY)
    with parts.records.reading() as tx:
        return PostPhones(items=[_out(phone) for phone in tx.phones.at(rights.sites(site, parts.sites))])


@router.post("/phones", status_code=201, response_model=RegisteredPhone)
def register_phone(body: NewPhone, parts: Parts, rights: SignedIn, write: Writing, request: Request) -> Response:
    """Make a phone that of a post. What it has to keep is told once."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)
    token = new_token()
    phone = Phone(new_id(), body.site, body.post, body.name.strip(), digest_of(token), write.now, write.by)
    path = f"/post-phone#{token}"

    def act(tx: Transaction) -> RegisteredPhone:
        tx.phones.add(phone)
        return RegisteredPhone(**_out(phone).model_dump(), path=path, svg=qr_svg(request, path))

    # The token is a secret, and answers that are kept to be given again are not.
    return replace(write, key=None).once("phone.register", phone.id, body.model_dump_json(), act, status=201, detail=f"{body.post} {body.site}")


@router.delete("/phones/{phone_id}", status_code=204, response_class=Response)
def revoke_phone(phone_id: str, parts: Parts, rights: SignedIn) -> None:
    """It is no phone of a post any more: sessions that were opened on it by PIN end at once."""
    with parts.records.transaction() as tx:
        phone = tx.phones.get(phone_id)
        if phone is None or phone.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这部岗位手机", f"There is no phone {phone_id} that you may see."))
        rights.need(Permission.ARRANGE_DUTY, phone.site)
        if phone.revoked_at is None:
            now = parts.clock()
            tx.phones.save(replace(phone, revoked_at=now, revoked_by=rights.person.username))
            tx.housekeeping.audit(AuditEntry(now, rights.person.username, "phone.revoke", phone_id, "", rights.address))


@router.get("/me/pin")
def my_pin(parts: Parts, rights: SignedIn) -> PinState:
    """Whether you have a PIN for phones of posts."""
    with parts.records.reading() as tx:
        pin = tx.phones.pin(rights.person.id)
    return PinState(set_at=None if pin is None else rfc3339(pin.set_at))


@router.put("/me/pin")
def set_my_pin(body: PinIn, parts: Parts, rights: SignedIn, sessions: Sessions) -> PinState:
    """Set your PIN; your password is asked for, so that nobody else does."""
    now, person = parts.clock(), rights.person
    if not sessions.confirm(person.username, body.password, rights.address, now):
        raise Unusable(Text("密码不正确", "The password is wrong."))
    try:
        with parts.records.transaction() as tx:
            set_pin(tx, person, body.pin, now)
            tx.housekeeping.audit(AuditEntry(now, person.username, "pin.set", person.id, "", rights.address))
    except Refusal as error:
        raise Unusable(error.text) from error
    return PinState(set_at=rfc3339(now))


@router.delete("/me/pin", status_code=204, response_class=Response)
def remove_my_pin(parts: Parts, rights: SignedIn) -> None:
    """Have no PIN any more."""
    with parts.records.transaction() as tx:
        tx.phones.remove_pin(rights.person.id)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "pin.remove", rights.person.id, "", rights.address))


@router.post("/me/phone-key")
def my_phone_key(body: DeviceIn, parts: Parts, rights: SignedIn) -> PhoneKey:
    """The key under which this device keeps your things: the same each time, until you break it. It is kept in no log and no answer."""
    person = rights.person.id
    with parts.records.transaction() as tx:
        seal = tx.phones.seal(person, body.device_id) or tx.phones.add_seal(PhoneSeal(person, body.device_id, new_salt(), parts.clock()))
    return PhoneKey(key=key_of(parts.secret, seal))


@router.delete("/me/phone-keys", status_code=204, response_class=Response)
def break_my_phone_keys(parts: Parts, rights: SignedIn) -> None:
    """A phone is lost: what lies on any device of yours and was not sent can be read by nobody any more."""
    with parts.records.transaction() as tx:
        broken = tx.phones.break_seals(rights.person.id)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "phone-keys.break", rights.person.id, str(broken), rights.address))


def _out(phone: Phone) -> PostPhone:
    return PostPhone(
        id=phone.id,
        site=phone.site,
        post=phone.post,
        name=phone.name,
        registered_at=rfc3339(phone.registered_at),
        registered_by=phone.registered_by,
        seen_at=None if phone.seen_at is None else rfc3339(phone.seen_at),
    )
