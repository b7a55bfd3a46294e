// Where to serve the status page and the metrics, and the check of it.

import { isIPv6 } from "node:net";
import * as v from "valibot";
import { strict } from "../coordinator/check.js";

/** Where to listen. */
export interface HttpOptions {
  /** A name or an address; `127.0.0.1`, which only this machine can reach, by default. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
}

const HOST_RULE = "must be a host name or an address, without a port";
const PORT_RULE = "must be a port, from 0 to 65535";

function isHost(text: string): boolean {
  return text.includes(":") ? isIPv6(text) : /^[^\s\p{Cc}/[\]]+$/u.test(text);
}

/** What they must be. */
export const HTTP_OPTIONS: v.GenericSchema<HttpOptions> = strict(
  {
    host: v.optional(v.pipe(v.string(HOST_RULE), v.check(isHost, HOST_RULE))),
    port: v.pipe(
      v.number(PORT_RULE),
      v.integer(PORT_RULE),
      v.minValue(0, PORT_RULE),
      v.maxValue(65_535, PORT_RULE),
    ),
  },
  "must be an object",
);
