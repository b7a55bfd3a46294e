// The chaos harness must see what it is there for.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionView } from "../../src/simulator/index.js";
import { DOUBLE_MS } from "./account.js";
import { Ledger, type Truth } from "./ledger.js";
import { sumOf } from "./sums.js";

const SESSION = "a";

function view(id: string, seq: number, more: Partial<SessionView> = {}): SessionView {
  const fixed = { shard: 0, total: 1, intents: 1, heartbeatSeq: null, reach: 0 };
  return { ...fixed, id, seq, connected: true, counts: {}, sent: [], end: null, ...more };
}

function truth(live: readonly SessionView[], ended: readonly SessionView[] = []): Truth {
  return { live, ended, refused: new Set() };
}

/** A ledger of one life that was handed these seqs, and the clock that goes with it. */
class Book {
  readonly ledger: Ledger = new Ledger();
  #now = 1;

  constructor(seqs: readonly number[]) {
    this.ledger.begin();
    this.hand(seqs);
  }

  hand(seqs: readonly number[], session = SESSION): this {
    this.ledger.take({ kind: "session", shard: 0, session });
    for (const seq of seqs) this.ledger.take({ kind: "dispatch", session, seq, sum: null });
    return this;
  }

  pass(ms: number): this {
    for (let left = ms; left >= 0; left -= 200) {
      this.ledger.take({ kind: "time", at: (this.#now += Math.min(200, left)) });
    }
    return this;
  }

  next(how: "closed" | "killed"): this {
    this.ledger.finish(how);
    this.ledger.begin();
    return this;
  }

  lost(seq: number): this {
    this.ledger.take({ kind: "lost", shard: 0, session: SESSION, seq, reason: "op 9" });
    return this;
  }

  /** What it found, with everything settled. */
  found(known: Truth): string {
    this.ledger.settle(known);
    return this.ledger.breaches.join("\n");
  }
}

describe("the ledger", () => {
  it("finds nothing wrong where all came once and in order", () => {
    const book = new Book([1, 2, 3]);
    assert.equal(book.found(truth([view(SESSION, 3)])), "");
    assert.deepEqual(book.ledger.behind(truth([view(SESSION, 3)]), 1), []);
    assert.equal(book.ledger.events, 3);
  });

  it("finds a seq that is missing, twice, or out of order", () => {
    assert.match(new Book([1, 3]).found(truth([])), /missing: seq 3 after 1/);
    assert.match(new Book([1, 2, 2]).found(truth([])), /twice: seq 2 after 2/);
    assert.match(new Book([1, 2, 3, 1]).found(truth([])), /out of order or twice: seq 1 after 3/);
    assert.match(new Book([2]).found(truth([])), /a new life began with 2 after 0/);
  });

  it("finds what is not what was sent", () => {
    const { ledger } = new Book([]).hand([1]);
    ledger.sent(SESSION, 2, sumOf('{"a": 1}', "decoded"));
    ledger.sent(SESSION, 3_000, sumOf('{"a": 1}', "json"));
    const hand = (seq: number, sum: number): void =>
      ledger.take({ kind: "dispatch", session: SESSION, seq, sum });
    hand(2, sumOf('{"a":1}', "decoded"));
    assert.deepEqual(ledger.breaches, []);
    hand(3, 0);
    assert.match(ledger.breaches.join(), /seq 3 is not what was sent/);
    hand(3_000, sumOf('{"a":1}', "json"));
    assert.match(ledger.breaches.join(), /seq 3000 is not what was sent/);
  });

  it("waits for what is still to come", () => {
    const { ledger } = new Book([1, 2]);
    assert.deepEqual(ledger.behind(truth([view(SESSION, 3)]), 2), [0, 1]);
    assert.deepEqual(ledger.behind(truth([view(SESSION, 2, { connected: false })]), 1), [0]);
  });

  it("lets nothing come twice after an end in order", () => {
    const live = truth([view(SESSION, 3)]);
    assert.equal(new Book([1, 2]).next("closed").hand([3]).found(live), "");
    assert.match(new Book([1, 2]).next("closed").hand([2, 3]).found(live), /twice: .* up to 2/);
    assert.match(new Book([1]).next("closed").hand([3]).found(live), /missing: .* 3 after 1/);
  });

  it("lets the last moments before a kill come twice, and no more", () => {
    const live = truth([view(SESSION, 4)]);
    const book = (): Book => new Book([]).pass(0).hand([1, 2]).pass(DOUBLE_MS).hand([3]).pass(200);
    const fine = book().next("killed").hand([3, 4]);
    assert.equal(fine.found(live), "");
    assert.equal(fine.ledger.doubled, 1);
    assert.match(book().next("killed").hand([1, 2, 3, 4]).found(live), /twice/);
    assert.match(book().next("killed").hand([5]).found(live), /missing/);
  });

  it("finds a session that went without a word", () => {
    const gone = truth([view("b", 1)], [view(SESSION, 2, { end: "invalid" })]);
    assert.match(new Book([1, 2]).hand([1], "b").found(gone), /lost its session a without a word/);
    assert.equal(new Book([1, 2]).lost(2).hand([1], "b").found(gone), "");
    assert.match(new Book([1, 2]).lost(1).hand([1], "b").found(gone), /named 1 .*, it had 2/);
  });

  it("finds a session that was given up while Discord had it", () => {
    const live = truth([view(SESSION, 2), view("b", 1)]);
    assert.match(new Book([1, 2]).lost(2).hand([1], "b").found(live), /gave up a, which lives/);
  });

  it("finds a heartbeat that acknowledges what was not handed over", () => {
    const { ledger } = new Book([1, 2]);
    ledger.heard([view(SESSION, 5, { heartbeatSeq: 2 })]);
    assert.deepEqual(ledger.breaches, []);
    ledger.heard([view(SESSION, 5, { heartbeatSeq: 3 })]);
    assert.match(ledger.breaches.join(), /acknowledged 3 of a, it had 2/);
  });

  it("excuses a session whose bot was killed before it can have been stored", () => {
    const live = truth([view(SESSION, 9), view("b", 1)]);
    const early = new Book([]).pass(0).hand([1, 2]).next("killed").hand([1], "b");
    assert.equal(early.found(live), "");
    assert.equal(early.ledger.unstored, 1);
    const late = new Book([]).pass(0).hand([1, 2]).pass(DOUBLE_MS).hand([3]);
    assert.match(late.next("killed").hand([1], "b").found(live), /without a word/);
  });

  it("takes an error of the bot for a breach", () => {
    const { ledger } = new Book([]);
    ledger.take({ kind: "error", code: "X", text: "y" });
    assert.deepEqual(ledger.breaches, ["the bot reported X: y"]);
  });
});
