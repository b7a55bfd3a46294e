// Loads the user's handler module into a worker thread, before its shards begin.

import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { HandlerModule } from "../transport/handler-module.js";
import { errorData, type HostTask } from "../transport/messages.js";

/** How long a module may take, in ms. */
const LOAD_MS = 20_000;

/** The module of a task, or null where there is none. Where it cannot be loaded, the thread ends. */
export async function loadHandlers({
  handlers,
  thread,
  port,
}: HostTask): Promise<HandlerModule | null> {
  if (handlers === null) return null;
  try {
    return checked(await inTime(import(handlers)));
  } catch (cause) {
    const message = `Cannot load the handlers from ${shown(handlers)}: ${why(cause)}`;
    const error = new GatewayError("HANDLERS_NOT_LOADED", message, { thread, cause });
    port.postMessage({ kind: "unloadable", error: errorData(error) });
    return await end(error);
  }
}

async function inTime(module: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it was not loaded within ${LOAD_MS / 1_000} s`);
    timer = setTimeout(() => reject(error), LOAD_MS);
  });
  try {
    return await Promise.race([module, late]);
  } finally {
    clearTimeout(timer);
  }
}

function checked(module: unknown): HandlerModule {
  const dispatch: unknown = Reflect.get(Object(module), "dispatch");
  const answers: unknown = Reflect.get(Object(module), "answers");
  if (dispatch === undefined && answers === undefined) {
    throw new TypeError("it exports neither 'dispatch' nor 'answers'");
  }
  if (dispatch !== undefined && typeof dispatch !== "function") {
    throw new TypeError("its 'dispatch' is no function");
  }
  if (answers !== undefined && (typeof answers !== "object" || answers === null)) {
    throw new TypeError("its 'answers' is no object");
  }
  const wrong = Object.entries(answers ?? {}).find(([, answer]) => typeof answer !== "function");
  if (wrong !== undefined) throw new TypeError(`its answer '${wrong[0]}' is no function`);
  return module as HandlerModule;
}

/** A task that only rejects would leave its thread alive, which remembers a module as broken. */
function end(error: GatewayError): Promise<never> {
  setImmediate(() => {
    throw error;
  });
  return new Promise<never>(() => undefined);
}

/** A module may be a whole URL of data. */
function shown(url: string): string {
  return url.length > 200 ? `${url.slice(0, 200)}…` : url;
}
