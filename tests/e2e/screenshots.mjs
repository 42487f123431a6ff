// Pictures of every page in light and dark, wide and narrow: screenshots.mjs [FOLDER], build/screenshots if not given.
// `ONLY=models,today` takes those whose names have one of these.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, Reader } from "./browser.mjs";
import { approver } from "./desk.mjs";
import { pagesOf } from "./pages.mjs";
import { furnishedScenes, scenes } from "./scenes.mjs";
import { Server } from "./server.mjs";

const folder = process.argv[2] ?? "build/screenshots";
const only = process.env.ONLY ?? "";
mkdirSync(folder, { recursive: true });
const server = await Server.start();
const browser = await launch();
const wanted = ([name]) => only.split(",").some((part) => name.includes(part));
// Of the pages first: what scenes need changes what they show.
for (const theme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    const reader = await Reader.open(browser, server, { person: approver, theme, width, height: width === 390 ? 844 : 800 });
    for (const [name, path] of (await pagesOf(server)).filter(wanted)) {
      await reader.go(path);
      await reader.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
    }
    await reader.context.close();
  }
}
for (const [name, act, token = server.token, person = approver] of scenes.filter(wanted)) {
  await furnishedScenes(server);
  for (const theme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      const reader = await Reader.open(browser, server, { token, person: token === null ? null : person, theme, width, height: width === 390 ? 844 : 800 });
      await act(reader, server);
      await reader.settled();
      await reader.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
      await reader.context.close();
    }
  }
}
await browser.close();
await server.stop();
console.log(`pictures are in ${folder}`);
