// The kind of error for which the command line or its environment is to blame.

/** The message says what to do, and is all that is printed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
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
