// A URL to build others on, in the one form that the rest relies on.

/**
 * The URL without query, fragment and trailing slashes.
 *
 * @param protocols - the allowed ones, as `URL` writes them (`wss:`).
 * @returns undefined where it is no such URL, or holds a user name or a password.
 */
export function baseUrl(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const { protocol, host, pathname, username, password } = new URL(text);
  if (!protocols.includes(protocol) || host === "" || username !== "" || password !== "") {
    return undefined;
  }
  return `${protocol}//${host}${pathname}`.replace(/\/+$/, "");
}

/** What the gateway speaks. */
export const GATEWAY_PROTOCOLS: readonly string[] = ["wss:", "ws:"];

/** What the REST API speaks. */
export const API_PROTOCOLS: readonly string[] = ["https:", "http:"];
