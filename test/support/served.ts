// A bot on a simulator, with its status page, for one test.

import { Coordinator } from "../../src/index.js";
import { serveHttp, type HttpServer } from "../../src/ops/http.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { Simulated } from "./simulated.js";

export class Served implements AsyncDisposable {
  readonly simulated: Simulated;
  readonly gateway: Coordinator;
  readonly http: HttpServer;

  private constructor(simulated: Simulated, gateway: Coordinator, http: HttpServer) {
    this.simulated = simulated;
    this.gateway = gateway;
    this.http = http;
  }

  /** Serves; the bot is not started. Every shard has a lane of its own. */
  static async open(options: SimulatorOptions = {}, host?: string): Promise<Served> {
    const { shards = 2 } = options;
    const simulated = await Simulated.start({ shards, maxConcurrency: shards, ...options });
    const { token, apiUrl } = simulated.address;
    const gateway = new Coordinator({ token, apiUrl, threads: Math.min(2, shards) });
    return new Served(simulated, gateway, await serveHttp(gateway, { host, port: 0 }));
  }

  /** Serves a bot whose shards are ready. */
  static async ready(options: SimulatorOptions = {}): Promise<Served> {
    const served = await Served.open(options);
    await served.gateway.start();
    return served;
  }

  /** Asks for a path. */
  async get(path: string, init: RequestInit = {}): Promise<Response> {
    return await fetch(new URL(path, this.http.url), init);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    await this.http.close();
    await this.simulated[Symbol.asyncDispose]();
  }
}
