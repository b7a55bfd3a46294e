// The faulty network between two plain sockets, and a bot's first words on it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { Proxy } from "./proxy.js";

/** A client and a server's end, with a WebSocket on them that is shard 3's. */
async function pair(use: (ends: Ends) => Promise<void>): Promise<void> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  const web = new WebSocketServer({ noServer: true });
  const ends: WebSocket[] = [];
  const proxy = await Proxy.open(1, (session) => (session === "mine" ? 3 : null));
  const { port } = server.address() as AddressInfo;
  const url = proxy.through(`http://127.0.0.1:${port}/x`).replace("http", "ws");
  const http = createHttp();
  http.on("upgrade", (request, socket, head) =>
    web.handleUpgrade(request, socket, head, (end) => ends.push(end)),
  );
  server.on("connection", (socket) => http.emit("connection", socket));
  const client = new WebSocket(url);
  await once(client, "open");
  client.send(JSON.stringify({ op: 6, d: { session_id: "mine" } }));
  const [end] = ends;
  assert.ok(end);
  await once(end, "message");
  await use({ proxy, url, client, end });
  client.terminate();
  await proxy.close();
  server.close();
  for (const socket of sockets) socket.destroy();
}

interface Ends {
  readonly proxy: Proxy;
  readonly url: string;
  readonly client: WebSocket;
  readonly end: WebSocket;
}

test("pieces, trickles, delays and stalls change no byte and no order", async () => {
  await pair(async ({ proxy, client, end }) => {
    const texts = Array.from({ length: 40 }, (_, index) => `${index}-`.repeat(200));
    const got: string[] = [];
    client.on("message", (data: Buffer) => got.push(data.toString()));
    const faults = [
      { kind: "split", size: 5, forMs: 60 },
      { kind: "trickle", bytesPerSecond: 20_000, forMs: 60 },
      { kind: "delay", ms: 20, forMs: 60 },
      { kind: "stall", forMs: 60 },
    ] as const;
    for (const [index, text] of texts.entries()) {
      const fault = faults[index / 10];
      if (fault !== undefined) assert.equal(proxy.strike(fault, [3]), 1);
      end.send(text);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    while (got.length < texts.length) await once(client, "message");
    assert.deepEqual(got, texts);
  });
});

test("a fault meets its shard alone", async () => {
  await pair(({ proxy, client }) => {
    assert.equal(proxy.strike({ kind: "cut", after: 0 }, [0, 1, 2, 4]), 0);
    assert.equal(client.readyState, WebSocket.OPEN);
    return Promise.resolve();
  });
});

for (const kind of ["cut", "cutReset"] as const) {
  test(`a ${kind} lets so many bytes through and no more`, async () => {
    await pair(async ({ proxy, client, end }) => {
      proxy.strike({ kind, after: 100 }, [3]);
      let whole = 0;
      client.on("message", () => whole++);
      client.on("error", () => undefined);
      end.on("error", () => undefined);
      for (let sent = 0; sent < 3; sent++) end.send("x".repeat(60)); // each has a header of 2
      const [code] = await once(client, "close");
      assert.equal(code, 1006);
      assert.ok(whole <= 1);
      if (kind === "cut") assert.equal(whole, 1);
    });
  });
}

test("on a dead line nothing passes, not even an end", async () => {
  await pair(async ({ proxy, client, end }) => {
    proxy.strike({ kind: "deadLine" }, [3]);
    proxy.clear();
    client.on("message", () => assert.fail("a message on a dead line"));
    end.send("hello");
    end.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(client.readyState, WebSocket.OPEN);
  });
});

test("a closed door refuses or swallows who comes, until it opens", async () => {
  await pair(async ({ proxy, url }) => {
    proxy.strike({ kind: "refuseAll", forMs: 60_000 }, []);
    const refused = new WebSocket(url);
    const [error] = await once(refused, "error");
    assert.equal(error.code, "ECONNRESET");
    proxy.strike({ kind: "swallowAll", forMs: 60_000 }, []);
    const swallowed = new WebSocket(url, { handshakeTimeout: 60 });
    const [late] = await once(swallowed, "error");
    assert.match(late.message, /timed out/);
    proxy.clear();
    const welcome = new WebSocket(url);
    await once(welcome, "open");
    welcome.terminate();
  });
});
