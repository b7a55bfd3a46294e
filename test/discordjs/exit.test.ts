import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "../support/script.js";

const CLIENT = `
  const { Client } = await import("discord.js");
  const { WorkerStrategy } = await import("gateway-run/discordjs");
  const client = new Client({
    intents: ["Guilds"],
    shards: "auto",
    rest: { api: apiUrl.replace(/\\/v10$/, "") },
    ws: { buildStrategy: (manager) => new WorkerStrategy(manager) },
  });
  const ready = new Promise((resolve) => client.once("clientReady", resolve));
`;

const WAYS: readonly (readonly [string, string])[] = [
  ["client.destroy()", "await client.login(token); await ready; await client.destroy();"],
  ["a destroy() right behind login()", "await client.login(token); await client.destroy();"],
  [
    "a destroy() during login()",
    `const login = client.login(token).catch(({ code }) => console.log(code));
     client.on("debug", (line) => line.includes("Is waiting") && client.destroy());
     await login;`,
  ],
  [
    "a login() that Discord refused",
    `simulator.inject({ kind: "closeInsteadOfReady", code: 4014 });
     await client.login(token).catch(({ code }) => console.log(code));`,
  ],
];

describe("a process of a discord.js bot ends by itself after", { concurrency: 2 }, () => {
  for (const [name, lines] of WAYS) {
    it(name, async () => {
      const { code, stderr } = await script(`${CLIENT} ${lines} await simulator.close();`);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    });
  }
});

it("client.destroy() hands over what is under way and leaves nothing open", async () => {
  const { code, stdout } = await script(`${CLIENT}
    await client.login(token);
    await ready;
    await client.destroy();
    const { open, closes } = simulator.counters;
    console.log(JSON.stringify({ open, closes, sessions: simulator.sessions.length }));
    console.log(process.getActiveResourcesInfo().filter((one) => one === "MessagePort").length);
    await simulator.close();
  `);
  assert.equal(code, 0);
  assert.equal(stdout, '{"open":0,"closes":{"1000":2},"sessions":0}\n0\n');
});

it("a process of a discord.js bot whose threads keep crashing ends with 1, and says why", async () => {
  const { code, stderr } = await script(`
    const { Client } = await import("discord.js");
    const { WorkerStrategy } = await import("gateway-run/discordjs");
    const module = "export const dispatch = ({ name }) => name === 'DEADLY' && process.exit(3)";
    const handlers = "data:text/javascript," + encodeURIComponent(module);
    const client = new Client({
      intents: ["Guilds"],
      rest: { api: apiUrl.replace(/\\/v10$/, "") },
      ws: { buildStrategy: (manager) => new WorkerStrategy(manager, { handlers }) },
    });
    const ready = new Promise((resolve) => client.once("clientReady", resolve));
    await client.login(token);
    await ready;
    simulator.emit(0, "DEADLY", {});
  `);
  assert.equal(code, 1);
  assert.match(stderr, /WORKERS_CRASHING/);
});
