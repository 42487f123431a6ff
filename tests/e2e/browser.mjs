// Debian's Chromium, and a page of it that fails the test on anything a reader would see in its console.
import { chromium } from "playwright-core";

// As root, as in a container, Chromium has no sandbox to offer.
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: asRoot });

// An answer of the server that a page expects; anything else in the console is a fault. Of `refused` tests all are expected.
const expected = /Failed to load resource: the server responded with a status of (400|401|403|404|409|422)/;

function drawnTwice() {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  return drawn().then(drawn);
}

export class Reader {
  /** `token` null: nobody is signed in. `person`: for whom the token acts. `more`: settings of the browser. */
  static async open(browser, server, { token = server.token, person = null, width = 1280, height = 800, theme = "light", refused = false, more = {} } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce", acceptDownloads: true, ...more });
    if (token !== null) {
      await context.addInitScript((value) => sessionStorage.setItem("signalbox.token", value), token);
    }
    if (person !== null) {
      await context.addInitScript((value) => sessionStorage.setItem("signalbox.acting", value), person);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !expected.test(message.text()) && !(refused && /Failed to load resource/.test(message.text()))) faults.push(message.text());
    });
    const asked = new Set();
    page.on("request", (request) => {
      // A file that is saved comes from the page itself, and has no end.
      if (request.url().startsWith(server.base)) asked.add(request);
    });
    for (const over of ["requestfinished", "requestfailed"]) page.on(over, (request) => asked.delete(request));
    page.on("dialog", (dialog) => {
      faults.push(`a script asked: ${dialog.message()}`);
      void dialog.dismiss();
    });
    return new Reader(server, context, page, faults, asked);
  }

  /** `asked`: the requests that have no answer yet. */
  constructor(server, context, page, faults, asked) {
    Object.assign(this, { server, context, page, faults, asked });
  }

  async go(path) {
    this.asked.clear();
    await this.page.goto(this.server.base + path);
    await this.settled();
  }

  /** Until nothing is on its way: no placeholder is shown, no request runs, and what came was drawn and asked for no more. */
  async settled() {
    await this.page.waitForLoadState("load");
    do {
      await this.page.waitForFunction(() => document.querySelector("#root > *") !== null && document.querySelector(".loading, .curtain") === null);
      while (this.asked.size > 0) await this.page.waitForEvent("requestfinished", { predicate: () => true, timeout: 250 }).catch(() => undefined);
      // Two frames, and what they left to be done: an answer is drawn in the first, and its parts ask in the second.
      await this.page.evaluate(drawnTwice);
    } while (this.asked.size > 0 || (await this.page.locator(".loading, .curtain").count()) > 0);
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  button(name, exact = true) {
    return this.page.getByRole("button", { name, exact });
  }

  async close() {
    await this.context.close();
    if (this.faults.length > 0) throw new Error(`the browser's console says: ${this.faults.join("; ")}`);
  }
}
