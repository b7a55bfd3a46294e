// The kind of error for which the command line or its environment is to blame.

/** The message says what to do, and is all that is printed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
