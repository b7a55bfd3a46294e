// Op 6: attaches the client to its session again and sends what it missed, or says why not.
// https://discord.com/developers/docs/events/gateway-events#resume

import type { Client } from "./client.js";
import { isToken } from "./identify.js";
import { isJson } from "./inbound.js";
import type { Kept } from "./ring.js";
import type { Session } from "./session.js";

export function resume(client: Client, d: unknown): void {
  if (!isJson(d)) return;
  const id = String(d["session_id"]);
  const seq = Number(d["seq"]);
  const session = client.world.sessions.find(id);
  if (client.session === null) client.shard = session?.shard ?? null;
  const missed = check(client, session, d["token"], seq);
  const { recorder, settings } = client.world;
  const { shard, host } = client;
  const ok = missed !== null;
  recorder.note({ kind: "resume", at: settings.now(), shard, session: id, seq, host, ok });
  if (session !== undefined && missed !== null) replay(client, session, missed);
}

/** What to replay; null when the client has been told that there will be none. */
function check(
  client: Client,
  session: Session | undefined,
  token: unknown,
  seq: number,
): readonly Kept[] | null {
  if (client.session !== null) return refuse(client, 4005, "identified-twice", "op 6");
  if (!client.greeted) client.violate("resume-before-hello", "op 6");
  if (!isToken(client.world, token)) return refuse(client, 4004, "token", "resume");
  if (disturbed(client, session)) return null;
  if (session?.end === "closed") client.violate("resume-ended", session.id);
  if (session === undefined || session.end !== null) return invalid(client, undefined);
  if (seq > session.seq) return refuse(client, 4007, "resume-seq", `${seq} of ${session.seq}`);
  if (client.query !== session.query) {
    client.violate("resume-query", `${client.query} after ${session.query}`);
  }
  return session.missed(seq) ?? invalid(client, session);
}

function refuse(client: Client, ...why: Parameters<Client["refuse"]>): null {
  client.refuse(...why);
  return null;
}

/** Op 9 `d:false`; the session, if there is one, is gone with it. */
function invalid(client: Client, session: Session | undefined): null {
  if (session !== undefined) client.world.sessions.end(session, "invalid");
  client.invalidate(false);
  return null;
}

/** Whether a fault stood in the way; it has then had its effect. */
function disturbed(client: Client, session: Session | undefined): boolean {
  const { weather } = client.world;
  if (weather.meet("noResumed", client) !== undefined) return true;
  const close = weather.meet("resumeClose", client);
  if (close !== undefined) client.close(close.code, close.reason);
  const invalidated = weather.meet("resumeInvalid", client);
  if (invalidated?.resumable === true) client.invalidate(true);
  else if (invalidated !== undefined) invalid(client, session);
  const reset = weather.meet("resumeReset", client);
  if (reset !== undefined) client.reset();
  return close !== undefined || invalidated !== undefined || reset !== undefined;
}

function replay(client: Client, session: Session, missed: readonly Kept[]): void {
  const former = session.outlet;
  client.serve(session);
  client.heartbeats.settle(session);
  former?.supersede();
  client.replay(missed.map(({ bytes }) => bytes));
  session.dispatch("RESUMED", `{"_trace":["gateway-prd-us-east1-b-sim0"]}`);
}
