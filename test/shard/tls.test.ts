import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { after, before, test } from "node:test";
import { TLSSocket } from "node:tls";
import { generate } from "selfsigned";
import { WebSocket, WebSocketServer } from "ws";
import { TlsSharing } from "../../src/shard/tls.js";

const pems = await generate([{ name: "commonName", value: "localhost" }], {
  extensions: [
    { name: "basicConstraints", cA: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 7, ip: "127.0.0.1" },
      ],
    },
  ],
});

interface Gateway {
  readonly server: Server;
  readonly port: number;
}

const servers: Server[] = [];
let gateway: Gateway;

async function serve(maxVersion: "TLSv1.2" | "TLSv1.3", host = "127.0.0.1"): Promise<Gateway> {
  const server = createServer({ key: pems.private, cert: pems.cert, maxVersion });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => socket.send("hello"));
  server.listen(0, host);
  await once(server, "listening");
  servers.push(server);
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { server, port: address.port };
}

before(async () => {
  gateway = await serve("TLSv1.3");
});

after(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** Connects, waits for a message, and says whether TLS was resumed. */
async function connectOnce(tls: TlsSharing, address: string): Promise<boolean> {
  const socket = new WebSocket(address, tls.options(address));
  const upgraded = once(socket, "upgrade");
  await once(socket, "message");
  const [response] = await upgraded;
  assert.ok(response.socket instanceof TLSSocket);
  assert.equal(response.socket.authorized, true);
  const reused = response.socket.isSessionReused();
  socket.terminate();
  await once(socket, "close");
  return reused;
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  for (const host of ["localhost", "127.0.0.1"]) {
    test(`a second connection to ${host} resumes ${version}`, async () => {
      const { port } = await serve(version);
      const tls = new TlsSharing([pems.cert]);
      const address = `wss://${host}:${port}/?v=10`;
      assert.equal(await connectOnce(tls, address), false);
      assert.equal(await connectOnce(tls, address), true);
      assert.equal(await connectOnce(tls, address), true);
    });
  }
}

test("tickets are kept by host", async () => {
  const tls = new TlsSharing([pems.cert]);
  const other = await serve("TLSv1.3");
  assert.equal(await connectOnce(tls, `wss://localhost:${gateway.port}`), false);
  assert.equal(await connectOnce(tls, `wss://localhost:${other.port}`), false);
  assert.equal(await connectOnce(tls, `wss://localhost:${gateway.port}/other`), true);
});

test("a ticket that a server does not know any more costs a whole handshake and no more", async () => {
  const tls = new TlsSharing([pems.cert]);
  const { server, port } = await serve("TLSv1.3");
  const address = `wss://localhost:${port}`;
  assert.equal(await connectOnce(tls, address), false);
  server.setTicketKeys(Buffer.alloc(48, 7));
  assert.equal(await connectOnce(tls, address), false);
  assert.equal(await connectOnce(tls, address), true);
});

test("without its certificate in `ca` a server is not trusted", async () => {
  const address = `wss://localhost:${gateway.port}`;
  const socket = new WebSocket(address, new TlsSharing([]).options(address));
  const [error] = await once(socket, "error");
  assert.equal(error.code, "DEPTH_ZERO_SELF_SIGNED_CERT");
});

test("a certificate of another name is not accepted", async () => {
  const { port } = await serve("TLSv1.3", "127.0.0.2");
  const address = `wss://127.0.0.2:${port}`;
  const socket = new WebSocket(address, new TlsSharing([pems.cert]).options(address));
  const [error] = await once(socket, "error");
  assert.equal(error.code, "ERR_TLS_CERT_ALTNAME_INVALID");
});

test("the handshake timeout of a WebSocket is kept", async () => {
  const silent = createServer({ key: pems.private, cert: pems.cert }).listen(0, "127.0.0.1");
  await once(silent, "listening");
  servers.push(silent);
  silent.on("upgrade", (_, socket) => socket.on("error", () => socket.destroy()));
  const place = silent.address();
  assert.ok(typeof place === "object" && place !== null);
  const address = `wss://localhost:${place.port}`;
  const tls = new TlsSharing([pems.cert]).options(address);
  const socket = new WebSocket(address, { ...tls, handshakeTimeout: 300 });
  const [error] = await once(socket, "error");
  assert.match(error.message, /timed out/);
});

test("an address without TLS needs no options", () => {
  assert.deepEqual(new TlsSharing(["x"]).options("ws://127.0.0.1:1"), {});
});
