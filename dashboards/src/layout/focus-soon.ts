const FIELDS = "input, textarea, [contenteditable]";

/**
 * A `ref` for the field of a dialog that is to have the keyboard. `autoFocus` is too soon where somebody has asked for no
 * motion: a dialog is on the page only after its fields were made, and gives the keyboard to its first button. Whoever has
 * begun to write meanwhile keeps it.
 */
export function focusSoon(field: { focus: () => void } | null): void {
  if (field === null) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement?.matches(FIELDS) !== true) field.focus();
    }),
  );
}
