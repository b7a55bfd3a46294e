// The simulator in a process of its own: for what needs heartbeats answered and identifies spaced.

import { Simulator, type Address, type SimulatorOptions } from "../../src/simulator/index.js";
import { answerBy } from "./ask.js";

const options = JSON.parse(process.argv[2] ?? "{}") as SimulatorOptions;
const simulator = new Simulator(options);

const handlers = {
  start(): Promise<Address> {
    return simulator.start();
  },

  /** Events a second over all shards, from now on. */
  rate(rate: number): void {
    simulator.inject({ kind: "rate", rate });
  },

  /** What clients did that they may not. */
  violations(): number {
    return simulator.violations.length;
  },
};

/** What a simulator can be asked. */
export type SimulatorHandlers = typeof handlers;

answerBy(handlers);
