import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { Coordinator } from "../../src/index.js";
import { metricsText, serveHttp } from "../../src/ops/http.js";
import { Served } from "../support/served.js";

/** Asks with headers that `fetch` would not send. */
async function ask(url: string, headers: Record<string, string>, method = "GET") {
  const asked = request(url, { headers, method, agent: false }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

const IDLE = { token: "not.a.token" };

test("probes follow a bot from before its start to its end", async () => {
  await using served = await Served.open();
  const { gateway } = served;
  const probes = async (): Promise<readonly number[]> => {
    return [(await served.get("/livez")).status, (await served.get("/readyz")).status];
  };
  assert.deepEqual(await probes(), [200, 503]);
  assert.equal(await (await served.get("/readyz")).text(), "the bot is idle\n");
  const planned = once(gateway, "plan");
  const started = gateway.start();
  await planned;
  assert.deepEqual(await probes(), [200, 503]);
  await started;
  assert.deepEqual(await probes(), [200, 200]);
  await gateway.close();
  assert.deepEqual(await probes(), [200, 503]);
});

test("/status is the status as JSON", async () => {
  await using served = await Served.ready({ shards: 3 });
  const response = await served.get("/status");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  const { phase, total, shards } = JSON.parse(await response.text());
  assert.deepEqual([phase, total, shards.length], ["running", 3, 3]);
});

test("every answer forbids caching, foreign scripts and guessing of types", async () => {
  await using served = await Served.open();
  for (const path of ["/", "/page.js", "/page.css", "/status", "/metrics", "/livez", "/none"]) {
    const { headers } = await served.get(path);
    assert.equal(headers.get("cache-control"), "no-store", path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("referrer-policy"), "no-referrer", path);
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';/, path);
  }
});

test("it can only be read", async () => {
  await using served = await Served.open();
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const response = await served.get("/status", { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  }
  for (const path of ["/", "/status", "/metrics", "/events", "/livez"]) {
    const response = await served.get(path, { method: "HEAD" });
    assert.equal(response.status, 200, path);
    assert.equal(await response.text(), "", path);
  }
});

test("what is not there is answered with what is", async () => {
  await using served = await Served.open();
  for (const path of ["/none", "/../package.json", "/page/page.js", "/index.html"]) {
    const response = await served.get(path);
    assert.equal(response.status, 404, path);
    assert.match(await response.text(), /\/status/);
  }
});

test("on loopback a foreign Host is refused: a web page may have sent the browser", async () => {
  await using served = await Served.open();
  const { port } = new URL(served.http.url);
  const url = `${served.http.url}status`;
  for (const host of [`evil.example:${port}`, "localhost.evil.example", "10.0.0.1"]) {
    const { status, body } = await ask(url, { host });
    assert.equal(status, 403, host);
    assert.match(body, /listens on 127\.0\.0\.1/);
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    assert.equal((await ask(url, { host })).status, 200, host);
  }
});

test("a probe of HTTP/1.0, which names no host, is answered", async () => {
  await using served = await Served.open();
  const { port } = new URL(served.http.url);
  const { connect } = await import("node:net");
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("GET /livez HTTP/1.0\r\n\r\n");
  assert.match(await text(socket), /^HTTP\/1\.1 200 OK/);
});

test("where other machines may ask, any name will do", async () => {
  await using served = await Served.open({}, "0.0.0.0");
  const { port } = new URL(served.http.url);
  const url = `http://127.0.0.1:${port}/livez`;
  assert.equal((await ask(url, { host: "bot.example" })).status, 200);
});

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => {
  return addresses?.some(({ address }) => address === "::1");
});

test("an IPv6 host", { skip: hasIPv6 ? false : "this machine has no ::1" }, async () => {
  await using served = await Served.open({}, "::1");
  assert.match(served.http.url, /^http:\/\/\[::1\]:\d+\/$/);
  assert.equal((await served.get("/livez")).status, 200);
});

test("a port in use is an error that says so", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const gateway = new Coordinator(IDLE);
  await assert.rejects(serveHttp(gateway, { port }), {
    code: "PORT_UNAVAILABLE",
    message: `Cannot listen on 127.0.0.1:${port}: it is in use`,
  });
  taken.close();
  assert.equal(gateway.listenerCount("shard"), 0);
});

test("wrong options are refused at the door", async () => {
  const gateway = new Coordinator(IDLE);
  await assert.rejects(serveHttp(gateway, { port: 65_536 }), RangeError);
  await assert.rejects(serveHttp(gateway, { port: 1, host: "a:80" }), RangeError);
  await assert.rejects(serveHttp(gateway, { port: "80" } as never), TypeError);
  await assert.rejects(serveHttp(gateway, { port: 1, hots: "a" } as never), /nearest is 'host'/);
  await assert.rejects(serveHttp({} as never, { port: 1 }), /must be a Coordinator/);
});

test("closing ends open connections, takes every listener away, and may be done twice", async () => {
  const gateway = new Coordinator(IDLE);
  const before = gateway.eventNames();
  const http = await serveHttp(gateway, { port: 0 });
  const stream = await fetch(new URL("/events", http.url));
  await Promise.all([http.close(), http.close()]);
  await stream.text();
  assert.deepEqual(gateway.eventNames(), before);
  await assert.rejects(fetch(http.url));
});

test("serving leaves an error that nobody listens for as loud as it was", async () => {
  const gateway = new Coordinator(IDLE);
  await using http = await serveHttp(gateway, { port: 0 });
  assert.ok(http.url);
  assert.equal(gateway.listenerCount("error"), 0);
});

test("a status that cannot be made is a 500, and the server lives on", async () => {
  const gateway = new Coordinator(IDLE);
  gateway.status = () => {
    throw new Error("no status today");
  };
  await using http = await serveHttp(gateway, { port: 0 });
  const response = await fetch(new URL("/status", http.url));
  assert.deepEqual([response.status, await response.text()], [500, "no status today\n"]);
  assert.equal((await fetch(http.url)).status, 200);
});

test("metrics can be had for a server of one's own", async () => {
  assert.match(await metricsText(new Coordinator(IDLE)), /^gateway_shards\{state="ready"\} 0$/m);
  await assert.rejects(metricsText({} as never), TypeError);
});
