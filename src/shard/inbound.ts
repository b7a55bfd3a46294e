// The few payloads that a shard reads itself, from a whole message. Each is null when it is not
// as documented; nothing here throws.

/** The `d` of a message, or null. */
function readData(message: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(message.toString());
    return property(value, "d");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** Op 10: its `d` as it stands there. */
export function readHello(message: Buffer): unknown {
  return readData(message);
}

/** Op 9: whether the session may still be resumed. */
export function readInvalid(message: Buffer): boolean {
  return readData(message) === true;
}

/**
 * READY: the session and the ids of its guilds, or null where it has no id. A URL that is missing
 * is replaced by `fallback`.
 * https://discord.com/developers/docs/events/gateway-events#ready
 */
export function readReady(
  message: Buffer,
  fallback: string,
): { id: string; url: string; guilds: readonly string[] } | null {
  const data = readData(message);
  const id = property(data, "session_id");
  const url = property(data, "resume_gateway_url");
  if (typeof id !== "string" || id === "") return null;
  const guilds = property(data, "guilds");
  return {
    id,
    url: typeof url === "string" && isGatewayUrl(url) ? url : fallback,
    guilds: Array.isArray(guilds) ? guilds.map((guild) => String(property(guild, "id"))) : [],
  };
}

/** Whether a WebSocket can be opened to it. */
export function isGatewayUrl(url: string): boolean {
  return /^wss?:/.test(url) && URL.canParse(url);
}
