// A simulator for one test, with what tests want of it by default: no wait between identifies.

import { Simulator, type Address, type SimulatorOptions } from "../../src/simulator/index.js";
import { QUERY, RawClient, type IdentifyOptions, type Ready } from "./raw-client.js";

export class Simulated {
  readonly simulator: Simulator;
  readonly address: Address;
  readonly #clients: RawClient[] = [];

  private constructor(simulator: Simulator, address: Address) {
    this.simulator = simulator;
    this.address = address;
  }

  static async start(options: SimulatorOptions = {}): Promise<Simulated> {
    const simulator = new Simulator({ identifyWindow: 0, guilds: 2, ...options });
    return new Simulated(simulator, await simulator.start());
  }

  /** Opens a connection; to the main listener unless told otherwise. */
  async connect(query: string = QUERY, url: string = this.address.gatewayUrl): Promise<RawClient> {
    const client = await RawClient.open(url, this.address.token, query);
    this.#clients.push(client);
    return client;
  }

  /** Opens a connection that has a session. */
  async identified(
    options: IdentifyOptions = {},
    query: string = QUERY,
  ): Promise<{ readonly client: RawClient; readonly ready: Ready }> {
    const client = await this.connect(query);
    const ready = await client.ready(options);
    return { client, ready };
  }

  /** Resumes over the URL of READY and takes everything up to RESUMED. */
  async resumed(ready: Ready, seq: number, query: string = QUERY): Promise<RawClient> {
    const client = await this.connect(query, ready.url);
    await client.op(10);
    client.resume(ready.id, seq);
    await client.event("RESUMED");
    return client;
  }

  /** The rules that were broken, in order. */
  get rules(): string[] {
    return this.simulator.violations.map(({ rule }) => rule);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#clients) socket.terminate();
    await this.simulator.close();
  }
}
