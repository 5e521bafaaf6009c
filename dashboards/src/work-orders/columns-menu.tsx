import { Button, Checkbox, Popover } from "antd";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { COLUMN_KEYS, COLUMN_NAMES, type ColumnKey } from "./order-columns";

interface ColumnsMenuProps {
  readonly chosen: readonly ColumnKey[];
  readonly choose: (chosen: readonly ColumnKey[]) => void;
}

/** Which columns the table has. */
export function ColumnsMenu({ chosen, choose }: ColumnsMenuProps) {
  const { t } = useWords();
  return (
    <Popover
      trigger={["click"]}
      placement="bottomRight"
      content={
        <Checkbox.Group<ColumnKey>
          value={[...chosen]}
          onChange={choose}
          style={{ display: "grid", gap: 8 }}
          options={COLUMN_KEYS.map((key) => ({ value: key, label: t(COLUMN_NAMES[key]) }))}
        />
      }
    >
      <Button icon={<Icon name="rules" />} data-testid="columns">
        {t("board.columns")}
      </Button>
    </Popover>
  );
}
