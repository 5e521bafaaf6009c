"""Who came is forgotten long before that somebody came; whistles go with their parts, and what is open stays."""

from __future__ import annotations

from pathlib import Path

from domain.attachment import Attachment
from domain.people import Department
from domain.records import Records
from domain.retention import DataKind
from domain.severity import Severity
from domain.visit import FileKind, ServiceRecord, Visit, VisitEntry, VisitFile, VisitPurpose, VisitState, VisitStep
from domain.whistle import Call, Whistle, WhistleEntry, WhistleState, WhistleStep
from steward.roles.worker import delete_forgotten_files
from tests.storage.database.samples import HOUR, NOON

OLD = NOON - HOUR


def put_visit(records: Records, visit_id: str, state: VisitState, *, certificate: bool = True) -> None:
    over = None if state is VisitState.ON_SITE else OLD
    visit = Visit(
        visit_id, f"F-{visit_id}", "riverside", "lift-1", state, VisitPurpose.MAINTENANCE, "安捷", "王", "138", OLD, NOON, f"d-{visit_id}", ended_at=over
    )
    with records.transaction() as tx:
        tx.visits.add(visit, VisitEntry(visit_id, OLD, VisitStep.SIGNED_IN, state, "visitor"))
        kinds = (FileKind.CERTIFICATE, FileKind.SHEET)[not certificate :]
        for kind in kinds:
            tx.visits.add_file(VisitFile(kind, Attachment(f"{visit_id}-{kind}", visit_id, "a.jpg", "image/jpeg", 3, "00", OLD, "visitor")))


def put_whistle(records: Records, whistle_id: str, state: WhistleState) -> None:
    over = None if state is WhistleState.OPEN else OLD
    call = Call(Department.SECURITY, OLD, NOON)
    whistle = Whistle(whistle_id, f"S-{whistle_id}", "riverside", state, Severity.HIGH, "事", "steward", OLD, "o", (call,), ended_at=over)
    with records.transaction() as tx:
        tx.whistles.add(whistle, [WhistleEntry(whistle_id, OLD, WhistleStep.BLOWN, "steward")])


def forget(records: Records, kind: DataKind) -> int:
    with records.transaction() as tx:
        return tx.housekeeping.forget_before(kind, NOON)


def test_name_phone_and_certificate_go_and_the_service_sheet_stays(records: Records) -> None:
    put_visit(records, "over", VisitState.DONE)
    put_visit(records, "here", VisitState.ON_SITE)
    assert [forget(records, DataKind.VISITORS) for _ in range(2)] == [1, 0]
    with records.reading() as tx:
        over, here = tx.visits.get("over"), tx.visits.get("here")
        assert over is not None
        assert here is not None
        assert (over.name, over.phone, over.firm, here.name) == ("", "", "安捷", "王")
        assert [item.kind for item in tx.visits.files("over")] == [FileKind.SHEET]
        assert len(tx.visits.files("here")) == 2
        assert tx.visits.forgotten_files() == ["over-certificate"]


def test_the_bytes_of_a_forgotten_certificate_are_deleted_then_its_row(records: Records, tmp_path: Path) -> None:
    put_visit(records, "over", VisitState.DONE)
    for name in ("over-certificate", "over-sheet"):
        (tmp_path / name).write_bytes(b"jpg")
    forget(records, DataKind.VISITORS)
    delete_forgotten_files(records, tmp_path)
    assert [(tmp_path / name).exists() for name in ("over-certificate", "over-sheet")] == [False, True]
    with records.reading() as tx:
        assert tx.visits.forgotten_files() == []


def test_a_visit_goes_with_its_parts_but_not_before_its_certificate(records: Records) -> None:
    put_visit(records, "kept", VisitState.DONE)
    put_visit(records, "over", VisitState.REFUSED, certificate=False)
    put_visit(records, "here", VisitState.ON_SITE, certificate=False)
    with records.transaction() as tx:
        tx.visits.add_service(ServiceRecord("old", "riverside", "lift-1", VisitPurpose.MAINTENANCE, OLD, "over", "fitter"))
        tx.visits.add_service(ServiceRecord("new", "riverside", "lift-1", VisitPurpose.MAINTENANCE, NOON, None, "fitter"))
    assert forget(records, DataKind.VISITS) == 2
    with records.reading() as tx:
        assert [tx.visits.get(visit) is None for visit in ("kept", "over", "here")] == [False, True, False]
        assert [record.id for record in tx.visits.services("riverside", "lift-1")] == ["new"]
        assert tx.visits.timeline("over") == []


def test_whistles_that_are_over_go_with_their_parts(records: Records) -> None:
    put_whistle(records, "over", WhistleState.STOOD_DOWN)
    put_whistle(records, "open", WhistleState.OPEN)
    assert forget(records, DataKind.WHISTLES) == 1
    with records.reading() as tx:
        assert [tx.whistles.get(whistle) is None for whistle in ("over", "open")] == [True, False]
        assert tx.whistles.timeline("over") == []
