import { createRoot } from "react-dom/client";

import { App } from "./app";
import "./theme/global.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(<App />);
