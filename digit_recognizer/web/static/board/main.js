/** The board's page begins here. */

import { setting, showTheme } from "../common/settings.js";
import { preferredLanguage, useLanguage } from "../common/texts.js";
import { Board } from "./board.js";

showTheme();
await useLanguage(setting.get("language") || preferredLanguage());
const board = new Board();
await board.start();
document.body.dataset.ready = "true";
