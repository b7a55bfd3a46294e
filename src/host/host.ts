// The shards of one worker thread, and the only place that knows its port: what shards tell goes
// up in order, what the coordinator says comes down.

import { GatewayError } from "../discord/gateway-error.js";
import { createInflater, inflaterName } from "../shard/inflate.js";
import { Shard } from "../shard/shard.js";
import type { Header, LostSession, Session, ShardChange, Sink } from "../shard/sink.js";
import { TlsSharing } from "../shard/tls.js";
import type { HandlerModule } from "../transport/handler-module.js";
import { Counters } from "../transport/counters.js";
import { hrtime } from "../transport/hrtime.js";
import { errorData, type FromHost, type HostTask, type ToHost } from "../transport/messages.js";

import { Outbox } from "./outbox.js";
import { Pulse } from "./pulse.js";
import { UserModule } from "./user-module.js";

/** Runs the shards of one task until each of them has stopped. */
export class Host implements Sink {
  readonly #task: HostTask;
  readonly #outbox: Outbox;
  readonly #counters: Counters;
  readonly #module: UserModule | null;
  readonly #shards = new Map<number, Shard>();
  readonly #running = new Set<number>();
  #done: () => void = () => undefined;

  /** @param module - the user's handlers, or null. */
  constructor(task: HostTask, module: HandlerModule | null) {
    this.#task = task;
    this.#module = module === null ? null : this.#userModule(module);
    const room = {
      full: () => this.#each((shard) => shard.pause()),
      room: () => this.#each((shard) => shard.resume()),
    };
    this.#outbox = new Outbox(task, room, this.#module?.handlers);
    this.#counters = new Counters(
      task.shards.map(({ id }) => id),
      task.counters,
    );
    const tls = new TlsSharing(task.ca);
    for (const start of task.shards) {
      const shard = new Shard({
        ...task,
        ...start,
        inflater: createInflater(task.compress, task.maxMessageBytes),
        tls,
        counters: this.#counters.shard(start.id),
        sink: this,
        settled: (id, error) => this.#settled(id, error),
        now: hrtime,
      });
      this.#shards.set(start.id, shard);
      this.#running.add(start.id);
      if (start.session !== null) this.#module?.handlers?.session(start.id, start.session.id);
    }
  }

  /** Settles when every shard has stopped and all that it told is posted. */
  async run(): Promise<void> {
    const { port, alive, compress } = this.#task;
    // Marks that nothing else carries move with the pulse.
    const pulse = new Pulse(alive, this.#counters, () => this.#outbox.flush());
    port.on("message", (message: ToHost) => {
      this.#handle(message);
    });
    const stray = this.#module?.stray;
    if (stray !== undefined) process.on("unhandledRejection", stray);
    this.#post({ kind: "up", inflater: inflaterName(compress) });
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.#each((shard) => shard.start());
    });
    pulse.stop();
    this.#outbox.flush();
    port.close();
  }

  // What shards tell.

  dispatch(shard: number, header: Header, message: Buffer, replayed: boolean): boolean {
    return this.#outbox.add(shard, header, message, replayed);
  }

  session(shard: number, session: Session | null, lost: LostSession | null): void {
    const epoch = this.#outbox.session(shard);
    if (session !== null) this.#module?.handlers?.session(shard, session.id);
    this.#post({ kind: "session", shard, epoch, session, lost });
  }

  change(shard: number, change: ShardChange): void {
    this.#post({ kind: "change", shard, change });
    if (change.state !== "stopped") return;
    this.#running.delete(shard);
    if (this.#running.size === 0) this.#done();
  }

  lease(shard: number, ticket: number): void {
    this.#post({ kind: "lease", shard, ticket });
  }

  unlease(shard: number, ticket: number): void {
    this.#post({ kind: "unlease", shard, ticket });
  }

  warning(error: GatewayError): void {
    this.#post({ kind: "warning", error: errorData(error) });
  }

  fatal(error: GatewayError): void {
    this.#post({ kind: "fatal", error: errorData(error) });
  }

  // What the coordinator says.

  #handle(message: ToHost): void {
    switch (message.kind) {
      case "credit":
        for (const { shard, seq } of this.#outbox.credit(message)) {
          this.#shards.get(shard)?.acknowledge(seq);
        }
        return;
      case "permit":
        return this.#permit(message);
      case "send":
        return this.#shards.get(message.shard)?.send(message);
      case "ask":
        void this.#module?.answering.answer(message);
        return;
      case "drain":
        this.#each((shard) => shard.pause());
        this.#outbox.close();
        return this.#post({ kind: "drained" });
      case "stop":
        return this.#each((shard) => shard.stop(message.code, message.within));
    }
  }

  /** A permit that comes too late, or for a connection that is gone, goes back unused. */
  #permit({ shard, ticket, until }: Extract<ToHost, { kind: "permit" }>): void {
    const at = hrtime();
    const used = at <= until && (this.#shards.get(shard)?.permit(ticket) ?? false);
    this.#post({ kind: "permit", shard, ticket, used, at });
  }

  #settled(id: number, error: GatewayError | null): void {
    if (this.#module?.commands.settle(id, error) === true) return;
    this.#post({ kind: "receipt", id, error: error === null ? null : errorData(error) });
  }

  #userModule(module: HandlerModule): UserModule {
    return new UserModule(module, this.#task, {
      command: (id, command) => {
        const shard = this.#shards.get(id);
        shard?.send(command);
        return shard !== undefined;
      },
      post: (message) => this.#post(message),
      now: () => performance.now(),
    });
  }

  /** Everything that shards told before goes first. */
  #post(message: FromHost): void {
    this.#outbox.post(message);
  }

  #each(act: (shard: Shard) => void): void {
    for (const shard of this.#shards.values()) act(shard);
  }
}
