// The address of a connection: a host's URL with the query that Discord asks for, the same on the
// main URL and on a session's own, since a resume under another query fails.
// https://discord.com/developers/docs/events/gateway#connecting

import { API_VERSION } from "../discord/limits.js";

/** Transport compression of a connection. */
export type Compression = "zstd" | "zlib" | "none";

/**
 * Puts version, encoding and compression on a gateway's URL. A path and other parameters, of a
 * proxy for instance, stay.
 *
 * @param base - `url` of GET /gateway/bot, `resume_gateway_url` of READY, or a proxy's
 * @throws TypeError when it is no `ws:` or `wss:` URL. The URL is not quoted: it may hold a
 *   password.
 */
export function gatewayAddress(base: string, compression: Compression): string {
  const url = parse(base);
  url.hash = "";
  url.searchParams.set("v", String(API_VERSION));
  url.searchParams.set("encoding", "json");
  if (compression === "none") url.searchParams.delete("compress");
  else url.searchParams.set("compress", `${compression}-stream`);
  return url.href;
}

function parse(base: string): URL {
  if (!URL.canParse(base)) throw new TypeError("Cannot use a gateway URL: it is no URL");
  const url = new URL(base);
  if (url.protocol === "ws:" || url.protocol === "wss:") return url;
  throw new TypeError(
    `Cannot use a gateway URL: its scheme must be ws or wss, received ${url.protocol}`,
  );
}
