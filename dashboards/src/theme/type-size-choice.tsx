import { Segmented } from "antd";

import { useWords } from "../messages/language-context";
import { chooseTypeSize, TYPE_SIZES, useTypeSize } from "./type-size";

/** Three sizes of type, as they look. */
export function TypeSizeChoice() {
  const { t } = useWords();
  const size = useTypeSize();
  return (
    <Segmented
      value={size}
      onChange={chooseTypeSize}
      options={TYPE_SIZES.map((one) => ({ value: one, label: <span data-testid={`type-${one}`}>{t(`offline.type.${one}`)}</span> }))}
      aria-label={t("offline.typeSize")}
      data-testid="type-size"
    />
  );
}
