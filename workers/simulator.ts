// The thread of `--demo`: a simulator with the options in `workerData`, which says where it is.

import { parentPort, workerData } from "node:worker_threads";
import { Simulator, type SimulatorOptions } from "../src/simulator/index.js";

const simulator = new Simulator(workerData as SimulatorOptions);
parentPort?.postMessage(await simulator.start());
