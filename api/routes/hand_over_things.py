"""What is counted at posts, and who has borrowed of it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.hand_overs import leads, post_list, takes_part
from api.human_step import told
from api.problems import Forbidden, NotFound
from api.schemas.hand_over import LendIn, PostList, PostListIn, PostLists
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.hand_over import Loan, Thing
from domain.people import Permission
from domain.post import Post
from domain.records import Transaction
from domain.text import Text
from operations.handover import things

router = APIRouter(tags=["hand-over"])


@router.get("/hand-over-posts")
def list_posts(site: str, parts: Parts, rights: SignedIn) -> PostLists:
    """Every post of the site: whether it is handed over, what is counted there, and what is on loan."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return PostLists(items=[post_list(tx, site, post, rights) for post in Post])


@router.put("/hand-over-posts/{site}/{post}", response_model=PostList)
def arrange_post(site: str, post: Post, body: PostListIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Replace the list of a post."""
    rights.see(site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, site, {post.department})
    listed = [things.Listed(line.name, line.number, line.id) for line in body.things]

    def act(tx: Transaction) -> PostList:
        things.arrange(tx, site, post, asked=body.asked, things=listed, version=write.version)
        return post_list(tx, site, post, rights)

    def version_now(tx: Transaction) -> int | None:
        return tx.hand_overs.rule(site, post).version

    return write.once("hand-over.arrange", f"{site}/{post.value}", body.model_dump_json(), act, detail=told(body), version_now=version_now)


@router.post("/hand-over-things/{thing_id}/lend", response_model=PostList)
def lend(thing_id: str, body: LendIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Some of a thing go to somebody."""

    def act(tx: Transaction) -> PostList:
        thing = tx.hand_overs.thing(thing_id)
        if thing is None or thing.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这件物品", f"There is no thing {thing_id} that you may see."))
        if not takes_part(rights, thing.site, thing.post):
            raise Forbidden(Permission.WORK_ORDER)
        things.lend(tx, thing_id, body.number, body.to, by=write.by, at=write.now, note=body.note)
        return post_list(tx, thing.site, thing.post, rights)

    return write.once("thing.lend", thing_id, body.model_dump_json(), act, detail=told(body))


@router.post("/thing-loans/{loan_id}/return", response_model=PostLists)
def give_back(loan_id: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """It came back. Saying so twice is no error. The answer is the list of its post; none if that counts it no more."""

    def act(tx: Transaction) -> PostLists:
        loan = tx.hand_overs.loan(loan_id)
        if loan is None or loan.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这条借出记录", f"There is no loan {loan_id} that you may see."))
        thing = tx.hand_overs.thing(loan.thing_id)
        _need_part(loan, thing, rights=rights)
        things.give_back(tx, loan_id, by=write.by, at=write.now)
        return PostLists(items=[] if thing is None else [post_list(tx, thing.site, thing.post, rights)])

    return write.once("thing.return", loan_id, "", act)


def _need_part(loan: Loan, thing: Thing | None, *, rights: SignedIn) -> None:
    """Raises `Forbidden` unless they belong to the post; what no post counts any more is for leads."""
    if thing is None:
        rights.need(Permission.ARRANGE_DUTY, loan.site)
    elif not (takes_part(rights, thing.site, thing.post) or leads(rights, thing.site, thing.post)):
        raise Forbidden(Permission.WORK_ORDER)
