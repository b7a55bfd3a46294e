// https and wss with a certificate that the test makes.

import assert from "node:assert/strict";
import { request } from "node:https";
import { test } from "node:test";
import { certificate } from "../support/certificate.js";
import { QUERY, RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

test("with a certificate everything is served over TLS, and resets still are resets", async () => {
  const { key, cert } = await certificate();
  await using simulated = await Simulated.start({ tls: { key, cert } });
  const { apiUrl, gatewayUrl, token } = simulated.address;
  assert.match(apiUrl, /^https:/);
  assert.match(gatewayUrl, /^wss:/);
  const status = await new Promise((resolve, reject) => {
    const get = request(`${apiUrl}/gateway`, { ca: cert }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    get.on("error", reject).end();
  });
  assert.equal(status, 200);
  const client = await RawClient.open(gatewayUrl, token, QUERY, { ca: cert });
  const ready = await client.ready();
  assert.match(ready.url, /^wss:/);
  simulated.simulator.inject({ kind: "reset" });
  assert.equal((await client.end()).code, 1006);
  const next = await RawClient.open(ready.url, token, QUERY, { ca: cert });
  next.resume(ready.id, client.seq);
  await next.event("RESUMED");
  await next.close();
});
