import { App, Button, Drawer, Select } from "antd";
import { useState } from "react";

import type { Duty, Post } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { usePeople } from "../work-orders/use-people";
import styles from "./rota.module.css";
import { useRotaWrite } from "./use-rota";
import { type RotaCalendar, useDayWords, useHours } from "./words";

/** One post in one shift of one day. */
export interface Place {
  readonly post: Post;
  readonly shift: string;
  readonly day: string;
}

interface SlotDrawerProps {
  readonly place: Place | null;
  readonly rota: RotaCalendar;
  readonly close: () => void;
}

/** Who stands on a post in a shift: put somebody there, take somebody off, take that back. */
export function SlotDrawer({ place, rota, close }: SlotDrawerProps) {
  const { text, word } = useWords();
  const days = useDayWords();
  const shift = rota.shifts.find(({ id }) => id === place?.shift);
  const title = place === null || shift === undefined ? "" : `${word("rota.post", place.post)} · ${days(place.day).long} ${text(shift.name)}`;
  return (
    <Drawer open={place !== null} onClose={close} title={title} size={420} destroyOnHidden>
      {place !== null && <Slot key={`${place.post}${place.shift}${place.day}`} place={place} rota={rota} />}
    </Drawer>
  );
}

function Slot({ place, rota }: { readonly place: Place; readonly rota: RotaCalendar }) {
  const { t, word } = useWords();
  const { site } = useHere();
  const { data: people = [] } = usePeople();
  const { notification } = App.useApp();
  const hours = useHours();
  const write = useRotaWrite();
  const [chosen, choose] = useState<string>();
  const there = rota.duties.filter((duty) => duty.post === place.post && duty.shift === place.shift && duty.day === place.day);
  const busy = new Set(rota.duties.filter(({ day }) => day === place.day).map(({ username }) => username));

  function add(username: string) {
    write.mutate({ kind: "add", duty: { site: site.id, username, shift: place.shift, day: place.day, post: place.post } }, { onSuccess: () => choose(undefined) });
  }

  function remove(duty: Duty) {
    write.mutate(
      { kind: "remove", id: duty.id },
      {
        onSuccess: () => {
          const key = `removed-${duty.id}`;
          notification.info({
            key,
            title: t("rota.removed", { name: duty.name }),
            actions: (
              <Button
                size="small"
                onClick={() => {
                  notification.destroy(key);
                  add(duty.username);
                }}
                data-testid="undo-remove"
              >
                {t("rota.undo")}
              </Button>
            ),
          });
        },
      },
    );
  }

  return (
    <div className={styles.stack}>
      <ul className={styles.list}>
        {there.map((duty) => (
          <li key={duty.id} className={styles.row} data-testid="slot-duty" data-username={duty.username}>
            <span>
              <strong>{duty.name}</strong>{" "}
              <span className="quiet">
                {hours(duty.since, duty.until)} · {word("dispatch.source", duty.source)}
              </span>
            </span>
            <Button size="small" onClick={() => remove(duty)} loading={write.isPending} data-testid="slot-remove">
              {t("rota.takeOff")}
            </Button>
          </li>
        ))}
        {there.length === 0 && <li className={styles.lack}>{t("rota.nobody")}</li>}
      </ul>
      <Select
        value={chosen}
        onChange={choose}
        placeholder={t("rota.whom")}
        showSearch={{ optionFilterProp: "label" }}
        options={people
          .filter(({ active, role, username }) => active && role !== "viewer" && !there.some((duty) => duty.username === username))
          .map(({ username, name, role }) => ({
            value: username,
            label: `${name} · ${word("role", role)}${busy.has(username) ? ` · ${t("rota.hasShift")}` : ""}`,
          }))}
        data-testid="slot-who"
      />
      <Button type="primary" disabled={chosen === undefined} loading={write.isPending} onClick={() => chosen !== undefined && add(chosen)} data-testid="slot-add">
        {t("rota.put")}
      </Button>
    </div>
  );
}
