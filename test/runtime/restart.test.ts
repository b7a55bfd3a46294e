import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";
import { assertLives, Life, type Twice } from "../support/lives.js";

/** A second, and what a machine under load adds to a write, in ms. */
const PATIENCE_MS = 8_000;
const SHARDS = 16;

/** How long nobody reads its stdout, in ms: for longer than seqs wait to be stored. */
const STUCK_MS = 2_000;
const ROUNDS = Number(process.env["RESTARTS"] ?? 3);
const TRIMMED: SimulatorOptions = { trimAtHeartbeat: true, heartbeatInterval: 4_000 };

/** With `"SIGINT twice"` nobody reads its stdout any more, so that the first is not enough. */
type How = "SIGTERM" | "SIGKILL" | "SIGINT twice";

const CODES: { readonly [H in How]: number | null } = {
  SIGTERM: 0,
  SIGKILL: null,
  "SIGINT twice": 130,
};

/** Ends the command under load, again and again; asserts that nothing was lost or identified. */
async function restarts(how: How, options: SimulatorOptions = {}): Promise<Twice> {
  await using folder = await Folder.make();
  await using simulator = new Simulator({
    shards: SHARDS,
    maxConcurrency: SHARDS,
    rate: 2_000,
    keepSent: true,
    ringSize: 100_000,
    guilds: 2,
    ...options,
  });
  const { apiUrl, token } = await simulator.start();
  await knownStart(folder.file(), token);
  const env = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, GATEWAY_SESSIONS: folder.file() };
  const lives: Life[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const life = new Life([], env);
    lives.push(life);
    await life.lines(5_000);
    if (options.trimAtHeartbeat === true) await trimmed(simulator);
    const code = await end(life, how);
    assert.equal(code, CODES[how], life.command.stderr());
  }
  const last = new Life([], env);
  lives.push(last);
  await last.command.until("stderr", "all shards are ready");
  simulator.inject({ kind: "rate", rate: 0 });
  await last.lines(1);
  await simulator.waitFor(() => simulator.sessions.every(({ connected }) => connected));
  await last.end("SIGTERM");
  const final = new Life([], env);
  await final.command.until("stderr", "all shards are ready");
  await final.end("SIGTERM");
  lives.push(final);
  const said = lives.map(({ command }) => command.stderr()).join("");
  assert.equal(simulator.counters.identifies, SHARDS, said);
  assert.doesNotMatch(said, /lost its session|STORE_|"level":[56]0/);
  assert.deepEqual(simulator.violations, []);
  return assertLives(simulator, lives);
}

async function end(life: Life, how: How): Promise<number | null> {
  if (how !== "SIGINT twice") return life.end(how);
  life.hold();
  await sleep(STUCK_MS);
  return life.interrupt();
}

/** Settles when every session's replay buffer has been trimmed once more. */
async function trimmed(simulator: Simulator): Promise<void> {
  const before = new Map(simulator.sessions.map(({ id, reach }) => [id, reach]));
  await simulator.waitFor(
    () => simulator.sessions.every(({ id, reach }) => reach > (before.get(id) ?? 0)),
    30_000,
  );
}

describe("a bot that is started again and again, under load", { concurrency: 1 }, () => {
  it("by SIGTERM gets each event once", async () => {
    const { count } = await restarts("SIGTERM");
    assert.equal(count, 0);
  });

  it("by SIGTERM gets each event once where Discord keeps what no heartbeat acknowledged", async () => {
    const { count } = await restarts("SIGTERM", TRIMMED);
    assert.equal(count, 0);
  });

  it("by SIGKILL misses nothing, and gets only the last second's events twice", async (t) => {
    const { count, oldest } = await restarts("SIGKILL");
    t.diagnostic(`${count} twice, the oldest ${Math.round(oldest)} ms before the kill`);
    assert.ok(oldest < PATIENCE_MS, `the oldest came ${oldest} ms before the kill`);
  });

  it("by a second SIGINT misses nothing, and gets only the last moments' events twice", async (t) => {
    const { count, oldest } = await restarts("SIGINT twice");
    t.diagnostic(`${count} twice, the oldest ${Math.round(oldest)} ms before the end`);
    assert.ok(oldest < STUCK_MS + PATIENCE_MS, `the oldest came ${oldest} ms before the end`);
  });

  it("by SIGKILL misses nothing where Discord keeps what no heartbeat acknowledged", async () => {
    const { oldest } = await restarts("SIGKILL", TRIMMED);
    assert.ok(oldest < PATIENCE_MS, `the oldest came ${oldest} ms before the kill`);
  });
});
