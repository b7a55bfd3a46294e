import assert from "node:assert/strict";
import { createServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { get, readBody, type GetRequest } from "../../src/discord/get.js";
import { certificate } from "../support/certificate.js";
import { serveInTurn } from "../support/http-api.js";

const MAX = 1_000;

function request(url: string, ca: readonly string[] = []): GetRequest {
  return { url, headers: {}, ca, maxBytes: MAX, signal: new AbortController().signal };
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function serveSecurely(
  t: TestContext,
): Promise<{ readonly url: string; readonly cert: string }> {
  const { key, cert } = await certificate();
  const server = createServer({ key, cert }, (_request, response) => response.end("secret"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, cert };
}

test("a body is read whole up to its limit and no further", async () => {
  const text = "é".repeat(MAX / 2);
  assert.equal(await readBody(chunks(text.slice(0, 10), text.slice(10)), MAX), text);
  assert.equal(await readBody(chunks(), MAX), "");
  await assert.rejects(readBody(chunks(text, "x"), MAX), {
    message: "the answer has more than 1000 bytes",
  });
});

test("an answer over https is had where its certificate is among those given", async (t) => {
  const { url, cert } = await serveSecurely(t);
  const other = await certificate("other");
  assert.equal((await get(request(url, [other.cert, cert]))).body, "secret");
});

test("a certificate that nobody vouches for is refused", async (t) => {
  const { url } = await serveSecurely(t);
  const other = await certificate("other");
  const refused = { code: "DEPTH_ZERO_SELF_SIGNED_CERT" };
  await assert.rejects(get(request(url)), refused);
  await assert.rejects(get(request(url, [other.cert])), refused);
});

test("a redirect is an answer like another", async (t) => {
  const { apiUrl } = await serveInTurn(t, (_request, response) => {
    response.writeHead(301, { location: "http://127.0.0.1:9/" }).end("gone");
  });
  const { status, headers, body } = await get(request(apiUrl));
  assert.deepEqual([status, headers.location, body], [301, "http://127.0.0.1:9/", "gone"]);
});

test("a signal ends it with the signal's reason, also in the middle of a body", async (t) => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { apiUrl } = await serveInTurn(t, (_request, response) => {
    response.write("half", () => setImmediate(() => controller.abort(reason)));
  });
  const { signal } = controller;
  await assert.rejects(get({ ...request(apiUrl), signal }), reason);
  await assert.rejects(get({ ...request(apiUrl), signal }), reason);
});
