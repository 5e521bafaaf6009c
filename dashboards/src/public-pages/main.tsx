/** The pages for people without an account: light, for the phone of whoever scanned a code. */
import { createRoot } from "react-dom/client";

import "../theme/global.css";
import { PublicPage } from "./public-page";

const root = document.getElementById("root");
if (root === null) throw new Error("public.html has no #root");
createRoot(root).render(<PublicPage />);
