// That the strategy fits both versions of @discordjs/ws: discord.js brings version 1, and what is
// installed here is version 2. What matters is that this compiles.

import assert from "node:assert/strict";
import { it } from "node:test";
import type { IShardingStrategy, WebSocketManager, WebSocketShardStatus } from "@discordjs/ws";
import type { Collection } from "@discordjs/collection";
import type { ClientOptions, WebSocketOptions } from "discord.js";
import { WorkerStrategy } from "../../src/discordjs/index.js";

type Build = (manager: WebSocketManager) => IShardingStrategy;
type BuildForDiscordJs = NonNullable<WebSocketOptions["buildStrategy"]>;
type Expected = Collection<number, WebSocketShardStatus>;
type Statuses = Awaited<ReturnType<WorkerStrategy<WebSocketManager>["fetchStatus"]>>;

const build: Build = (manager) => new WorkerStrategy(manager, { threads: 2 });
const buildForDiscordJs: BuildForDiscordJs = (manager) => new WorkerStrategy(manager);
const options: ClientOptions = { intents: [], ws: { buildStrategy: buildForDiscordJs } };
type Same = 0 extends 1 & Statuses ? never : Statuses extends Expected ? "same" : never;
const same: Same = "same";

// @ts-expect-error -- what the manager says itself is no option of the strategy
const twice: Build = (manager) => new WorkerStrategy(manager, { token: "token" });

it("the strategy compiles against both versions of @discordjs/ws", () => {
  assert.deepEqual([typeof build, typeof twice, same], ["function", "function", "same"]);
  assert.equal(typeof options.ws?.buildStrategy, "function");
});
