/** The teacher's page begins here. */

import { setting, showTheme } from "../common/settings.js";
import { preferredLanguage, useLanguage } from "../common/texts.js";
import { ClassPage } from "./class_page.js";

showTheme();
await useLanguage(setting.get("language") || preferredLanguage());
new ClassPage();
document.body.dataset.ready = "true";
