/// <reference types="node" preserve="true" />
// `gateway-run/simulator`: a Discord gateway on loopback, for testing any bot against.

export type { Fault } from "./fault.js";
export type { Profile, SimulatorOptions } from "./options.js";
export type {
  CloseEntry,
  CommandEntry,
  Host,
  IdentifyEntry,
  Notice,
  ResumeEntry,
  Violation,
} from "./recorder.js";
export { RULES, type Rule } from "./rules.js";
export { Simulator, type Address, type Counters } from "./simulator.js";
export type { SessionView } from "./view.js";
