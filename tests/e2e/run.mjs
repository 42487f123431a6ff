// Drives the console in a browser: run.mjs [REPORT] runs every *.e2e.mjs here, each over a server of its own, and ends
// with `N passed, N failed, N skipped`. REPORT gets {passed, failed, skipped} for tools/run_tests.py.
import { readdirSync, writeFileSync } from "node:fs";
import { launch, Reader } from "./browser.mjs";
import { Server } from "./server.mjs";

const here = new URL(".", import.meta.url);
const only = process.env.ONLY ?? "";
const tally = { passed: 0, failed: [], skipped: [] };

async function runOne(browser, server, file, { name, run, ...how }) {
  const title = `${file}: ${name}`;
  const reader = await Reader.open(browser, server, how);
  try {
    await run(reader, server);
    await reader.close();
    tally.passed += 1;
    console.log(`ok      ${title}`);
  } catch (error) {
    await reader.context.close().catch(() => undefined);
    tally.failed.push(title);
    console.log(`FAILED  ${title}\n${error.stack ?? error}`);
  }
}

const browser = await launch();
for (const file of readdirSync(here).filter((name) => name.endsWith(".e2e.mjs")).sort()) {
  const { tests } = await import(new URL(file, here));
  const wanted = tests.filter((test) => `${file}: ${test.name}`.includes(only));
  if (wanted.length === 0) continue;
  const server = await Server.start();
  for (const test of wanted) await runOne(browser, server, file, test);
  await server.stop();
}
await browser.close();

if (process.argv[2] !== undefined) writeFileSync(process.argv[2], JSON.stringify(tally));
console.log(`${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`);
process.exit(tally.failed.length > 0 ? 1 : 0);
