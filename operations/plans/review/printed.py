"""The printed review: A4, one language, the time line beside the telemetry, places to sign. Slow: never inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Literal

from domain.attachment import Attachment
from domain.site import Site
from domain.text import Text
from operations.forms import labels
from operations.forms.typeset import Typesetter
from operations.forms.wording import Wording
from operations.plans.review import printing_words as words
from operations.plans.review.chart import panel, share
from operations.plans.review.paper import facts, moments, sections, summary, timeline, title
from operations.plans.review.telemetry import Curve, Curves
from operations.plans.review.whole import WholeReview

MOST_PHOTOS = 12


def pdf(
    typesetter: Typesetter, whole: WholeReview, curves: Curves | None, site: Site, *, wording: Wording, uploads: Path, by: str, at: datetime, address: str
) -> bytes:
    """The PDF of a review in the language of `wording`, printed `by` somebody `at` a moment; `address` is that of its page.

    `uploads` holds the photos under their ids; `curves` `None`: there was no run to draw any of. The same review at the same
    moment gives the same bytes. Raises `Refusal` where no font has Chinese, `operations.forms.typeset.Busy` when others are printing.
    """
    return _compiled(typesetter, whole, curves, site, wording=wording, uploads=uploads, by=by, at=at, address=address, form="pdf")[0]


def pictures(
    typesetter: Typesetter, whole: WholeReview, curves: Curves | None, site: Site, *, wording: Wording, uploads: Path, by: str, at: datetime, address: str
) -> list[bytes]:
    """As `pdf`, each page as PNG."""
    return _compiled(typesetter, whole, curves, site, wording=wording, uploads=uploads, by=by, at=at, address=address, form="png")


def _compiled(
    typesetter: Typesetter,
    whole: WholeReview,
    curves: Curves | None,
    site: Site,
    *,
    wording: Wording,
    uploads: Path,
    by: str,
    at: datetime,
    address: str,
    form: Literal["pdf", "png"],
) -> list[bytes]:
    template = resources.files("operations.plans.review").joinpath("review.typ").read_bytes()

    def beside(folder: Path) -> Mapping[str, object]:
        return _data(whole, curves, site, wording, uploads, folder, address)

    return typesetter.compiled(template, {"printed": _printed(wording, by, at)}, at=at, form=form, beside=beside)


def _data(whole: WholeReview, curves: Curves | None, site: Site, w: Wording, uploads: Path, folder: Path, address: str) -> dict[str, object]:
    """What the template reads; the pictures lie beside it."""
    from operations.forms import pictures as drawn  # noqa: PLC0415  Pillow and segno, which only printing needs

    (folder / "qr.svg").write_bytes(drawn.qr(address))
    chosen = [(file, f"photo-{place}.jpg") for place, file in enumerate(whole.photos[:MOST_PHOTOS])]
    shown = [{"file": name, "words": _caption(file, w)} for file, name in chosen if drawn.photo(uploads / file.id, folder / name)]
    left = len(whole.photos) - len(shown)
    return {
        "lang": w.language,
        "title": title(whole, w),
        "site": w.of(site.name),
        "number": whole.review.number,
        "scan": w.of(words.SCAN),
        "facts": facts(whole, site, w),
        "moments_title": w.of(words.MOMENTS),
        "moments": moments(whole.review, w),
        **sections(whole, w),
        "timeline_title": w.of(words.TIMELINE),
        "timeline": timeline(whole, w),
        "chart": _chart(whole, curves, site, w, folder),
        "photos_title": w.of(words.PHOTOS),
        "photos": shown,
        "more_photos": w.of(labels.MORE_PHOTOS).replace("{n}", str(left)) if left else "",
        "summary": summary(whole.review, w),
        "signatures_title": w.of(words.SIGNATURES),
        "signers": [w.of(each) for each in words.SIGNERS],
        "date": w.of(words.SIGNED_AT),
        "page": w.of(labels.PAGE),
    }


def _chart(whole: WholeReview, curves: Curves | None, site: Site, w: Wording, folder: Path) -> dict[str, object]:
    """The panels, what stands above each, and where the key moments lie."""
    if curves is None or curves.away:
        return {"panels": [], "note": w.of(words.FORGOTTEN if curves is None else words.TELEMETRY_AWAY)}
    reached = [moment.at for moment in whole.review.moments if moment.at is not None]
    panels: list[dict[str, str]] = []
    for place, curve in enumerate(curves.curves):
        made = panel(curve, curves, reached)
        if made is not None:
            name = f"curve-{place}.svg"
            (folder / name).write_text(made.svg, encoding="utf-8")
            panels.append({"file": name, "title": _named(curve, site, w), "top": w.of(made.top), "bottom": w.of(made.bottom)})
    ends = [f"{moment.astimezone(w.zone):%H:%M:%S}" for moment in (curves.start, curves.end)]
    return {
        "panels": panels,
        "note": w.of(words.MARKS) if panels else w.of(words.NO_TELEMETRY),
        "from": ends[0],
        "to": ends[1],
        "marks": [share(moment, curves) for moment in reached],
    }


def _named(curve: Curve, site: Site, w: Wording) -> str:
    name = f"{w.of(site.assets[curve.point.asset].name)} · {w.titled(curve.point.name)}"
    return name if curve.window_s is None else f"{name} ({w.of(words.MEANS).replace('{n}', str(curve.window_s))})"


def _caption(file: Attachment, w: Wording) -> str:
    return f"{w.moment(file.added_at)} {w.person(file.added_by)}"


def _printed(w: Wording, by: str, at: datetime) -> str:
    return w.of(Text(labels.PRINTED.zh, labels.PRINTED.en).filled(name=w.person(by), at=w.moment(at)))
