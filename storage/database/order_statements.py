"""The statements that every work order needs: see `prepared`."""

from __future__ import annotations

from sqlalchemy import select, update

from storage.database.order_rows import COLUMNS
from storage.database.prepared import Prepared, PreparedInsert, value
from storage.database.tables import OPEN_ORDER, order_alarms, tasks, timeline_entries, work_orders

GET = Prepared(lambda _: select(work_orders).where(work_orders.c.id == value("id", work_orders.c.id)))

OPEN_OF_GROUP = Prepared(
    lambda _: select(work_orders).where(
        work_orders.c.realm == value("realm", work_orders.c.realm), work_orders.c.group_key == value("group", work_orders.c.group_key), OPEN_ORDER
    )
)

LINK_OF = Prepared(lambda _: select(order_alarms.c.order_id).where(order_alarms.c.alarm_id == value("alarm", order_alarms.c.alarm_id)))

TASKS = Prepared(lambda _: select(tasks).where(tasks.c.order_id == value("id", tasks.c.order_id)).order_by(tasks.c.place))

LINKS = Prepared(
    lambda _: select(order_alarms.c.alarm_id).where(order_alarms.c.order_id == value("id", order_alarms.c.order_id)).order_by(order_alarms.c.position)
)

TIMELINE = Prepared(
    lambda _: select(timeline_entries).where(timeline_entries.c.order_id == value("id", timeline_entries.c.order_id)).order_by(timeline_entries.c.position)
)

ADD = PreparedInsert(work_orders, unless_there=True)
ADD_TASKS = PreparedInsert(tasks)
ADD_LINKS = PreparedInsert(order_alarms, unless_there=True)

SAVE = Prepared(
    lambda _: (
        update(work_orders)
        .where(work_orders.c.id == value("id", work_orders.c.id), work_orders.c.version == value("before", work_orders.c.version))
        .values({name: value(name, work_orders.c[name]) for name in COLUMNS})
    )
)
