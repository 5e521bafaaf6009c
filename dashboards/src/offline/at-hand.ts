/** The phone's own parts, made once: what is kept, whose it is, and whether the server answers. Knows nothing of requests. */
import { session } from "../api/session";
import { KeyRing } from "./key-ring";
import { Reach } from "./reach";
import { SavedReading } from "./saved-reading";
import { browserShelf } from "./shelf";

export const shelf = browserShelf();
export const keyRing = new KeyRing(shelf);
export const reach = new Reach();
export const savedReading = new SavedReading(shelf, keyRing, session.person, reach);
