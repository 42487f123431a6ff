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
// A long page on a busy machine takes its time.
const pictured = (reader, name, theme, width) => reader.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true, timeout: 60_000 });

async function everyPage(theme, width, height) {
  const reader = await Reader.open(browser, server, { person: approver, theme, width, height });
  for (const [name, path] of (await pagesOf(server)).filter(wanted)) {
    await reader.go(path);
    await pictured(reader, name, theme, width);
  }
  await reader.context.close();
}

async function everyScene(theme, width, height) {
  for (const [name, act, token = server.token, person = approver] of scenes.filter(wanted)) {
    await furnishedScenes(server);
    const reader = await Reader.open(browser, server, { token, person: token === null ? null : person, theme, width, height });
    await act(reader, server);
    await reader.settled();
    await pictured(reader, name, theme, width);
    await reader.context.close();
  }
}

try {
  // The pages first: what scenes need changes what they show.
  for (const taken of [everyPage, everyScene]) {
    for (const theme of ["light", "dark"]) {
      await taken(theme, 1280, 800);
      await taken(theme, 390, 844);
    }
  }
  console.log(`pictures are in ${folder}`);
} finally {
  await browser.close();
  await server.stop();
}
