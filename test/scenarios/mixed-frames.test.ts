// Messages of one connection in whatever frames they come: cut, many in one stream, as text in
// between, or never compressed at all.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coordinator } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { HostileGateway, type Attack } from "../support/hostile-gateway.js";

const COUNT = 120;

function text(n: number): string {
  const d = { n, text: "é日😀 ".repeat(n % 30) };
  return JSON.stringify({ t: "NUMBERED", s: n + 2, op: 0, d });
}

/** Every message in two pieces, each cut one byte further; every tenth as text instead. */
const cut: Attack = ({ socket, pack }) => {
  for (let n = 0; n < COUNT; n++) {
    if (n % 10 === 9) {
      socket.send(text(n));
      continue;
    }
    const bytes = pack(text(n));
    const at = 1 + (n % (bytes.length - 1));
    for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) {
      socket.send(piece, { binary: true });
    }
  }
};

const plain: Attack = ({ socket }) => {
  for (let n = 0; n < COUNT; n++) socket.send(text(n), { binary: n % 10 === 9 });
};

/** What the user gets of such a connection, and how often it was resumed. */
async function numbersOf(attack: Attack, compress: "zlib" | "none"): Promise<readonly number[]> {
  await using simulator = new Simulator();
  const { apiUrl, token } = await simulator.start();
  await using server = new HostileGateway([attack]);
  await using gateway = new Coordinator({
    token,
    apiUrl,
    gatewayUrl: await server.url(),
    compress,
  });
  const numbers: number[] = [];
  const whole = new Promise<void>((resolve) => {
    gateway.on("dispatch", ({ name, data }) => {
      if (name === "NUMBERED") numbers.push((data as { n: number }).n);
      if (numbers.length === COUNT) resolve();
    });
  });
  await gateway.start();
  await whole;
  assert.deepEqual([server.resumes, server.closes], [[], []]);
  return numbers;
}

describe("messages in any frames", () => {
  const all = Array.from({ length: COUNT }, (_, n) => n);

  it("twilight 58: cut anywhere, with text in between, come whole while compression is on", async () => {
    assert.deepEqual(await numbersOf(cut, "zlib"), all);
  });

  it("twilight 58: as text and binary come whole while compression is off", async () => {
    assert.deepEqual(await numbersOf(plain, "none"), all);
  });
});
