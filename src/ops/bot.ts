// Which bot a run is for: one with a token of its own, or the one of the demo.

import { DEMO_SHARDS, startDemo } from "./demo.js";
import type { RunFlags } from "./flags.js";
import { takeToken } from "./token.js";

/** A bot and its Discord. */
export interface Bot {
  readonly token: string;
  /** Where the token came from. */
  readonly tokenSource: string;
  readonly apiUrl?: string | undefined;
  readonly gatewayUrl?: string | undefined;
  /** Breaks the connection of a shard; there only for the demo's. */
  readonly kill?: (shard: number) => void;
  /** Ends what was started for it. */
  stop(): Promise<void>;
}

function demoShards({ demo, shards }: RunFlags): number {
  if (typeof demo === "number") return demo;
  return shards === "auto" ? DEMO_SHARDS : shards;
}

/**
 * Finds it.
 *
 * @throws UsageError when there is no token.
 */
export async function findBot(flags: RunFlags): Promise<Bot> {
  const { tokenFile: file, tokenFileNamedBy: namedBy, apiUrl, gatewayUrl } = flags;
  if (flags.demo !== undefined) {
    delete process.env["DISCORD_TOKEN"];
    return { ...(await startDemo(demoShards(flags))), tokenSource: "the demo" };
  }
  const { value, source } = await takeToken({
    file,
    namedBy,
    env: process.env,
    stdin: process.stdin,
  });
  return { token: value, tokenSource: source, apiUrl, gatewayUrl, stop: () => Promise.resolve() };
}
