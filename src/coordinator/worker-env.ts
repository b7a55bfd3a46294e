// The environment of a worker thread: a copy of this process's, without the token.

/** Every variable that does not hold the token. */
export function workerEnv(token: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !value.includes(token)) env[name] = value;
  }
  return env;
}
