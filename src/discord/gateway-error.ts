// The one class of errors at run time: a code to catch by, and a sentence that says what to do.

/** Every `code` of a `GatewayError`. The README's table says what each means. */
export type GatewayErrorCode =
  | "API_UNREACHABLE" // GET /gateway/bot brought no usable answer
  | "TOKEN_REFUSED" // 401, or close code 4004
  | "SETTINGS_REFUSED" // close codes 4010 to 4014
  | "BUDGET_EXHAUSTED" // too few identifies left, see `until`
  | "BUDGET_LOW" // few identifies left today
  | "WORKERS_CRASHING" // a thread could not load, or died 5 times in a row
  | "THREAD_DIED" // one thread died; its shards go on in a new one
  | "THREAD_HUNG" // a thread gave no sign for 30 s
  | "LISTENER_FAILED" // a listener or handler of the user threw or rejected
  | "HANDLERS_NOT_LOADED" // the handler module cannot be loaded, or exports nothing of use
  | "HANDLER_SLOW" // a handler kept its thread, and its heartbeats, waiting for over 1 s
  | "UNKNOWN_ANSWER" // the handler module answers nothing by this name
  | "ANSWER_FAILED" // an answer threw or rejected, or gave what cannot cross between threads
  | "ANSWER_TIMEOUT" // no answer in time
  | "ANSWER_LOST" // the thread that was asked has ended
  | "COMMAND_REFUSED" // op 1, 2 or 6, no integer op, or no JSON
  | "COMMAND_TOO_LARGE" // over 4096 bytes
  | "COMMAND_QUEUE_FULL" // too many commands wait
  | "COMMAND_EXPIRED" // its deadline passed while it waited
  | "COMMAND_LOST" // its socket or thread died after it was handed over
  | "UNKNOWN_SHARD" // not one of this coordinator's shards
  | "UNKNOWN_THREAD" // not one of this coordinator's worker threads
  | "MEMBERS_TIMEOUT" // not all chunks came in time
  | "MEMBERS_RATE_LIMITED" // RATE_LIMITED twice for one request
  | "MESSAGE_REFUSED" // the data of a dispatch, or a message, cannot be read
  | "READY_INCOMPLETE" // READY without a session id
  | "SHARD_DEAF" // acks come, dispatches do not, against the shard's own past
  | "SEQ_FELL" // a dispatch came with a seq that the shard has passed
  | "NOT_RUNNING" // before start() or after close()
  | "CLOSED" // close() came first
  | "ABORTED" // the signal given to start() fired
  | "PERMIT_LATE" // a thread used three permits in a row too late
  | "IDENTIFY_QUEUE_FAILED" // the user's IdentifyQueue rejected a lease
  | "STORE_FAILED" // the session store rejected
  | "STORE_LOCKED" // another process keeps its sessions there
  | "STORE_REJECTED" // what was stored is not of this run, or torn
  | "PORT_UNAVAILABLE" // a port to serve HTTP on is in use, or may not be had
  | "DRAIN_INCOMPLETE"; // what close() left undone at its limit

/** What may stand beside the code. */
export interface GatewayErrorDetail {
  /** The shard that it happened to. */
  readonly shard?: number;
  /** The worker thread that it happened to. */
  readonly thread?: number;
  /** The close code of the gateway behind it. */
  readonly closeCode?: number;
  /** When it makes sense to try again, in ms since 1970. */
  readonly until?: number;
  /** The error behind it. */
  readonly cause?: unknown;
}

/** An error at run time. Misuse throws `TypeError` or `RangeError` instead. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: GatewayErrorCode;
  readonly shard?: number;
  readonly thread?: number;
  readonly closeCode?: number;
  readonly until?: number;

  constructor(code: GatewayErrorCode, message: string, detail: GatewayErrorDetail = {}) {
    const { cause, ...rest } = detail;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, rest);
  }
}
