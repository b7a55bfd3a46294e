// The kind of error for which the command line or its environment is to blame.

import { withoutTokens } from "./token-shape.js";

/** The message says what to do, is all that is printed, and has nothing that looks like a token. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string, options?: ErrorOptions) {
    super(withoutTokens(message), options);
  }
}

/**
 * Calls what checks the user's options.
 *
 * @throws UsageError where they go wrong together.
 */
export function usageChecked<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}
