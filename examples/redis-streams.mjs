// Forwards every event to a Redis stream. The threads leave events as Discord's text (`payload:
// "json"`), so that nothing is parsed on the way; and since the loop waits for Redis, a slow Redis
// slows the sockets instead of filling memory.
//
//   DISCORD_TOKEN=… GATEWAY_SESSIONS=/var/lib/bot/sessions REDIS_URL=… node examples/redis-streams.mjs
//
// With GATEWAY_SESSIONS, a restart goes on behind the last event that Redis has. After a crash
// those of the last second come twice: a consumer tells by `session` and `seq`.

import { Coordinator } from "gateway-run";
import { Redis } from "ioredis";

const STREAM = "gateway:events";
const KEPT = 100_000; // about so many events stay in the stream

const redis = new Redis(process.env.REDIS_URL ?? "redis://127.0.0.1:6379", {
  maxRetriesPerRequest: null, // while Redis is away the loop waits, and so does Discord
});
redis.on("error", ({ message }) => console.error("Redis:", message));
const gateway = new Coordinator({
  token: process.env.DISCORD_TOKEN,
  apiUrl: process.env.DISCORD_API_URL,
  intents: ["unprivileged"],
  payload: "json",
  sessions: process.env.GATEWAY_SESSIONS,
});

async function forward() {
  for await (const { shard, session, seq, name, json } of gateway.dispatches()) {
    const fields = { shard, session, seq, name, data: json };
    await redis.xadd(STREAM, "MAXLEN", "~", KEPT, "*", ...Object.entries(fields).flat());
  }
}

let closing = false;
async function close() {
  closing = true;
  await gateway.close(); // what Redis has not got by then comes again
  redis.disconnect();
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, close);
gateway.on("sessionLost", (lost) => console.error("events may be missing", lost));
await Promise.all([forward(), gateway.start()]).catch((error) => {
  if (!closing) throw error;
});
