// Work in the worker threads: handlers.mjs counts events there, and here the counts are asked for
// every second. Traffic that is dealt with there costs this thread nothing.
//
//   DISCORD_TOKEN=… node examples/handlers/bot.mjs

import { Coordinator } from "gateway-run";

const gateway = new Coordinator({
  token: process.env.DISCORD_TOKEN,
  apiUrl: process.env.DISCORD_API_URL,
  handlers: new URL("handlers.mjs", import.meta.url),
});

/** The counts of all threads together; one that does not answer in time is left out. */
async function report() {
  const total = {};
  for (const result of await gateway.ask("all", "counts", null, { timeout: 900 })) {
    if (result.kind === "error") console.error(`thread ${result.thread}: ${result.error.code}`);
    for (const [name, count] of Object.entries(result.value ?? {})) {
      total[name] = (total[name] ?? 0) + count;
    }
  }
  console.log(JSON.stringify(total));
}

gateway.on("INTERACTION_CREATE", ({ id }) => console.log(`interaction ${id} came through`));
await gateway.start();
const timer = setInterval(report, 1_000);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    clearInterval(timer);
    await gateway.close();
  });
}
