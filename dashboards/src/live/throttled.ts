/** `work` at most once per `everyMs`: at once when it is first asked for, and once more at the end if it was asked for meanwhile. */
export function throttled(work: () => void, everyMs: number): () => void {
  let resting = false;
  let asked = false;
  function run() {
    if (resting) {
      asked = true;
      return;
    }
    resting = true;
    asked = false;
    work();
    setTimeout(() => {
      resting = false;
      if (asked) run();
    }, everyMs);
  }
  return run;
}
