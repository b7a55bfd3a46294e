// The thread of `--demo`: a simulator with the options in `workerData`, which says where it is and
// takes faults.

import { parentPort, workerData } from "node:worker_threads";
import { Simulator, type Fault, type SimulatorOptions } from "../src/simulator/index.js";

const simulator = new Simulator(workerData as SimulatorOptions);
parentPort?.on("message", (fault: Fault) => simulator.inject(fault));
parentPort?.postMessage(await simulator.start());
