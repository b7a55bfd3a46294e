// Where log lines go, in pino's shape, and the logger that says nothing.

/** Takes log lines; a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

function silent(): void {
  // The default: whoever embeds this decides what is printed.
}

/** A logger that says nothing. */
export const SILENT: Logger = { debug: silent, info: silent, warn: silent, error: silent };
