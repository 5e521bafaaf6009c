import { Checkbox, Select, Skeleton } from "antd";

import type { NoticeBuilding } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./notices.module.css";
import { useNoticeUnits } from "./use-notices";

interface UnitsPickerProps {
  readonly chosen: readonly string[];
  readonly choose: (units: readonly string[]) => void;
}

/** Whom it concerns, by building: all of it by its box, some of it from its list; then public places. */
export function UnitsPicker({ chosen, choose }: UnitsPickerProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const { data: units } = useNoticeUnits(site.id);
  if (units === undefined) return <Skeleton active paragraph={{ rows: 3 }} />;
  const there = new Set(chosen);

  function replace(among: readonly { readonly id: string }[], wanted: readonly string[]) {
    const mine = new Set(among.map(({ id }) => id));
    choose([...chosen.filter((id) => !mine.has(id)), ...wanted]);
  }

  return (
    <div className={styles.rows} data-testid="units-picker" data-chosen={chosen.length}>
      {units.buildings.map((building) => (
        <BuildingRow
          key={building.id}
          building={building}
          chosen={building.units.filter(({ id }) => there.has(id)).map(({ id }) => id)}
          choose={(wanted) => replace(building.units, wanted)}
        />
      ))}
      <Select
        mode="multiple"
        value={units.places.filter(({ id }) => there.has(id)).map(({ id }) => id)}
        onChange={(wanted: string[]) => replace(units.places, wanted)}
        placeholder={t("notices.places")}
        aria-label={t("notices.places")}
        showSearch={{ optionFilterProp: "label" }}
        options={units.places.map((place) => ({ value: place.id, label: text(place.name) }))}
        data-testid="places"
      />
    </div>
  );
}

interface BuildingRowProps {
  readonly building: NoticeBuilding;
  readonly chosen: readonly string[];
  readonly choose: (units: readonly string[]) => void;
}

function BuildingRow({ building, chosen, choose }: BuildingRowProps) {
  const { t, text } = useWords();
  const all = building.units.length;
  const name = text(building.name);
  return (
    <div className={styles.building} data-testid={`building-${building.id}`} data-chosen={chosen.length}>
      <Checkbox
        className={styles.check}
        checked={chosen.length === all}
        indeterminate={chosen.length > 0 && chosen.length < all}
        onChange={({ target }) => choose(target.checked ? building.units.map(({ id }) => id) : [])}
      >
        {name} <span className="quiet number">{t("notices.unitsOf", { n: chosen.length, all, what: t(building.dwellings ? "notices.dwellings" : "notices.floors") })}</span>
      </Checkbox>
      <Select
        mode="multiple"
        maxTagCount={3}
        value={chosen.length === all ? [] : [...chosen]}
        disabled={chosen.length === all}
        onChange={(wanted: string[]) => choose(wanted)}
        placeholder={t("notices.chooseUnits", { name })}
        aria-label={t("notices.chooseUnits", { name })}
        showSearch={{ optionFilterProp: "label" }}
        options={building.units.map((unit) => ({ value: unit.id, label: text(unit.name) }))}
      />
    </div>
  );
}
