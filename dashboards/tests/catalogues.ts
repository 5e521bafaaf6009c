/** In the tests both languages are at hand. */
import { loadCatalogue } from "../src/messages/translate";

await Promise.all([loadCatalogue("zh"), loadCatalogue("en")]);
