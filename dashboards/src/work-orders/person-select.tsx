import { Select } from "antd";

import type { Department } from "../api/schema";
import { useWords } from "../messages/language-context";
import { usePeople } from "./use-people";

interface PersonSelectProps {
  readonly department: Department;
  readonly value?: string | null;
  readonly onChange?: (username: string | undefined) => void;
  readonly id?: string;
}

/** Who shall do it: people of the department first. */
export function PersonSelect({ department, value, onChange, id }: PersonSelectProps) {
  const { t, word } = useWords();
  const { data: people, isPending, isError } = usePeople();
  const active = (people ?? []).filter((person) => person.active && person.role !== "viewer");
  const option = (person: (typeof active)[number]) => ({
    value: person.username,
    label: person.department === null ? `${person.name} · ${word("role", person.role)}` : `${person.name} · ${word("department", person.department)}`,
  });
  const own = active.filter((person) => person.department === department);
  const others = active.filter((person) => person.department !== department);
  return (
    <Select
      id={id}
      value={value ?? undefined}
      onChange={onChange}
      loading={isPending}
      status={isError ? "error" : ""}
      allowClear
      // The dialog is still growing when it is measured.
      popupMatchSelectWidth={320}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={isError ? t("orders.peopleUnknown") : t("orders.anybody")}
      data-testid="person-select"
      options={[
        { label: word("department", department), options: own.map(option) },
        { label: t("orders.otherPeople"), options: others.map(option) },
      ]}
    />
  );
}
