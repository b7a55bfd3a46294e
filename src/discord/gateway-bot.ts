// Asks Discord's REST API where the gateway is and what this bot may do there, through everything
// that an API can do wrong. Discord counts failed requests, so each try waits longer.

import { type GatewayBot, readAnswer, readRetryAfter } from "./gateway-bot-answer.js";
import { GatewayError } from "./gateway-error.js";
import { get, type Answer } from "./get.js";
import { USER_AGENT } from "./user-agent.js";

/** How long one try may take, its whole body included, in ms. */
export const TRY_TIMEOUT_MS = 10_000;

/** How long failed tries go on, in ms. */
export const API_TIMEOUT_MS = 60_000;

const BACKOFF_MS = { first: 500, longest: 10_000 } as const;

/** Shortest wait after a 429, whatever it says, in ms. */
const LEAST_RETRY_AFTER_MS = 250;

/** The real answer has some 200 bytes. */
const MAX_BYTES = 65_536;

/** What to ask, and how long. */
export interface GatewayBotRequest {
  /** Base of the REST API, without a trailing slash. */
  readonly apiUrl: string;
  /** The bare token. */
  readonly token: string;
  /** Certificates in PEM to trust besides Node's own roots. Default: none. */
  readonly ca?: readonly string[] | undefined;
  /** Gives up at once, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** After so many ms no further try is made. Default: 60,000. */
  readonly timeout?: number | undefined;
  readonly clock?: Clock;
}

/** Time in ms, as a seam of its own: faked global timers would fake those of sockets as well. */
export interface Clock {
  now(): number;
  /** Calls back once; what it returns takes that back. */
  after(ms: number, callback: () => void): () => void;
}

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** What came of one try. */
type Outcome =
  | { readonly kind: "answer"; readonly bot: GatewayBot }
  | { readonly kind: "refused" }
  | { readonly kind: "failure"; readonly error: Error; readonly retryAfter: number | null };

/**
 * `GET /gateway/bot`.
 *
 * @throws GatewayError `TOKEN_REFUSED` when Discord answers 401, `API_UNREACHABLE` when no try
 *   within the time brought a usable answer (its cause is the last failure); or the reason of the
 *   signal.
 */
export async function fetchGatewayBot(request: GatewayBotRequest): Promise<GatewayBot> {
  const { apiUrl, token, signal, timeout = API_TIMEOUT_MS, clock = SYSTEM_CLOCK } = request;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw tokenRefused(); // no header can hold it
  }
  const end = clock.now() + timeout;
  for (let tries = 0; ; tries += 1) {
    const outcome = await tryOnce(request, clock);
    signal?.throwIfAborted();
    if (outcome.kind === "answer") {
      return outcome.bot;
    }
    if (outcome.kind === "refused") {
      throw tokenRefused();
    }
    const left = end - clock.now();
    if (left <= 0) {
      throw unreachable(apiUrl, timeout, outcome.error);
    }
    await wait(Math.min(left, outcome.retryAfter ?? backoff(tries)), clock, signal);
  }
}

async function tryOnce(
  { apiUrl, token, ca = [], signal }: GatewayBotRequest,
  clock: Clock,
): Promise<Outcome> {
  const slow = new AbortController();
  const inTime = clock.after(TRY_TIMEOUT_MS, () => {
    slow.abort(new Error(`no whole answer within ${TRY_TIMEOUT_MS / 1_000} s`));
  });
  try {
    const answer = await get({
      url: `${apiUrl}/gateway/bot`,
      headers: { authorization: `Bot ${token}`, "user-agent": USER_AGENT },
      ca,
      maxBytes: MAX_BYTES,
      signal: signal ? AbortSignal.any([signal, slow.signal]) : slow.signal,
    });
    return outcomeOf(answer);
  } catch (cause) {
    return failure(cause instanceof Error ? cause : new Error(String(cause)));
  } finally {
    inTime();
  }
}

function outcomeOf({ status, headers, body }: Answer): Outcome {
  if (status === 200) {
    return { kind: "answer", bot: readAnswer(body) };
  }
  if (status === 401) {
    return { kind: "refused" };
  }
  const error = new Error(`it answered with status ${status}`);
  const asked = status === 429 ? readRetryAfter(body, headers["retry-after"] ?? null) : null;
  return failure(error, asked === null ? null : Math.max(asked, LEAST_RETRY_AFTER_MS));
}

function failure(error: Error, retryAfter: number | null = null): Outcome {
  return { kind: "failure", error, retryAfter };
}

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
function backoff(tries: number): number {
  return Math.random() * Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** tries);
}

async function wait(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, done);
    signal?.addEventListener("abort", done);
    function done(): void {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
  signal?.throwIfAborted();
}

function tokenRefused(): GatewayError {
  return new GatewayError(
    "TOKEN_REFUSED",
    "Discord refuses the token: check it, it may have been reset or belong to another bot",
  );
}

function unreachable(apiUrl: string, timeout: number, error: Error): GatewayError {
  return new GatewayError(
    "API_UNREACHABLE",
    `Cannot learn the gateway from ${apiUrl} within ${timeout / 1_000} s: ${reasonOf(error)}; ` +
      "check the network and the API's address, then try again",
    { cause: error },
  );
}

/** Where a name has several addresses, Node's error says nothing itself, but holds one for each. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join(", ") : error.message;
}
