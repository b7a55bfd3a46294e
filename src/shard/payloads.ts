// The three messages that a shard writes itself, as text.

/** What a shard says in its identify, besides token and shard. */
export interface IdentifySettings {
  readonly intents: number;
  readonly largeThreshold: number;
  readonly properties: { readonly os: string; readonly browser: string; readonly device: string };
  /** An op 3 `d`, or null. */
  readonly presence: unknown;
}

/** Op 1. @param seq - what it acknowledges, or null. */
export function heartbeatText(seq: number | null): string {
  return `{"op":1,"d":${seq}}`;
}

/** Op 2. https://discord.com/developers/docs/events/gateway-events#identify */
export function identifyText(
  token: string,
  shard: readonly [id: number, total: number],
  settings: IdentifySettings,
): string {
  const d = {
    token,
    properties: settings.properties,
    intents: settings.intents,
    large_threshold: settings.largeThreshold,
    shard,
    ...(settings.presence === null ? {} : { presence: settings.presence }),
  };
  return JSON.stringify({ op: 2, d });
}

/** Op 6. https://discord.com/developers/docs/events/gateway-events#resume */
export function resumeText(token: string, session: string, seq: number): string {
  return JSON.stringify({ op: 6, d: { token, session_id: session, seq } });
}
