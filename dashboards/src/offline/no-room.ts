/** The phone has no room left, or keeps nothing at all: what somebody did is not kept. */
export class NoRoom extends Error {
  override readonly name = "NoRoom";
}
