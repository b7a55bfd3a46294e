// The command against a simulator of the test's own.

import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { start, type Environment, type Running } from "./command.js";

/** A command and its Discord. */
export interface Against extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly command: Running;
  readonly token: string;
}

/** What differs from test to test. */
export interface AgainstOptions {
  readonly simulator?: SimulatorOptions;
  readonly args?: readonly string[];
  readonly env?: Environment;
}

/** Starts both. Every shard has a lane of its own unless the test says otherwise. */
export async function against(options: AgainstOptions = {}): Promise<Against> {
  const { shards = 2 } = options.simulator ?? {};
  const simulator = new Simulator({ maxConcurrency: shards, shards, ...options.simulator });
  const { apiUrl, token } = await simulator.start();
  const command = start([...(options.args ?? [])], {
    DISCORD_TOKEN: token,
    DISCORD_API_URL: apiUrl,
    ...options.env,
  });
  return {
    simulator,
    command,
    token,
    async [Symbol.asyncDispose]() {
      command.child.kill("SIGKILL");
      await simulator.close();
    },
  };
}
