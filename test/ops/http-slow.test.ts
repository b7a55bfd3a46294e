import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { serveHttp } from "../../src/ops/http.js";
import { openEvents } from "../support/event-reader.js";
import { gc } from "../support/gc.js";
import { MadeSource } from "../support/made-source.js";

/** A socket that asks for the events and never reads one. */
async function deaf(url: string): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname }).pause();
  await once(socket, "connect");
  socket.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  return socket;
}

/** What this process holds, in bytes; a socket's buffers in the kernel are not its own. */
function held(): number {
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function isFull(url: string): Promise<boolean> {
  const response = await openEvents(url);
  response.destroy();
  return response.statusCode === 503;
}

test("a hundred readers that never read hold a bounded memory, and lose their places", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  await using http = await serveHttp(new MadeSource(1_000), { port: 0 });
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second++) {
      t.mock.timers.tick(1_000);
      for (let turns = 0; turns < 10; turns++) await turn();
    }
  };
  const before = held();
  const sockets = await Promise.all(Array.from({ length: 100 }, () => deaf(http.url)));
  assert.ok(await isFull(http.url));
  await seconds(40);
  const soon = held() - before;
  await seconds(15);
  const later = held() - before;
  t.diagnostic(`64 readers hold ${(soon / 1e6).toFixed(1)}, then ${(later / 1e6).toFixed(1)} MB`);
  assert.ok(soon < 40_000_000, `${soon} bytes`);
  assert.ok(later < soon + 5_000_000, `${soon}, then ${later} bytes`);
  await seconds(80);
  assert.ok(!(await isFull(http.url)));
  for (const socket of sockets) socket.destroy();
});
