/**
 * The service worker of Steward, `/sw.js`: it shows what is pushed although no page is open, and keeps the app's own
 * files at hand where there is no signal. It keeps nothing of the API: what is at hand offline is the app's business.
 */
import { answerPushes } from "./push";
import { keepShell } from "./shell";

declare const self: ServiceWorkerGlobalScope;

keepShell(self);
answerPushes(self);
