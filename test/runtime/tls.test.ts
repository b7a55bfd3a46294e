import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coordinator } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { certificate } from "../support/certificate.js";
import { FREE_QUEUE, Rig, rig } from "../support/rig.js";

describe("over TLS", () => {
  it("API, gateway and resume URL are trusted by the certificates in `ca`", async () => {
    const tls = await certificate();
    const other = await certificate("other");
    await using r = await rig({ shards: 4, tls, ringSize: 10_000 }, { ca: [other.cert, tls.cert] });
    await r.gateway.start();
    for (let resumes = 4; resumes <= 8; resumes += 4) {
      r.simulator.inject({ kind: "reset" });
      r.simulator.inject({ kind: "burst", count: 100 });
      await r.simulator.waitFor(() => r.simulator.counters.resumes === resumes, 20_000);
    }
    await r.complete();
    assert.ok(r.simulator.resumeLog.every(({ host }) => host === "resume"));
    assert.equal(r.simulator.counters.identifies, 4);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("one certificate may be given as a Buffer", async () => {
    const tls = await certificate();
    await using r = await rig({ shards: 1, tls }, { ca: Buffer.from(tls.cert) });
    await r.gateway.start();
    await r.complete();
  });

  it("a gateway that nobody vouches for is never spoken to, and the reason is told", async () => {
    const tls = await certificate();
    await using api = new Simulator({ identifyWindow: 0 });
    const { apiUrl, token } = await api.start();
    const simulator = new Simulator({ tls });
    const { gatewayUrl } = await simulator.start();
    const options = { token, apiUrl, gatewayUrl, identify: FREE_QUEUE };
    await using r = new Rig(simulator, new Coordinator(options));
    const controller = new AbortController();
    const started = r.gateway.start({ signal: controller.signal });
    await r.until(() => r.times(0, "backoff") === 2);
    controller.abort();
    await assert.rejects(started, { code: "ABORTED" });
    const { code, by, reason } = r.changes.find(({ state }) => state === "backoff") ?? {};
    assert.deepEqual([code, by, reason], [1006, "network", "self-signed certificate"]);
    assert.equal(simulator.counters.connections, 0);
  });
});
