import { createRoot } from "react-dom/client";

import { App } from "./app";
import { languageHere } from "./messages/language-provider";
import { loadCatalogue, loadFirstTexts } from "./messages/translate";
import { startWorkerWhenIdle } from "./phone/worker-link";
import "./theme/global.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void loadFirstTexts(languageHere()).then(() => createRoot(root).render(<App />));
startWorkerWhenIdle(() => void loadCatalogue(languageHere()).catch(() => undefined));
